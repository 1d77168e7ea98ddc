-- Contacts are deleted two years after closing: those that are still kept are found without a look at all cases.

create index case_reporter_kept on case_reporter (county, case_id)
  where name_sealed is not null or phone_sealed is not null or phone_hash is not null or person_id is not null;
create index case_follower_kept on case_follower (county, case_id) where phone_sealed is not null or phone_hash is not null;
