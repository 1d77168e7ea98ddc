-- Cases 件: anything that moves through a declared process. The row is the current pointer; the timeline is the truth.

create table case_record (
  county int not null,
  id uuid not null,
  number text collate "C" not null,
  process text not null,
  process_version int not null,
  state text not null,
  status text not null check (status in ('received', 'in-hand', 'done', 'not-done')),
  is_open boolean not null,
  category text collate "C" not null,
  level text not null check (level in ('grid', 'village', 'town', 'county')),
  place_id uuid not null,
  town_id uuid,
  village_id uuid,
  grid_id uuid,
  place_name text not null,
  lng double precision,
  lat double precision,
  position_source text check (position_source in ('phone', 'map', 'place', 'photo', 'import')),
  summary text not null,
  description text not null,
  public_note text,
  fields jsonb not null default '{}',
  source text not null check (source in ('portal', 'phone', 'counter', 'patrol', 'hotline', 'api', 'open311', 'import', 'case')),
  owner_role text,
  owner_id uuid,
  owner_person_id uuid,
  assigned_organisation_id uuid,
  suggested_organisation_key text,
  routing jsonb,
  confidentiality text not null default 'open' check (confidentiality in ('open', 'parties', 'sealed')),
  is_public boolean not null,
  parent_id uuid,
  merged_into_id uuid,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  closed_at timestamptz,
  outcome text,
  closing_reason text,
  due_at timestamptz,
  due_provisional boolean not null default false,
  supervised boolean not null default false,
  waiting_for text check (waiting_for in ('reporter', 'approval')),
  follower_count int not null default 0,
  bounce_count int not null default 0,
  reopen_count int not null default 0,
  rework_count int not null default 0,
  satisfied boolean,
  token_hash bytea,
  demo boolean not null default false,
  version int not null default 1,
  primary key (county, id),
  unique (county, number),
  foreign key (county, place_id) references place (county, id),
  foreign key (county, parent_id) references case_record (county, id)
);
comment on table case_record is 'tenant: the current pointer of a case; every fact behind it stands in case_event';
comment on column case_record.description is 'personal: class=free text; purpose=solve the matter; basis=PIPL 13(3); retention=as the case file, then anonymised; mask=never on a public page';
comment on column case_record.summary is 'personal: class=free text; purpose=lists of staff; basis=PIPL 13(3); retention=as the case file, then anonymised; mask=never on a public page';
comment on column case_record.fields is 'personal: class=form answers; purpose=solve the matter; basis=PIPL 13(3); retention=as the case file, then anonymised; mask=never on a public page';
comment on column case_record.place_name is 'personal: class=address; purpose=say where a matter lies, as the place was called then; basis=PIPL 13(3); retention=as the case file; mask=village in public';
comment on column case_record.lng is 'personal: class=position of the matter; purpose=find the place; basis=PIPL 13(3); retention=as the case file; mask=rounded in public';
comment on column case_record.lat is 'personal: class=position of the matter; purpose=find the place; basis=PIPL 13(3); retention=as the case file; mask=rounded in public';
comment on column case_record.number is 'in byte order, so that the beginning of a number is a range: under row-level security only leakproof comparisons reach an index';
comment on column case_record.category is 'in byte order, so that a class is a range of its sub-classes';
create index case_mine on case_record (county, owner_role, owner_id, due_at, id) where is_open;
create index case_by_assignee on case_record (county, owner_person_id, due_at, id) where is_open and owner_person_id is not null;
create index case_by_county on case_record (county, opened_at desc, id desc);
create index case_by_town on case_record (county, town_id, opened_at desc, id desc);
create index case_by_village on case_record (county, village_id, opened_at desc, id desc);
create index case_by_grid on case_record (county, grid_id, opened_at desc, id desc);
create index case_by_organisation on case_record (county, assigned_organisation_id, opened_at desc, id desc) where assigned_organisation_id is not null;
create index case_by_category on case_record (county, category, opened_at desc, id desc);
create index case_by_status on case_record (county, status, opened_at desc, id desc);
create index case_town_status on case_record (county, town_id, status, opened_at desc, id desc);
create index case_village_status on case_record (county, village_id, status, opened_at desc, id desc);
create index case_confidential on case_record (county, confidentiality, opened_at desc, id desc) where confidentiality <> 'open';
-- Open cases are few beside the closed ones, so their indexes stay small; those without a deadline come last.
create index case_open_due on case_record (county, coalesce(due_at, 'infinity'::timestamptz), id) where is_open;
create index case_open_town on case_record (county, town_id, coalesce(due_at, 'infinity'::timestamptz), id) where is_open;
create index case_open_village on case_record (county, village_id, coalesce(due_at, 'infinity'::timestamptz), id) where is_open;
create index case_open_grid on case_record (county, grid_id, coalesce(due_at, 'infinity'::timestamptz), id) where is_open and grid_id is not null;
create index case_open_organisation on case_record (county, assigned_organisation_id, coalesce(due_at, 'infinity'::timestamptz), id)
  where is_open and assigned_organisation_id is not null;
create index case_supervised on case_record (county, opened_at desc, id desc) where supervised;
create index case_reopened on case_record (county, opened_at desc, id desc) where reopen_count > 0;
create index case_children on case_record (county, parent_id) where parent_id is not null;
create unique index case_by_token on case_record (county, token_hash) where token_hash is not null;
create index case_near on case_record (county, category, lng, lat) where is_open and lng is not null;
create index case_public on case_record (county, village_id, opened_at desc, id desc) where is_public;

create table case_event (
  county int not null,
  case_id uuid not null,
  no int not null,
  at timestamptz not null,
  action text not null,
  from_state text,
  to_state text,
  by_kind text not null check (by_kind in ('staff', 'reporter', 'system')),
  by_person_id uuid,
  by_role text,
  by_unit text,
  note text,
  public_note text,
  facts jsonb not null default '{}',
  request_id uuid not null,
  primary key (county, case_id, no),
  foreign key (county, case_id) references case_record (county, id)
);
comment on table case_event is 'tenant append-only: the append-only timeline of a case';
comment on column case_event.note is 'personal: class=free text; purpose=solve the matter; basis=PIPL 13(3); retention=as the case file, then anonymised; mask=staff only';
comment on column case_event.facts is 'personal: class=form answers; purpose=solve the matter; basis=PIPL 13(3); retention=as the case file, then anonymised; mask=staff only';

create table case_clock (
  county int not null,
  case_id uuid not null,
  clock text not null,
  status text not null check (status in ('running', 'paused', 'stopped')),
  limit_unit text not null check (limit_unit in ('workingMinutes', 'workingDays', 'minutes', 'days')),
  limit_amount int not null,
  started_at timestamptz not null,
  counting_since timestamptz not null,
  counting_unit text not null check (counting_unit in ('workingMinutes', 'workingDays', 'minutes', 'days')),
  counting_amount int not null,
  remaining_minutes int,
  extended_times int not null default 0,
  due_at timestamptz,
  provisional boolean not null,
  step int not null default 0,
  next_at timestamptz,
  stopped_at timestamptz,
  late boolean,
  primary key (county, case_id, clock),
  foreign key (county, case_id) references case_record (county, id)
);
comment on table case_clock is 'tenant: the promises of a case: when each falls due and which step of its warning and escalation ladder comes next';
create index case_clock_next on case_clock (county, next_at, case_id) where status = 'running' and next_at is not null;
create index case_clock_provisional on case_clock (county, due_at) where provisional and status = 'running';

create table case_reporter (
  county int not null,
  case_id uuid not null,
  name_sealed bytea,
  phone_sealed bytea,
  phone_hash bytea,
  person_id uuid,
  wants_answer boolean not null,
  language text not null default 'zh-CN',
  primary key (county, case_id),
  foreign key (county, case_id) references case_record (county, id)
);
comment on table case_reporter is 'tenant: who reported, kept apart and sealed; handlers never read it';
comment on column case_reporter.name_sealed is 'personal: class=name; purpose=answer the reporter; basis=consent; retention=two years after closing; mask=villager A';
comment on column case_reporter.phone_sealed is 'personal: class=phone; purpose=answer the reporter; basis=consent; retention=two years after closing; mask=never shown to handlers';
comment on column case_reporter.phone_hash is 'personal: class=phone; purpose=find own reports by phone code; basis=consent; retention=two years after closing; mask=never shown';
comment on column case_reporter.person_id is 'personal: class=name; purpose=find own reports; basis=consent; retention=two years after closing; mask=never shown to handlers';
create index case_reporter_by_phone on case_reporter (county, phone_hash) where phone_hash is not null;

create table case_follower (
  county int not null,
  case_id uuid not null,
  id uuid not null,
  token_hash bytea,
  phone_sealed bytea,
  followed_at timestamptz not null,
  from_case_id uuid,
  primary key (county, case_id, id),
  foreign key (county, case_id) references case_record (county, id)
);
comment on table case_follower is 'tenant: villagers who said “me too” and follow the case';
comment on column case_follower.phone_sealed is 'personal: class=phone; purpose=tell the follower; basis=consent; retention=two years after closing; mask=never shown';
create unique index case_follower_by_token on case_follower (county, token_hash) where token_hash is not null;

create table case_file (
  county int not null,
  case_id uuid not null,
  id uuid not null,
  event_no int not null,
  field text not null,
  name text not null,
  media_type text not null,
  bytes int not null,
  sha256 bytea not null,
  store_key text not null,
  audience text not null check (audience in ('staff', 'reporter', 'public')),
  added_at timestamptz not null,
  primary key (county, case_id, id),
  foreign key (county, case_id) references case_record (county, id)
);
comment on table case_file is 'tenant: photos and papers of a case; photos are re-encoded, without position or device data';

create table case_request (
  county int not null,
  case_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('pause', 'extend', 'reveal-reporter')),
  status text not null check (status in ('asked', 'granted', 'refused', 'used')),
  clock text,
  amount int,
  unit text,
  reason text not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  decision_note text,
  primary key (county, case_id, id),
  foreign key (county, case_id) references case_record (county, id),
  check (decided_by is null or decided_by <> asked_by)
);
comment on table case_request is 'tenant: what one person asks and a second must grant: pause or extend a clock, unmask a reporter';
create index case_request_open on case_request (county, kind, asked_at) where status = 'asked';

create table case_question (
  county int not null,
  case_id uuid not null,
  id uuid not null,
  question text not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  answer text,
  answered_at timestamptz,
  expires_at timestamptz not null,
  primary key (county, case_id, id),
  foreign key (county, case_id) references case_record (county, id)
);
comment on table case_question is 'tenant: questions to the reporter and the answers';
comment on column case_question.answer is 'personal: class=free text; purpose=solve the matter; basis=consent; retention=as the case file; mask=staff only';

create table case_counter (
  county int not null,
  place_id uuid not null,
  process text not null,
  category text not null,
  status text not null,
  confidentiality text not null,
  town_id uuid,
  village_id uuid,
  n int not null,
  primary key (county, place_id, process, category, status, confidentiality)
);
comment on table case_counter is 'tenant: how many cases lie where in which status, kept by every command and rebuildable from the cases';
create index case_counter_by_town on case_counter (county, town_id);
create index case_counter_by_village on case_counter (county, village_id);

create table case_place_counter (
  county int not null,
  place_id uuid not null,
  process text not null,
  status text not null,
  confidentiality text not null,
  town_id uuid,
  village_id uuid,
  n int not null,
  public_n int not null,
  primary key (county, place_id, process, status, confidentiality)
);
comment on table case_place_counter is 'tenant: case_counter without categories, so that a dashboard by place reads few rows; public_n counts what public_case shows';

create table case_category_counter (
  county int not null,
  town_key uuid not null,
  process text not null,
  category text collate "C" not null,
  status text not null,
  confidentiality text not null,
  n int not null,
  primary key (county, town_key, process, category, status, confidentiality)
);
comment on table case_category_counter is 'tenant: case_counter by town, so that a dashboard by category reads few rows; town_key is the county where the case has no town';

create table case_month_counter (
  county int not null,
  month date not null,
  process text not null,
  village_key uuid not null,
  town_id uuid,
  measure text not null check (measure in ('opened', 'closed', 'closed-late', 'not-done', 'reopened')),
  n int not null,
  primary key (county, month, process, village_key, measure)
);
comment on table case_month_counter is 'tenant: what happened in each month; village_key is the village, or the town or county where the case has none';

create table case_number_block (
  county int not null,
  on_date date not null,
  next int not null,
  primary key (county, on_date)
);
comment on table case_number_block is 'tenant: the next free case number of a day; servers take blocks, so numbers may have gaps but are never given twice';

create table case_saved_view (
  county int not null,
  id uuid not null,
  person_id uuid not null,
  name text not null,
  query text not null,
  saved_at timestamptz not null,
  primary key (county, id),
  foreign key (county, person_id) references person (county, id)
);
comment on table case_saved_view is 'tenant: a filter that somebody keeps for themselves';

create view public_case with (security_invoker = true) as
  select county, id, number, process, status, category, town_id, village_id,
    round(lng::numeric, 3)::double precision as lng, round(lat::numeric, 3)::double precision as lat,
    public_note, opened_at, closed_at, outcome, follower_count, reopen_count, demo
  from case_record
  where is_public and confidentiality = 'open' and merged_into_id is null;
comment on view public_case is 'projection: the only thing that public pages read of cases; no words of a reporter, positions rounded to about 100 m';
