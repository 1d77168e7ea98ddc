-- Bytes that nothing names any more, until they are gone from the disk.

create table file_unneeded (
  county int not null,
  store_key text not null,
  since timestamptz not null,
  primary key (county, store_key)
);
comment on table file_unneeded is 'tenant: keys of files whose rows are gone; their bytes are removed behind the transaction that let them go';
