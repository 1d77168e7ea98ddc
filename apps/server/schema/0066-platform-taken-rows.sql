-- The rows that one person took out of a list within a day are counted before each further file leaves.

create index command_log_files_by_person on command_log (county, by_person, at) where subject_kind = 'files';
