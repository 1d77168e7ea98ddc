-- What the platform itself needs: one line for every change anybody made, and the settings of this installation.

create table command_log (
  county int not null,
  request_id uuid not null,
  operation text not null,
  by_account text,
  by_person uuid,
  at timestamptz not null,
  subject_kind text,
  subject_id uuid,
  fingerprint text not null,
  answer jsonb not null,
  primary key (county, request_id)
);

comment on table command_log is
  'tenant append-only: one row for every command carried out; the answer given again when the same request is repeated, and the audit line';
comment on column command_log.by_account is
  'personal: class=identifier; purpose=accountability of staff and security of the system; basis=PIPL art. 13(1)(3) statutory duty; retention=36 months; mask=initial';
comment on column command_log.by_person is
  'personal: class=identifier; purpose=accountability of staff and security of the system; basis=PIPL art. 13(1)(3) statutory duty; retention=36 months; mask=none';
comment on column command_log.fingerprint is
  'hash of the input: the same request with another content is refused';

create index command_log_by_time on command_log (county, at);
create index command_log_by_subject on command_log (county, subject_id, at) where subject_id is not null;

create table setting (
  key text primary key,
  value jsonb not null
);

comment on table setting is 'local: settings and marks of this installation, such as which demo world was loaded';

create table county_config (
  county int not null,
  part text not null,
  content jsonb not null,
  version int not null,
  changed_at timestamptz not null,
  changed_by uuid,
  primary key (county, part)
);
comment on table county_config is 'tenant: what a county configures, one row a part (county, categories, routing, calendar-2026, replies, formalities …); its versions tell caches when to read again';

create table county_config_history (
  county int not null,
  part text not null,
  version int not null,
  content jsonb not null,
  changed_at timestamptz not null,
  changed_by uuid,
  reason text not null,
  primary key (county, part, version)
);
comment on table county_config_history is 'tenant append-only: every earlier version of a configured part; running cases and their traces name the version that decided';
