-- What is for the people of a village only is shown to everybody else in words of ours: the place, the item and the period.

drop view public_edition;
create view public_edition with (security_invoker = true) as
  select b.county, b.edition_id, b.publication_id, b.no, p.place_id, p.town_id, p.village_id, p.class_code, p.item_code, p.period_key,
    p.period_first, p.period_last, p.affairs, p.audience, p.on_board, p.is_money, p.stands_until, p.demo,
    b.body #>> '{place,name}' as place_name, b.body #>> '{item,name}' as item_name,
    case when e.hidden_at is null then b.body ->> 'title'
      else concat_ws(' ', b.body #>> '{place,name}', b.body #>> '{item,name}', b.body ->> 'period') end as title,
    e.status as state, case when e.hidden then null else b.body ->> 'changeNote' end as change_note, e.as_of, b.published_at,
    e.superseded_at, e.withdrawn_at, e.withdrawn_reason, e.hidden, e.hidden_at, e.hidden_reason,
    case when e.hidden then null else b.body end as body, case when e.hidden then null else encode(b.salt, 'hex') end as salt,
    encode(b.commitment, 'hex') as commitment, case when e.hidden then '' else b.words end as words
  from edition_body b
  join edition e on e.county = b.county and e.id = b.edition_id
  join publication p on p.county = b.county and p.id = b.publication_id;
comment on view public_edition is 'projection: the only thing that public pages read of publications, through kernel/publications/public-reads.ts, which asks as whom one reads; nothing that was not masked, nothing that was not published, nothing that was hidden';
