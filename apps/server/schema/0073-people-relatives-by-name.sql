-- A relative whom the county does not keep is declared by name.

alter table declared_relation add column other_name text;
alter table declared_relation drop constraint declared_relation_check;
alter table declared_relation add constraint declared_relation_one_other
  check (num_nonnulls(other_person_id, organisation_id, other_name) = 1);
comment on column declared_relation.other_name is 'personal: class=name; purpose=keep the related away from a matter; basis=PIPL 13(3), 公务员法 76; retention=while an office or role is held; mask=own and those who keep the list';
create index declared_relation_by_name on declared_relation (county, other_name) where other_name is not null;
