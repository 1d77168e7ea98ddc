-- Staff may attach Excel sheets to what they publish.

alter table file_upload drop constraint file_upload_media_type_check;
alter table file_upload add constraint file_upload_media_type_check
  check (media_type in ('image/jpeg', 'application/pdf', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'));
