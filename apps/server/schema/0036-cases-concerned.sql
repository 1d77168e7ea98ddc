-- Who is concerned in a matter, so that they and whoever is related to them stand back from it.

create table case_concerned (
  county int not null,
  case_id uuid not null,
  id uuid not null,
  part text not null check (part in ('reported', 'party', 'self')),
  person_id uuid,
  organisation_id uuid,
  named_by uuid not null,
  named_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (county, case_id, id),
  foreign key (county, case_id) references case_record (county, id),
  check ((person_id is null) <> (organisation_id is null))
);
comment on table case_concerned is 'tenant: persons and organisations concerned in a case, named by staff: reported, a party, or a member of staff who stands back by themself';
comment on column case_concerned.person_id is 'not personal: a reference; who it is stands in person';
create unique index case_concerned_person on case_concerned (county, case_id, person_id) where person_id is not null and withdrawn_at is null;
create unique index case_concerned_organisation on case_concerned (county, case_id, organisation_id) where organisation_id is not null and withdrawn_at is null;
create index case_concerned_open on case_concerned (county, case_id) where withdrawn_at is null;
