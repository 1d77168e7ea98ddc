-- Links the audit lines of a county into a chain of hashes, so that a changed, removed or inserted line is found later.

create table audit_link (
  county int not null,
  no int not null,
  until_at timestamptz not null,
  row_count int not null,
  digest text not null,
  previous_hash text not null,
  hash text not null,
  made_at timestamptz not null,
  primary key (county, no),
  unique (county, until_at)
);

comment on table audit_link is
  'tenant append-only: one link covers all lines of command_log after the one before it up to until_at; its hash holds all earlier ones';
comment on column audit_link.digest is
  'SHA-256 over the lines in the order of (at, request_id), each hashed together with the digest before it';
comment on column audit_link.hash is
  'SHA-256 over county, no, until_at, row_count, digest and previous_hash; to be noted outside of this database';
