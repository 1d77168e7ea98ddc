-- What a villager has typed so far, between one question and the next.

create table report_draft (
  county int not null,
  key_hash bytea not null check (length(key_hash) = 32),
  sealed bytea not null,
  begun_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (county, key_hash)
);
comment on table report_draft is
  'tenant: a report that a villager is still filling in, found only by the unguessable key in its address; wiped after a day';
comment on column report_draft.sealed is
  'personal: class=form answers; purpose=keep what was typed while the report is filled in; basis=consent; retention=24 hours; mask=never shown to anybody else';
create index report_draft_by_change on report_draft (county, changed_at);
