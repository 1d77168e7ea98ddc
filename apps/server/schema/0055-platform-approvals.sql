-- What one person asks for and a second one grants or refuses: one table for every kind of it.

create table approval (
  county int not null,
  id uuid not null,
  kind text not null,
  subject_kind text not null,
  subject_id text not null,
  town_id uuid,
  village_id uuid,
  facts jsonb not null,
  reason text not null,
  status text not null check (status in ('waiting', 'granted', 'refused', 'used')),
  asked_at timestamptz not null,
  asked_by uuid not null,
  asked_account text,
  waits_until timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  decided_account text,
  note text,
  good_until timestamptz,
  used_at timestamptz,
  primary key (county, id),
  check ((status = 'waiting') = (decided_at is null)),
  check ((decided_at is null) = (decided_by is null)),
  check (decided_by is distinct from asked_by),
  check (asked_account is null or decided_account is distinct from asked_account),
  check (status <> 'refused' or note is not null)
);
comment on table approval is
  'tenant: what one person asked for and another grants or refuses; what it is about, until when it waits, until when a grant is good, and whether it was used';
comment on column approval.subject_id is 'not personal: the id of what it is about, such as a key or an account';
comment on column approval.town_id is 'not personal: where the matter belongs; without a place it is decided at the county';
comment on column approval.village_id is 'not personal: where the matter belongs';
comment on column approval.facts is 'what the sentence shown to the second person says of the matter';
comment on column approval.asked_by is
  'personal: class=identifier; purpose=accountability of staff; basis=PIPL art. 13(1)(3) statutory duty; retention=36 months; mask=none';
comment on column approval.asked_account is
  'personal: class=identifier; purpose=that nobody is their own second person; basis=PIPL art. 13(1)(3) statutory duty; retention=36 months; mask=never shown';
comment on column approval.decided_by is
  'personal: class=identifier; purpose=accountability of staff; basis=PIPL art. 13(1)(3) statutory duty; retention=36 months; mask=none';
comment on column approval.decided_account is
  'personal: class=identifier; purpose=that nobody is their own second person; basis=PIPL art. 13(1)(3) statutory duty; retention=36 months; mask=never shown';
create index approval_waiting on approval (county, asked_at desc, id desc) where status = 'waiting';
create index approval_by_time on approval (county, asked_at desc, id desc);
create index approval_of_subject on approval (county, kind, subject_id, asked_by);

-- Keys that wait for their second person go on waiting here.
insert into approval (county, id, kind, subject_kind, subject_id, facts, reason, status, asked_at, asked_by, waits_until)
select county, id, 'strong-key', 'keys', id::text, jsonb_build_object('name', name, 'roles', '—'), '', 'waiting', created_at, created_by,
  now() + interval '30 days'
from api_key where needs_second and confirmed_at is null and revoked_at is null and created_by is not null;
