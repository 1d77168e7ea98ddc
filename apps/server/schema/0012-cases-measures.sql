-- Cases by the instant of their closing, for what was finished in a month.
create index case_closed on case_record (county, closed_at) where closed_at is not null;
