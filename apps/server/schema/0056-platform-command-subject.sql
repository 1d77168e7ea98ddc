-- What a command was about may also be an account or a part of the configuration, whose ids are no UUIDs. The text of an id
-- is the same as before, so the chain over the lines holds.

alter table command_log alter column subject_id type text using subject_id::text;
alter table command_log add constraint command_log_subject_named check (subject_id is null or subject_kind is not null);
comment on column command_log.subject_id is
  'not personal: the id of what the command was about, as its operation declares; null only in lines older than the declaration';
