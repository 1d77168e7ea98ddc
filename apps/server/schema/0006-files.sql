-- What villagers and staff hand in before it belongs to a case: uploaded photos and papers.

create table file_upload (
  county int not null,
  id uuid not null,
  media_type text not null check (media_type in ('image/jpeg', 'application/pdf')),
  bytes int not null check (bytes > 0),
  sha256 bytea not null check (length(sha256) = 32),
  store_key text not null,
  thumbnail_key text,
  name text not null,
  uploaded_at timestamptz not null,
  uploaded_by uuid,
  attached_at timestamptz,
  demo boolean not null default false,
  primary key (county, id),
  foreign key (county, uploaded_by) references person (county, id)
);
comment on table file_upload is
  'tenant: a photo or paper that was handed in; it waits here until something claims it, and is cleared away when nothing does';
comment on column file_upload.name is
  'personal: class=free text; purpose=tell papers apart; basis=consent; retention=as the case file; mask=staff only';
comment on column file_upload.uploaded_by is
  'personal: class=identifier; purpose=accountability of staff; basis=PIPL art. 13(1)(3) statutory duty; retention=as the case file; mask=none';
create index file_upload_unattached on file_upload (county, uploaded_at) where attached_at is null;
create index file_upload_by_key on file_upload (county, store_key);
