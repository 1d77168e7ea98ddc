-- A case that was merged is reached from the one it went into, and from there on: reporters and followers stay with the case
-- that they named, and nothing of theirs is copied.

create index case_merged_from on case_record (county, merged_into_id) where merged_into_id is not null;

delete from case_follower where from_case_id is not null;
alter table case_follower drop column from_case_id;

-- One following a telephone and case: compared by a keyed hash, and only once its holder proved it by a code.
alter table case_follower add column phone_hash bytea;
alter table case_follower add column confirmed_at timestamptz;
update case_follower set phone_sealed = null where phone_sealed is not null;
comment on column case_follower.phone_hash is 'personal: class=phone; purpose=tell a follower once; basis=consent; retention=two years after closing; mask=never shown';
comment on column case_follower.confirmed_at is 'when a code proved the telephone; nothing is written to it before';
create unique index case_follower_by_phone on case_follower (county, case_id, phone_hash) where confirmed_at is not null;
