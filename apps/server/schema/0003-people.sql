-- Persons, organisations, offices held, responsibilities and roles, all with periods; accounts of staff.

create table person (
  county int not null,
  id uuid not null,
  name text not null,
  household_id uuid,
  town_id uuid,
  village_id uuid,
  grid_id uuid,
  phone_sealed bytea,
  phone_hash bytea,
  identity_hash bytea,
  party_member boolean not null default false,
  demo boolean not null default false,
  created_at timestamptz not null,
  version int not null default 1,
  primary key (county, id),
  foreign key (county, household_id) references place (county, id)
);
comment on table person is 'tenant: a person known to the county: staff, or a villager who gave their data';
comment on column person.name is 'personal: class=name; purpose=know who answers for what; basis=PIPL 13(3); retention=while a role or household entry lasts; mask=surname and ＊＊ for villagers';
comment on column person.household_id is 'personal: class=address; purpose=household book; basis=PIPL 13(3); retention=while living there; mask=village';
comment on column person.village_id is 'personal: class=address; purpose=lists of the village; basis=PIPL 13(3); retention=while living there; mask=none';
comment on column person.grid_id is 'personal: class=address; purpose=what the grid worker may see; basis=PIPL 13(3); retention=while living there; mask=village';
comment on column person.phone_sealed is 'personal: class=phone; purpose=reach the person; basis=consent or PIPL 13(3); retention=until withdrawn; mask=last four digits';
comment on column person.phone_hash is 'personal: class=phone; purpose=find own data by phone; basis=consent; retention=until withdrawn; mask=never shown';
comment on column person.identity_hash is 'personal: class=identity number; purpose=avoid doubles on import; basis=PIPL 13(3); retention=while the person is listed; mask=never shown';
comment on column person.party_member is 'personal: class=office; purpose=party member contact households; basis=organisation record; retention=while a member; mask=staff only';
create index person_by_household on person (county, household_id) where household_id is not null;
create index person_by_phone on person (county, phone_hash) where phone_hash is not null;
create index person_by_name on person (county, name, id);
create index person_by_village on person (county, village_id, name, id) where village_id is not null;
create unique index person_by_identity on person (county, identity_hash) where identity_hash is not null;

create table organisation (
  county int not null,
  id uuid not null,
  key text not null,
  kind text not null,
  name text not null,
  name_en text not null,
  line text,
  place_id uuid not null,
  parent_id uuid,
  valid_from date not null,
  valid_until date,
  version int not null default 1,
  primary key (county, id),
  unique (county, key, valid_from),
  foreign key (county, place_id) references place (county, id),
  foreign key (county, parent_id) references organisation (county, id)
);
comment on table organisation is 'tenant: department, office, committee, party organisation, team; place_id says where it stands';
create index organisation_by_place on organisation (county, place_id, kind);

create table office (
  county int not null,
  id uuid not null,
  organisation_id uuid not null,
  person_id uuid not null,
  title text not null,
  held_from date not null,
  held_until date,
  primary key (county, id),
  foreign key (county, organisation_id) references organisation (county, id),
  foreign key (county, person_id) references person (county, id)
);
comment on table office is 'tenant: who holds which office in which organisation, from when to when';
create index office_by_person on office (county, person_id);
create index office_by_organisation on office (county, organisation_id);

create table responsibility (
  county int not null,
  id uuid not null,
  kind text not null,
  person_id uuid,
  organisation_id uuid,
  place_id uuid not null,
  held_from date not null,
  held_until date,
  primary key (county, id),
  foreign key (county, person_id) references person (county, id),
  foreign key (county, organisation_id) references organisation (county, id),
  foreign key (county, place_id) references place (county, id),
  check ((person_id is null) <> (organisation_id is null))
);
comment on table responsibility is 'tenant: who answers for which place, from when to when: grid-worker 专职网格员, grid-helper 兼职网格员, lane-chief 街长, contact-member 党员联系户 …';
create index responsibility_by_place on responsibility (county, place_id, kind);
create index responsibility_by_person on responsibility (county, person_id) where person_id is not null;

create table role_grant (
  county int not null,
  id uuid not null,
  person_id uuid not null,
  role text not null,
  place_id uuid,
  organisation_id uuid,
  held_from date not null,
  held_until date,
  granted_by uuid,
  primary key (county, id),
  foreign key (county, person_id) references person (county, id),
  foreign key (county, place_id) references place (county, id),
  foreign key (county, organisation_id) references organisation (county, id),
  check ((place_id is null) <> (organisation_id is null))
);
comment on table role_grant is 'tenant: a role with its reach (a place, or an organisation), from when to when; the one source of permissions';
create index role_grant_by_person on role_grant (county, person_id);
create index role_grant_by_reach on role_grant (county, role, place_id);
create index role_grant_by_organisation on role_grant (county, organisation_id) where organisation_id is not null;

create table account_link (
  county int not null,
  account_id text not null,
  person_id uuid not null,
  demo boolean not null default false,
  primary key (county, account_id),
  foreign key (county, person_id) references person (county, id)
);
create index account_link_by_person on account_link (county, person_id);
comment on table account_link is 'tenant: which person of this county an account signs in as';

create table personal_look (
  county int not null,
  id uuid not null,
  person_id uuid,
  case_id uuid,
  subject text not null check (subject in ('person', 'household', 'reporter')),
  looked_by uuid not null,
  approved_by uuid,
  looked_at timestamptz not null,
  fields text[] not null,
  reason text not null,
  primary key (county, id)
);
comment on table personal_look is 'tenant: every look at personal data, shown to the person on request (PIPL 44-45; SAFEGUARDS)';
create index personal_look_of on personal_look (county, person_id, looked_at);
create index personal_look_case on personal_look (county, case_id, looked_at) where case_id is not null;
