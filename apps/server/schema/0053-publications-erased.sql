-- What two persons hid is erased: its row of texts goes, and the document of its hiding stands in its place.

comment on table edition_body is 'tenant erasable: what the public was shown, masked, as it went out; its salted hash stands in the public log. A row goes when two persons hid its text, never otherwise; edition_hidden says so';
comment on table edition_file is 'tenant erasable: the papers of a published edition; only these may be read by the public. They go with the text';

create table edition_hidden (
  county int not null,
  edition_id uuid not null,
  publication_id uuid not null,
  no int not null,
  document jsonb not null,
  salt bytea not null check (length(salt) = 32),
  published_at timestamptz not null,
  primary key (county, edition_id),
  unique (county, publication_id, no),
  foreign key (county, edition_id) references edition (county, id)
);
comment on table edition_hidden is 'tenant append-only: what stays of a text that was hidden: what it was about, its hash, when, why and by which two offices; the salted hash of this document stands in the public log';

drop view public_edition;
create view public_edition with (security_invoker = true) as
  select b.county, b.edition_id, b.publication_id, b.no, p.place_id, p.town_id, p.village_id, p.class_code, p.item_code, p.period_key,
    p.period_first, p.period_last, p.affairs, p.audience, p.on_board, p.is_money, p.stands_until, p.demo,
    b.body #>> '{place,name}' as place_name, b.body #>> '{item,name}' as item_name, b.body ->> 'title' as title,
    e.status as state, case when e.hidden then null else b.body ->> 'changeNote' end as change_note, e.as_of, b.published_at,
    e.superseded_at, e.withdrawn_at, e.withdrawn_reason, e.hidden, e.hidden_at, e.hidden_reason,
    case when e.hidden then null else b.body end as body, case when e.hidden then null else encode(b.salt, 'hex') end as salt,
    encode(b.commitment, 'hex') as commitment, case when e.hidden then '' else b.words end as words,
    null::jsonb as hiding, null::text as hiding_salt
  from edition_body b
  join edition e on e.county = b.county and e.id = b.edition_id
  join publication p on p.county = b.county and p.id = b.publication_id
  union all
  select h.county, h.edition_id, h.publication_id, h.no, p.place_id, p.town_id, p.village_id, p.class_code, p.item_code, p.period_key,
    p.period_first, p.period_last, p.affairs, p.audience, p.on_board, p.is_money, p.stands_until, p.demo,
    h.document #>> '{place,name}', h.document #>> '{item,name}', e.title,
    e.status, null, null, h.published_at,
    e.superseded_at, e.withdrawn_at, e.withdrawn_reason, true, e.hidden_at, e.hidden_reason,
    null, null, h.document ->> 'commitment', '', h.document, encode(h.salt, 'hex')
  from edition_hidden h
  join edition e on e.county = h.county and e.id = h.edition_id
  join publication p on p.county = h.county and p.id = h.publication_id;
comment on view public_edition is 'projection: the only thing that public pages read of publications, through kernel/publications/public-reads.ts, which asks as whom one reads; nothing that was not masked, nothing that was not published, of what was hidden only why';
