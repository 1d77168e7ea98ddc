-- Who wants to be told by e-mail when a village discloses something new.

create table village_subscription (
  county int not null,
  id uuid not null,
  place_id uuid not null,
  address_hash bytea not null check (length(address_hash) = 32),
  address_sealed bytea not null,
  language text not null check (language in ('zh-CN', 'en')),
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  told_until timestamptz not null,
  next_at timestamptz not null,
  attempts int not null default 0,
  primary key (county, id),
  unique (county, place_id, address_hash),
  foreign key (county, place_id) references place (county, id)
);
comment on table village_subscription is
  'tenant: an e-mail address that is told of new disclosures of a village once its owner confirmed it; gone when they end it, or after two days without confirmation';
comment on column village_subscription.address_hash is 'personal: class=contact; purpose=one subscription an address; basis=consent; retention=until withdrawn; mask=never shown';
comment on column village_subscription.address_sealed is 'personal: class=contact; purpose=tell of new disclosures; basis=consent; retention=until withdrawn; mask=never shown to staff';
comment on column village_subscription.told_until is 'everything published up to here was told';
create index village_subscription_due on village_subscription (county, place_id, told_until) where confirmed_at is not null;
create index village_subscription_unconfirmed on village_subscription (county, asked_at) where confirmed_at is null;
