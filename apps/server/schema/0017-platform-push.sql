-- Web push: the browsers in which staff want to be told, and messages that go there.

alter table message drop constraint message_channel_check;
alter table message add constraint message_channel_check check (channel in ('in-app', 'sms', 'e-mail', 'robot', 'push'));

create table push_subscription (
  county int not null,
  id uuid not null,
  person_id uuid not null,
  endpoint_hash bytea not null,
  subscription_sealed bytea not null,
  browser text not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (county, id),
  unique (county, endpoint_hash),
  foreign key (county, person_id) references person (county, id)
);
comment on table push_subscription is 'tenant: a browser in which a member of staff wants to be told; gone as soon as its push service says so';
comment on column push_subscription.person_id is 'personal: class=identifier; purpose=deliver messages about work; basis=consent; retention=until withdrawn; mask=never shown';
comment on column push_subscription.endpoint_hash is 'a browser is one subscription, whoever signs in there: the last one';
comment on column push_subscription.subscription_sealed is 'personal: class=device; purpose=deliver messages about work; basis=consent; retention=until withdrawn; mask=never shown; the address of the browser at its push service, with its public key and secret';
comment on column push_subscription.browser is 'the kind of browser and system, as its owner tells several apart';
create index push_subscription_of on push_subscription (county, person_id, created_at desc);
