-- What a line of the timeline added to the counters of its month, so that these can be counted anew like all others. Lines
-- written before this file get what can still be told from the case: its opening, and the closing that it rests on now.

alter table case_event add column counted jsonb;
comment on column case_event.counted is 'what this line added to case_month_counter: month, process, place, town and measures; a case may move later, its months stay';

update case_event e set counted = jsonb_build_object(
    'month', to_char(date_trunc('month', e.at at time zone 'Asia/Shanghai'), 'YYYY-MM-DD'), 'process', c.process,
    'place', coalesce(c.village_id, c.town_id, c.place_id), 'town', c.town_id,
    'measures', case
      when e.no = 1 then jsonb_build_array('opened')
      when exists (select 1 from case_clock k where k.county = c.county and k.case_id = c.id and k.late)
        then jsonb_build_array(case when c.status = 'not-done' then 'not-done' else 'closed' end, 'closed-late')
      else jsonb_build_array(case when c.status = 'not-done' then 'not-done' else 'closed' end) end)
  from case_record c
  where c.county = e.county and c.id = e.case_id
    and (e.no = 1 or (not c.is_open and c.merged_into_id is null and e.at = c.closed_at and e.to_state = c.state
      and e.from_state is distinct from e.to_state));

-- A place that is taken away asks whether a case lies there; without this it would read every case of the county.
create index case_by_place on case_record (county, place_id);
