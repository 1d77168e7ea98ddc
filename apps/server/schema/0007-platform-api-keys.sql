-- Doors for other systems: keys with reach, submissions over Open311, subscriptions to changes.

create table api_key (
  county int not null,
  id uuid not null,
  name text not null,
  person_id uuid not null,
  prefix text not null,
  hash bytea not null,
  created_at timestamptz not null,
  created_by uuid,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (county, id),
  unique (county, hash),
  foreign key (county, person_id) references person (county, id)
);
comment on table api_key is 'tenant: a key of another system; what it may do are the roles of the technical person behind it';
comment on column api_key.name is 'not personal: names a connected system';
comment on column api_key.hash is 'SHA-256 of 256 random bits: the key itself is shown once and stored nowhere';

create table open311_submission (
  county int not null,
  case_id uuid not null,
  key_id uuid not null,
  contact_sealed bytea,
  submitted_at timestamptz not null,
  primary key (county, case_id),
  foreign key (county, key_id) references api_key (county, id),
  foreign key (county, case_id) references case_record (county, id)
);
comment on table open311_submission is 'tenant: which key handed in which case, so that a connected system may follow its own';
comment on column open311_submission.contact_sealed is
  'personal: class=contact; purpose=answer the reporter; basis=consent; retention=two years after closing; mask=never given out by any interface';
create index open311_submission_by_key on open311_submission (county, key_id, submitted_at desc);

create table webhook (
  county int not null,
  id uuid not null,
  name text not null,
  url text not null,
  key_id uuid not null,
  topics text[] not null,
  secret_sealed bytea not null,
  position text,
  created_at timestamptz not null,
  created_by uuid,
  ended_at timestamptz,
  primary key (county, id),
  foreign key (county, key_id) references api_key (county, id)
);
comment on table webhook is 'tenant: where changes are sent; only what the key behind it may read';
comment on column webhook.name is 'not personal: names a subscription';
comment on column webhook.position is 'how far the feed of changes was read for it';

create table webhook_delivery (
  county int not null,
  id uuid not null,
  webhook_id uuid not null,
  topic text not null,
  body jsonb not null,
  status text not null check (status in ('waiting', 'delivered', 'given-up')),
  attempts int not null default 0,
  next_at timestamptz not null,
  created_at timestamptz not null,
  answered_at timestamptz,
  answer int,
  problem text,
  primary key (county, id),
  foreign key (county, webhook_id) references webhook (county, id)
);
comment on table webhook_delivery is 'tenant: the ledger of what was sent, how often and what was answered; never the words of a case';
create index webhook_delivery_due on webhook_delivery (county, next_at) where status = 'waiting';
create index webhook_delivery_of on webhook_delivery (county, webhook_id, created_at desc, id desc);

-- The feed of changes reads timelines in the order of time.
create index case_event_by_time on case_event (county, at, case_id, no);

create or replace view public_case with (security_invoker = true) as
  select county, id, number, process, status, category, town_id, village_id,
    round(lng::numeric, 3)::double precision as lng, round(lat::numeric, 3)::double precision as lat,
    public_note, opened_at, closed_at, outcome, follower_count, reopen_count, demo,
    changed_at, due_at, assigned_organisation_id
  from case_record
  where is_public and confidentiality = 'open' and merged_into_id is null;
