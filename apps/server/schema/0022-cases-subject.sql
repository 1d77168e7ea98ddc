-- What a case is about, where that is a thing of another module: a publication, an edition, later a bill or a meeting.

create table case_subject (
  county int not null,
  case_id uuid not null,
  kind text collate "C" not null,
  subject_id uuid not null,
  primary key (county, case_id),
  foreign key (county, case_id) references case_record (county, id)
);
comment on table case_subject is 'tenant append-only: the thing that a case is about; named when the case is opened and never changed';
create index case_of_subject on case_subject (county, kind, subject_id, case_id);
