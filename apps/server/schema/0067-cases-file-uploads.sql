-- A file of a case is an upload that stays as long as the case names it, whatever else let it go. Rows from before are not looked at.

alter table case_file add constraint case_file_county_id_fkey
  foreign key (county, id) references file_upload (county, id) not valid;
create index case_file_by_id on case_file (county, id);
create index case_file_by_key on case_file (county, store_key);
