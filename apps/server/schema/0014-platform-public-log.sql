-- The public log of a county: commitments in a Merkle tree whose head is signed, so that nothing can be changed in silence.

create table public_log_waiting (
  county int not null,
  id uuid not null,
  kind text not null,
  subject text not null,
  commitment bytea not null check (length(commitment) = 32),
  at timestamptz not null,
  primary key (county, id)
);
comment on table public_log_waiting is
  'tenant: what is to be written into the public log; put there in the transaction of the thing itself, taken away when it has its place';

create table public_log_entry (
  county int not null,
  no bigint not null check (no >= 0),
  id uuid not null,
  subject text not null,
  content text not null,
  primary key (county, no),
  unique (county, id)
);
comment on table public_log_entry is 'tenant append-only: the entries of the public log in their order, without gaps from 0; never anything about a person';
comment on column public_log_entry.content is 'what is hashed and published: one line of canonical JSON';

comment on column public_log_entry.subject is 'the subject that stands in the content, for finding the place of a thing in the log';
create index public_log_entry_by_subject on public_log_entry (county, subject);

create table public_log_tile (
  county int not null,
  level int not null check (level between 0 and 63),
  no bigint not null check (no >= 0),
  hashes bytea not null check (length(hashes) between 32 and 8192 and length(hashes) % 32 = 0),
  primary key (county, level, no)
);
comment on table public_log_tile is 'tenant: hashes of the tree, up to 256 a row; a row only grows, so that its beginning is every earlier state of it';

create table public_log_checkpoint (
  county int not null,
  size bigint not null check (size >= 0),
  previous_size bigint check (previous_size < size),
  note text not null,
  primary key (county, size),
  unique (county, previous_size)
);
comment on table public_log_checkpoint is 'tenant append-only: every head that was ever signed, each naming the one before it';

create table public_log_head (
  county int not null,
  size bigint not null check (size >= 0),
  note text not null,
  primary key (county)
);
comment on table public_log_head is
  'tenant: the head that is given out, with the cosignatures of witnesses; whoever writes into the log holds this row';

create table public_log_key (
  county int not null,
  from_size bigint not null check (from_size >= 0),
  verifier_key text not null,
  primary key (county, from_size),
  unique (county, verifier_key)
);
comment on table public_log_key is 'tenant append-only: the public keys of the log and from which size on each signs; the signing key is a file, never here';
