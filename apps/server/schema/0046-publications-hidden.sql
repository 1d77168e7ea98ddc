-- Any text that was published can be hidden, also one that was corrected or withdrawn before: by two persons, with a reason.

alter table edition drop constraint edition_check1;
alter table edition add check ((withdrawn_at is null) = (withdrawn_reason is null));
alter table edition add column hidden_at timestamptz;
alter table edition add column hidden_reason text;
alter table edition add column hidden_asked_by uuid;
alter table edition add column hidden_granted_by uuid;
alter table edition add check (
  (hidden_at is null) = (hidden_reason is null) and (hidden_at is null) = (hidden_asked_by is null)
  and (hidden_at is null) = (hidden_granted_by is null) and (hidden_at is null or (hidden and hidden_asked_by <> hidden_granted_by)));
alter table edition add check (not hidden or hidden_at is not null or withdrawn_at is not null);
alter table edition add foreign key (county, hidden_asked_by) references person (county, id);
alter table edition add foreign key (county, hidden_granted_by) references person (county, id);
comment on column edition.hidden is 'it should never have been shown: the page stays with the reason, the text does not';
comment on column edition.hidden_at is 'when two persons hid it; absent where whoever withdrew it hid it as well';

drop view public_edition;
create view public_edition with (security_invoker = true) as
  select b.county, b.edition_id, b.publication_id, b.no, p.place_id, p.town_id, p.village_id, p.class_code, p.item_code, p.period_key,
    p.period_first, p.period_last, p.affairs, p.audience, p.on_board, p.is_money, p.stands_until, p.demo,
    case when e.hidden_at is null then b.body ->> 'title'
      else concat_ws(' ', b.body #>> '{place,name}', b.body #>> '{item,name}', b.body ->> 'period') end as title,
    e.status as state, case when e.hidden then null else b.body ->> 'changeNote' end as change_note, e.as_of, b.published_at,
    e.superseded_at, e.withdrawn_at, e.withdrawn_reason, e.hidden, e.hidden_at, e.hidden_reason,
    case when e.hidden then null else b.body end as body, case when e.hidden then null else encode(b.salt, 'hex') end as salt,
    encode(b.commitment, 'hex') as commitment, case when e.hidden then '' else b.words end as words
  from edition_body b
  join edition e on e.county = b.county and e.id = b.edition_id
  join publication p on p.county = b.county and p.id = b.publication_id;
comment on view public_edition is 'projection: the only thing that public pages read of publications; nothing that was not masked, nothing that was not published, nothing that was hidden';
