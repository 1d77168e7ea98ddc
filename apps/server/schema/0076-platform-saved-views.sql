-- Views are kept of every list, not of cases alone.

alter table case_saved_view rename to saved_view;
alter table saved_view add column list text not null default 'listCases';
alter table saved_view alter column list drop default;
comment on table saved_view is 'tenant: a filter of a list that somebody keeps for themselves';
comment on column saved_view.list is 'the name of the operation that answers the list';
create index on saved_view (county, person_id, list, name);
alter table saved_view rename constraint case_saved_view_pkey to saved_view_pkey;
alter table saved_view rename constraint case_saved_view_county_person_id_fkey to saved_view_county_person_id_fkey;
