-- Messages: the ledger of what was told to whom, from which it is also sent; what people chose; how far timelines were read.

create table message (
  county int not null,
  id uuid not null,
  dedupe_key text not null,
  case_id uuid,
  event_no int,
  row_key text not null,
  audience text not null check (audience in ('reporter', 'followers', 'owner', 'previous-owner', 'supervisor', 'digest')),
  channel text not null check (channel in ('in-app', 'sms', 'e-mail', 'robot')),
  recipient_id uuid,
  language text not null,
  urgent boolean not null,
  title text not null,
  body text not null,
  facts jsonb not null default '{}',
  status text not null check (status in ('queued', 'sent', 'failed', 'given-up')),
  attempts int not null default 0,
  next_at timestamptz not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  read_at timestamptz,
  digested_at timestamptz,
  provider text,
  provider_id text,
  problem text,
  address_sealed bytea,
  primary key (county, id),
  unique (county, dedupe_key),
  foreign key (county, case_id) references case_record (county, id)
);
comment on table message is 'tenant: every message, once for an event, a channel and a recipient; the inbox of staff, the queue and the ledger of deliveries';
comment on column message.dedupe_key is 'event, channel and recipient: what makes a message the same one, however often a timeline is read';
comment on column message.recipient_id is 'personal: class=identifier; purpose=deliver a message; basis=PIPL 13(3), for followers consent; retention=one year; mask=never shown';
comment on column message.body is 'the words of the matrix with facts of the case; the link is filled in when it is read or sent, so that no private link is stored';
comment on column message.address_sealed is 'personal: class=phone; purpose=prove where a message went; basis=consent; retention=one year, at once when the contact is withdrawn; mask=never shown';
create index message_due on message (county, next_at, id) where status in ('queued', 'failed');
create index message_inbox on message (county, recipient_id, created_at desc, id desc) where channel = 'in-app';
create index message_unread on message (county, recipient_id) where channel = 'in-app' and read_at is null;
create index message_ledger on message (county, created_at desc, id desc);
create index message_of_case on message (county, case_id) where case_id is not null;

create table message_choice (
  county int not null,
  person_id uuid not null,
  audience text not null,
  channels text[] not null,
  primary key (county, person_id, audience),
  foreign key (county, person_id) references person (county, id)
);
comment on table message_choice is 'tenant: by which ways somebody wants to hear as owner, as former owner, as supervisor';

create table message_contact (
  county int not null,
  person_id uuid not null,
  email_sealed bytea,
  digest boolean not null,
  primary key (county, person_id),
  foreign key (county, person_id) references person (county, id)
);
comment on table message_contact is 'tenant: the e-mail address a member of staff gave for messages, and whether unread ones are gathered for it';
comment on column message_contact.email_sealed is 'personal: class=contact; purpose=messages about work; basis=consent; retention=until withdrawn; mask=first letter';

create table message_position (
  county int not null,
  reader text not null,
  read_until timestamptz not null,
  primary key (county, reader)
);
comment on table message_position is 'tenant: up to when timelines were read for messages';
