-- A key of another system with a strong role is of no use before a second person has confirmed it.

alter table api_key add column needs_second boolean not null default false;
alter table api_key add column confirmed_at timestamptz;
alter table api_key add column confirmed_by uuid;
comment on column api_key.needs_second is 'whether its roles see behind the seals or change the rules; decided when it was made';
comment on column api_key.confirmed_by is 'the second person; never the one who made it';
