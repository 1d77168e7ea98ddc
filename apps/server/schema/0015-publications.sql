-- Publications 公开: what must be disclosed about a place and a period, its editions, and what people asked about it.

create table publication (
  county int not null,
  id uuid not null,
  place_id uuid not null,
  town_id uuid,
  village_id uuid,
  scope text not null check (scope in ('village', 'town', 'county')),
  catalogue text not null,
  class_code text not null,
  item_code text collate "C" not null,
  period_key text collate "C" not null,
  period_first date not null,
  period_last date,
  affairs text not null check (affairs in ('party', 'village', 'finance', 'service')),
  audience text not null check (audience in ('everybody', 'village')),
  on_board boolean not null,
  is_money boolean not null,
  title text not null,
  status text not null check (status in ('draft', 'live', 'withdrawn')),
  live_no int,
  last_no int not null,
  first_published_at timestamptz,
  published_at timestamptz,
  stands_until date,
  demo boolean not null default false,
  version int not null,
  primary key (county, id),
  unique (county, place_id, item_code, period_key),
  foreign key (county, place_id) references place (county, id),
  check ((status = 'draft') = (first_published_at is null)),
  check (status <> 'live' or live_no is not null)
);
comment on table publication is 'tenant: one item of the catalogue for one place and one period; the pointer to its editions. A row that was published is never deleted';
comment on column publication.place_id is 'whose publication it is; the town and the village it lies in stand beside it, so that a list needs no join';
create index publication_of_village on publication (county, village_id, published_at desc, id desc) where first_published_at is not null;
create index publication_of_place on publication (county, place_id, published_at desc, id desc) where first_published_at is not null;
create index publication_of_town on publication (county, town_id, period_key, item_code);
create index publication_money on publication (county, place_id, period_first desc) where is_money and first_published_at is not null;

create table edition (
  county int not null,
  id uuid not null,
  publication_id uuid not null,
  no int not null,
  status text not null check (status in ('draft', 'in-review', 'checked', 'scheduled', 'live', 'superseded', 'withdrawn', 'abandoned')),
  title text not null,
  content jsonb not null,
  change_note text,
  as_of timestamptz,
  publish_at timestamptz,
  writers uuid[] not null,
  checked_by uuid,
  checked_at timestamptz,
  signed_by uuid,
  signed_at timestamptz,
  returned_reason text,
  saved_at timestamptz not null,
  published_at timestamptz,
  superseded_at timestamptz,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  withdrawn_by uuid,
  hidden boolean not null default false,
  version int not null,
  primary key (county, id),
  unique (county, publication_id, no),
  foreign key (county, publication_id) references publication (county, id),
  foreign key (county, checked_by) references person (county, id),
  foreign key (county, signed_by) references person (county, id),
  foreign key (county, withdrawn_by) references person (county, id),
  check ((status = 'withdrawn') = (withdrawn_at is not null)),
  check ((withdrawn_at is null) = (withdrawn_reason is null) and (withdrawn_at is not null or not hidden)),
  check (no = 1 or change_note is not null or status in ('draft', 'abandoned')),
  check (status not in ('scheduled', 'live', 'superseded', 'withdrawn') or signed_by is not null),
  check (signed_by is null or signed_by <> all(writers))
);
comment on table edition is 'tenant: a text on its way to the public: at most one draft and one live edition a publication';
comment on column edition.content is 'personal: class=free text; purpose=write a disclosure; basis=PIPL 13(3) statutory duty (村民委员会组织法 art. 35); retention=as the village archive; mask=the public reads edition_body, which is masked';
comment on column edition.hidden is 'withdrawn because it should never have been shown: the page stays with the reason, the text does not';
comment on column edition.writers is 'everybody who saved this text; none of them may check or sign it';
create unique index edition_one_draft on edition (county, publication_id) where status in ('draft', 'in-review', 'checked', 'scheduled');
create unique index edition_one_live on edition (county, publication_id) where status = 'live';
create index edition_scheduled on edition (county, publish_at, id) where status = 'scheduled';

create table edition_body (
  county int not null,
  edition_id uuid not null,
  publication_id uuid not null,
  no int not null,
  body jsonb not null,
  salt bytea not null check (length(salt) = 32),
  commitment bytea not null check (length(commitment) = 32),
  words text not null,
  published_at timestamptz not null,
  primary key (county, edition_id),
  unique (county, publication_id, no),
  foreign key (county, edition_id) references edition (county, id)
);
comment on table edition_body is 'tenant append-only: what the public was shown, masked, as it went out; its salted hash stands in the public log';
comment on column edition_body.words is 'what is searched: title and text in lower case';

create table edition_file (
  county int not null,
  edition_id uuid not null,
  file_id uuid not null,
  primary key (county, edition_id, file_id),
  foreign key (county, edition_id) references edition (county, id),
  foreign key (county, file_id) references file_upload (county, id)
);
comment on table edition_file is 'tenant append-only: the papers of a published edition; only these may be read by the public';

create table publication_question (
  county int not null,
  id uuid not null,
  publication_id uuid not null,
  village_id uuid,
  town_id uuid,
  kind text not null check (kind in ('question', 'objection', 'error')),
  status text not null check (status in ('asked', 'answered', 'disputed', 'settled', 'dismissed')),
  question text,
  follow_up text,
  asked_at timestamptz not null,
  due_at timestamptz,
  answer text,
  answered_by text,
  answered_at timestamptz,
  primary key (county, id),
  foreign key (county, publication_id) references publication (county, id)
);
comment on table publication_question is 'tenant: what the public may know of questions about a publication: the wording that a moderator gave, the answer, the unit that answered; never who asked. The id is that of the case';
comment on column publication_question.question is 'the moderated wording; absent until somebody moderated it';
create index publication_question_of on publication_question (county, publication_id, asked_at, id);
create index publication_question_of_village on publication_question (county, village_id, asked_at desc, id desc);

create view public_edition with (security_invoker = true) as
  select b.county, b.edition_id, b.publication_id, b.no, p.place_id, p.town_id, p.village_id, p.class_code, p.item_code, p.period_key,
    p.period_first, p.period_last, p.affairs, p.audience, p.on_board, p.is_money, p.stands_until, p.demo,
    b.body ->> 'title' as title, e.status as state, b.body ->> 'changeNote' as change_note, e.as_of, b.published_at, e.superseded_at, e.withdrawn_at, e.withdrawn_reason, e.hidden,
    case when e.hidden then null else b.body end as body, case when e.hidden then null else encode(b.salt, 'hex') end as salt,
    encode(b.commitment, 'hex') as commitment, case when e.hidden then '' else b.words end as words
  from edition_body b
  join edition e on e.county = b.county and e.id = b.edition_id
  join publication p on p.county = b.county and p.id = b.publication_id;
comment on view public_edition is 'projection: the only thing that public pages read of publications; nothing that was not masked, nothing that was not published';

create view public_question with (security_invoker = true) as
  select county, id, publication_id, village_id, town_id, kind, status, question, follow_up, asked_at, due_at, answer, answered_by, answered_at
  from publication_question
  where question is not null;
comment on view public_question is 'projection: questions in their moderated wording with their answers, without who asked';
