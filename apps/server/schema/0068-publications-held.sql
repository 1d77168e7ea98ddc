-- A text is written on, held by its review, public, or given up. How far a review has come is said by its case alone.

alter table edition drop constraint edition_status_check;
alter table edition drop constraint edition_check3;
drop index edition_one_draft;
drop index edition_scheduled;

update edition set status = 'held' where status in ('in-review', 'checked', 'scheduled');

alter table edition add constraint edition_status_check
  check (status in ('draft', 'held', 'live', 'superseded', 'withdrawn', 'abandoned'));
alter table edition add constraint edition_check3
  check (status not in ('live', 'superseded', 'withdrawn') or signed_by is not null);
create unique index edition_one_draft on edition (county, publication_id) where status in ('draft', 'held');
create index edition_scheduled on edition (county, publish_at, id) where status = 'held' and signed_by is not null;
comment on column edition.status is 'what may be done with the text; how far its review has come is the state of the case about it';
