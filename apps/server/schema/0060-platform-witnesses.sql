-- What the witnesses of the public log said last: a refusal is an alarm that everybody may see.

create table public_log_witness (
  county int not null,
  name text not null,
  state text not null check (state in ('signed', 'refused', 'silent')),
  size bigint not null check (size >= 0),
  detail text not null,
  since timestamptz not null,
  primary key (county, name)
);
comment on table public_log_witness is
  'tenant: what each witness of the public log said last; refused means that it has seen another log than the one it was shown';
comment on column public_log_witness.name is 'not personal: the name of a witness as its public key has it, such as school.example/witness';
comment on column public_log_witness.since is 'when it began to say so; what it says again and again changes nothing';
