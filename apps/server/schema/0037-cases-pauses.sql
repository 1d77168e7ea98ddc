-- A pause has an end: the clock goes on by itself then, so the time of its next step is looked for among the paused as well.

create index case_clock_paused on case_clock (county, next_at, case_id) where status = 'paused' and next_at is not null;
-- Pauses that were granted without an end last sixty days from the beginning of what they paused.
update case_clock set next_at = counting_since + interval '60 days' where status = 'paused' and next_at is null;
