-- Accounts and sessions of staff, sessions of villagers, one-time codes and counted attempts. All local: they belong to
-- this installation, not to a county, and are never distributed. The tables of accounts have the shape better-auth asks for.

create table auth_user (
  id text primary key,
  county int not null,
  username text not null unique,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  must_change_password boolean not null default false,
  disabled_at timestamptz,
  demo boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
comment on table auth_user is 'local: accounts of staff; the e-mail address is made up from the user name, no mail is ever sent';
comment on column auth_user.county is 'the county in which the account works; account_link there says as which person';
comment on column auth_user.name is 'personal: class=name; purpose=sign in; basis=PIPL 13(3); retention=while the account exists; mask=staff only';
comment on column auth_user.email is 'not personal: made up from the id of the account, because the library asks for one; ends in .invalid';
comment on column auth_user.email_verified is 'not personal: always false, the library asks for it';

create table auth_account (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references auth_user (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);
comment on table auth_account is 'local: how an account signs in; passwords as Argon2id';
create index auth_account_by_user on auth_account (user_id);

create table auth_session (
  id text primary key,
  token text not null unique,
  user_id text not null references auth_user (id) on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
comment on table auth_session is 'local: sessions of staff; the cookie carries the token with a signature, so the table alone opens nothing';
comment on column auth_session.ip_address is 'personal: class=identifier; purpose=security of the system; basis=PIPL 13(3) statutory duty; retention=until the session ends; mask=own account and security administration';
create index auth_session_by_user on auth_session (user_id);
create index auth_session_by_end on auth_session (expires_at);

create table auth_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
comment on table auth_verification is 'local: second steps of a sign-in that are under way';
create index auth_verification_by_identifier on auth_verification (identifier);

create table auth_two_factor (
  id text primary key,
  user_id text not null references auth_user (id) on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count int not null default 0,
  locked_until timestamptz
);
comment on table auth_two_factor is 'local: secrets of one-time codes and backup codes, encrypted with a secret of the installation';
create index auth_two_factor_by_user on auth_two_factor (user_id);

create table auth_attempt (
  key text primary key,
  tries int not null,
  since timestamptz not null
);
comment on table auth_attempt is 'local: counted attempts in the current window; keys are keyed hashes of user names, telephone numbers and addresses';
create index auth_attempt_by_time on auth_attempt (since);

create table auth_phone_code (
  id uuid primary key,
  phone_hash bytea not null,
  code_hash bytea not null,
  tries int not null default 0,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table auth_phone_code is 'local: one-time codes sent to villagers, as keyed hashes';
comment on column auth_phone_code.phone_hash is 'personal: class=phone; purpose=find own reports by phone code; basis=consent; retention=one day; mask=never shown';
create index auth_phone_code_by_phone on auth_phone_code (phone_hash, made_at desc);

create table auth_villager_session (
  id uuid primary key,
  token_hash bytea not null unique,
  phone_hash bytea not null,
  phone_sealed bytea not null,
  user_agent text not null,
  started_at timestamptz not null,
  expires_at timestamptz not null
);
comment on table auth_villager_session is 'local: villagers who proved their telephone number; no account, no name';
comment on column auth_villager_session.phone_hash is 'personal: class=phone; purpose=find own reports; basis=consent; retention=30 days or until ended; mask=never shown';
comment on column auth_villager_session.phone_sealed is 'personal: class=phone; purpose=show the own number; basis=consent; retention=30 days or until ended; mask=last four digits';
create index auth_villager_session_by_phone on auth_villager_session (phone_hash);

create table auth_inbox (
  id uuid primary key,
  phone_masked text not null,
  code text not null,
  language text not null,
  sent_at timestamptz not null
);
comment on table auth_inbox is 'local: the development inbox: codes of a demo installation, instead of text messages';
comment on column auth_inbox.phone_masked is 'personal: class=phone; purpose=trying out a demo; basis=demo installations only; retention=one hour; mask=last four digits';
create index auth_inbox_by_time on auth_inbox (sent_at desc);
