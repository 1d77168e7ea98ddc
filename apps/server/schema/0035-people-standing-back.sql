-- Who is there to act: accounts that were closed count as nobody, and whoever is related to a matter stands back from it.

alter table account_link add column ended_at timestamptz;
comment on column account_link.ended_at is 'when the account was closed; an account that is closed mans no desk';

create index role_grant_by_place on role_grant (county, place_id) where place_id is not null;

create table declared_relation (
  county int not null,
  id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('family', 'contract', 'interest')),
  other_person_id uuid,
  organisation_id uuid,
  note text,
  held_from date not null,
  held_until date,
  declared_by uuid not null,
  declared_at timestamptz not null,
  primary key (county, id),
  foreign key (county, person_id) references person (county, id),
  foreign key (county, other_person_id) references person (county, id),
  foreign key (county, organisation_id) references organisation (county, id),
  check ((other_person_id is null) <> (organisation_id is null)),
  check (other_person_id is null or other_person_id <> person_id),
  check (organisation_id is null or kind <> 'family')
);
comment on table declared_relation is 'tenant: near relatives, contracts and other interests between persons, or of a person with an organisation, as declared; for standing back (公务员法 74, 76)';
comment on column declared_relation.person_id is 'not personal: whose relation it is, by id';
comment on column declared_relation.kind is 'personal: class=relationship; purpose=keep the related away from a matter; basis=PIPL 13(3), 公务员法 76; retention=while an office or role is held; mask=own and those who keep the list';
comment on column declared_relation.other_person_id is 'personal: class=relationship; purpose=keep the related away from a matter; basis=PIPL 13(3), 公务员法 76; retention=while an office or role is held; mask=own and those who keep the list';
comment on column declared_relation.note is 'personal: class=free text; purpose=say what the relation is; basis=PIPL 13(3); retention=as the relation; mask=own and those who keep the list';
create index declared_relation_of on declared_relation (county, person_id);
create index declared_relation_other on declared_relation (county, other_person_id) where other_person_id is not null;
create index declared_relation_organisation on declared_relation (county, organisation_id) where organisation_id is not null;
