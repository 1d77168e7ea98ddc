-- What a stranger hands in is for one request: that one alone may attach it. Rows from before wait for nobody.

alter table file_upload add column for_request uuid;
comment on column file_upload.for_request is 'the request of somebody without an account that alone may attach it; null for uploads of staff';
