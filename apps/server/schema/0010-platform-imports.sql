-- The book of imports: which file, by whom, what it would do (dry run), what it did, and what undoing it needs.

create table import_run (
  county int not null,
  id uuid not null,
  kind text not null check (kind in ('places', 'households', 'organisations', 'people', 'responsibilities', 'grants', 'cases')),
  status text not null check (status in ('reading', 'ready', 'faulty', 'cancelled', 'done', 'undone', 'failed')),
  file_name text not null,
  sha256 bytea,
  bytes bigint not null,
  percent int not null default 0,
  rows_read int not null default 0,
  rows_new int not null default 0,
  rows_changed int not null default 0,
  rows_same int not null default 0,
  rows_ended int not null default 0,
  rows_faulty int not null default 0,
  problems jsonb not null default '[]',
  uploaded_by uuid,
  uploaded_at timestamptz not null,
  progressed_at timestamptz not null,
  committed_by uuid,
  committed_at timestamptz,
  undone_by uuid,
  undone_at timestamptz,
  primary key (county, id)
);
comment on table import_run is 'tenant: one line an import: the file and its hash, who, when, the totals; problems name rows and columns, never what stood in personal ones';
comment on column import_run.file_name is 'not personal: the name of a file of the county';
create index import_run_by_time on import_run (county, uploaded_at desc, id desc);

create table import_row (
  county int not null,
  import_id uuid not null,
  no int not null,
  action text not null check (action in ('new', 'changed', 'same', 'ended')),
  content jsonb not null,
  before jsonb,
  primary key (county, import_id, no),
  foreign key (county, import_id) references import_run (county, id)
);
comment on table import_row is 'tenant: what each row of a file does and what stood there before; same rows are only counted';
comment on column import_row.content is 'personal: class=name; purpose=apply an import as a whole; basis=PIPL 13(3) statutory duty; retention=until the import is cancelled or replaced, or no longer undone; mask=never shown';
comment on column import_row.before is 'personal: class=name; purpose=undo an import; basis=PIPL 13(3) statutory duty; retention=as content; mask=never shown';
