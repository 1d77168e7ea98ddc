-- Screens and boxes on which disclosures are shown, and on which channel each disclosure was seen first.

create table device (
  county int not null,
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('touch', 'tv')),
  village_id uuid not null,
  pairing_code text,
  pairing_until timestamptz not null,
  token_hash bytea,
  registered_at timestamptz not null,
  registered_by uuid not null,
  claimed_at timestamptz,
  revoked_at timestamptz,
  seen_at timestamptz,
  kept_at timestamptz,
  version text,
  primary key (county, id),
  unique (county, token_hash),
  foreign key (county, village_id) references place (county, id),
  check ((token_hash is null) = (claimed_at is null))
);
comment on table device is 'tenant: a touch screen or set-top box that shows the disclosures of one village';
comment on column device.token_hash is 'the device proves itself by a secret in its cookie; only the hash is here';
comment on column device.kept_at is 'set while the device shows a copy because it has no network: the moment of the copy';
create index device_waiting on device (county, pairing_code) where token_hash is null and revoked_at is null;

create table channel_receipt (
  county int not null,
  edition_id uuid not null,
  channel text not null check (channel in ('touch', 'tv', 'board', 'feed', 'e-mail')),
  shown_at timestamptz not null,
  device_id uuid,
  primary key (county, edition_id, channel),
  foreign key (county, edition_id) references edition (county, id),
  foreign key (county, device_id) references device (county, id)
);
comment on table channel_receipt is 'tenant append-only: when a channel showed an edition for the first time; the pages of the phones show it as soon as it is published';

create table board_photo (
  county int not null,
  id uuid not null,
  village_id uuid not null,
  month text not null,
  file_id uuid not null,
  taken_at timestamptz not null,
  taken_by uuid not null,
  primary key (county, id),
  unique (county, village_id, month),
  foreign key (county, village_id) references place (county, id),
  foreign key (county, file_id) references file_upload (county, id)
);
comment on table board_photo is 'tenant append-only: the one photo of each posted board sheet';
