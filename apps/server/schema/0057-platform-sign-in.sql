-- A code of the second factor works once; wrong passwords make whoever sent them wait, and nobody else.

alter table auth_two_factor add column last_step int;
comment on column auth_two_factor.last_step is 'the step of thirty seconds whose code was taken last: no code of it or before it is taken again (RFC 6238 section 5.2)';

create table auth_wait (
  key text primary key,
  failures int not null,
  last_at timestamptz not null,
  wait_until timestamptz not null
);
comment on table auth_wait is 'local: failed sign-ins by account and source, and until when the next try has to wait; keys are keyed hashes';
create index auth_wait_by_time on auth_wait (last_at);

create table auth_known_source (
  key text primary key,
  seen_at timestamptz not null
);
comment on table auth_known_source is 'local: from where an account was signed in before, as a keyed hash of both: what strangers do elsewhere does not slow it there';
create index auth_known_source_by_time on auth_known_source (seen_at);
