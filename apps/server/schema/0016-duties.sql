-- Duties 应办: what must happen by a date, made before anybody acts, so that what is missing can be seen.

create table duty_item (
  county int not null,
  id uuid not null,
  duty text not null,
  duty_version int not null,
  kind text not null,
  place_id uuid not null,
  town_id uuid,
  village_id uuid,
  grid_id uuid,
  holder_role text not null,
  holder_id uuid not null,
  occasion text not null,
  first_on date not null,
  last_on date not null,
  due_on date not null,
  grave_after_on date not null,
  provisional boolean not null,
  is_public boolean not null,
  next_on date,
  evidence_count int not null default 0,
  kept_at timestamptz,
  kept_on date,
  exempt_at timestamptz,
  dropped_at timestamptz,
  event_no int not null default 0,
  changed_at timestamptz not null,
  primary key (county, id),
  unique (county, place_id, duty, occasion),
  foreign key (county, place_id) references place (county, id),
  check (first_on <= last_on and due_on <= grave_after_on),
  check ((kept_at is null) = (kept_on is null)),
  check (evidence_count >= 0 and (kept_at is null or evidence_count > 0))
);
comment on table duty_item is 'tenant: one thing that must happen at one place by one date; the row points to the end of its timeline. That it is late is never stored: it follows from due_on and the day';
comment on column duty_item.occasion is 'the period (2026-11, 2026-Q4 …) or the event that called for it; with place and duty it makes planning twice have one effect';
comment on column duty_item.holder_id is 'the place over which the role is held, or the organisation; whoever holds the role there on the day answers for it';
comment on column duty_item.next_on is 'the day of the next reminder or escalation; absent when nothing is left to do';
create index duty_of_village on duty_item (county, village_id, due_on, id) where village_id is not null;
create index duty_open_of_holder on duty_item (county, holder_role, holder_id, due_on, id)
  where kept_on is null and exempt_at is null and dropped_at is null;
create index duty_open on duty_item (county, due_on, id) where kept_on is null and exempt_at is null and dropped_at is null;
create index duty_by_due on duty_item (county, due_on, id);
create index duty_next on duty_item (county, next_on, id) where next_on is not null;
create index duty_provisional on duty_item (county, duty, occasion)
  where provisional and kept_on is null and exempt_at is null and dropped_at is null;

create table duty_event (
  county int not null,
  item_id uuid not null,
  no int not null,
  action text not null check (action in ('evidence', 'kept', 'exempt', 'lift-exemption', 'remind', 'late', 'grave', 'recount', 'drop', 'take-up')),
  at timestamptz not null,
  by_person_id uuid,
  evidence_kind text,
  evidence_id uuid,
  note text,
  facts jsonb not null default '{}',
  primary key (county, item_id, no),
  foreign key (county, item_id) references duty_item (county, id),
  foreign key (county, by_person_id) references person (county, id),
  check ((evidence_kind is null) = (evidence_id is null)),
  check ((action in ('evidence', 'kept')) = (evidence_kind is not null))
);
comment on table duty_event is 'tenant append-only: the timeline of an item: evidence, exemption with its reason, reminders, escalations, deadlines counted again';
comment on column duty_event.note is 'why a place was exempted (published), or what the holder writes about what was done';
create unique index duty_event_evidence on duty_event (county, item_id, evidence_kind, evidence_id) where evidence_id is not null;
create index duty_event_feed on duty_event (county, at, item_id, no) where action in ('remind', 'late', 'grave', 'exempt', 'recount');

create table duty_plan (
  county int not null,
  duty text not null,
  occasion text not null,
  last_on date not null,
  planned_on date not null,
  rules text not null,
  primary key (county, duty, occasion)
);
comment on table duty_plan is 'tenant: up to which day the places of a duty and a period were gone through; looked at again every day, for places that are new, and whenever rules, the hash of the declaration, is another one';

create table duty_calendar (
  county int not null,
  id uuid not null,
  person_id uuid not null,
  token_hash bytea not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  primary key (county, id),
  foreign key (county, person_id) references person (county, id)
);
comment on table duty_calendar is 'tenant: the private address of a person''s calendar of duties; only the hash of its token';
create unique index duty_calendar_token on duty_calendar (county, token_hash);
create unique index duty_calendar_of on duty_calendar (county, person_id) where ended_at is null;
