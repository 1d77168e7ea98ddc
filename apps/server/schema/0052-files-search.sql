-- What staff hand in to be published is searched for numbers that must not be public.

alter table file_upload add column search jsonb;
comment on column file_upload.search is
  'what of the content was searched, and where a number stands that must not be public, with its middle starred; absent until its turn has come';
create index file_upload_unsearched on file_upload (county, uploaded_at)
  where search is null and uploaded_by is not null and media_type <> 'image/jpeg';
