-- The review of a disclosure ends when its text is public, not when it is signed: one that waits for its hour is open until then,
-- and lies with whoever signs. Its month has it among those that ended already; it ends once more with its hour.

update case_record c set state = 'published', outcome = 'published'
where c.process = 'disclosure-review' and c.state = 'signed' and not exists (
  select from case_subject s join edition e on e.county = s.county and e.id = s.subject_id
  where s.county = c.county and s.case_id = c.id and s.kind = 'edition' and e.status = 'held');

with reopened as (
  update case_record c set is_open = true, status = 'in-hand', closed_at = null, outcome = null, closing_reason = null,
    owner_role = case c.level when 'village' then 'village-leader' when 'town' then 'dispatcher-town' else 'leader' end,
    owner_id = case c.level when 'village' then c.village_id when 'town' then c.town_id else (
      select p.id from place p where p.county = c.county and p.kind = 'county') end
  where c.process = 'disclosure-review' and c.state = 'signed'
  returning c.*, coalesce(c.grid_id, c.village_id, c.town_id, c.place_id) as at
), counted as (
  select county, at, process, category, confidentiality, town_id, village_id, coalesce(town_id, place_id) as town_key, count(*)::int as n
  from reopened group by county, at, process, category, confidentiality, town_id, village_id, coalesce(town_id, place_id)
), places as (
  select county, at, process, confidentiality, town_id, village_id, sum(n)::int as n
  from counted group by county, at, process, confidentiality, town_id, village_id
), towns as (
  select county, town_key, process, category, confidentiality, sum(n)::int as n
  from counted group by county, town_key, process, category, confidentiality
), fewer as (
  update case_counter k set n = k.n - d.n from counted d where k.county = d.county and k.place_id = d.at and k.process = d.process
    and k.category = d.category and k.status = 'done' and k.confidentiality = d.confidentiality
), fewer_of_places as (
  update case_place_counter k set n = k.n - d.n from places d where k.county = d.county and k.place_id = d.at and k.process = d.process
    and k.status = 'done' and k.confidentiality = d.confidentiality
), fewer_of_towns as (
  update case_category_counter k set n = k.n - d.n from towns d where k.county = d.county and k.town_key = d.town_key
    and k.process = d.process and k.category = d.category and k.status = 'done' and k.confidentiality = d.confidentiality
), more as (
  insert into case_counter as k (county, place_id, process, category, status, confidentiality, town_id, village_id, n)
  select county, at, process, category, 'in-hand', confidentiality, town_id, village_id, n from counted
  on conflict (county, place_id, process, category, status, confidentiality) do update set n = k.n + excluded.n
), more_of_places as (
  insert into case_place_counter as k (county, place_id, process, status, confidentiality, town_id, village_id, n, public_n)
  select county, at, process, 'in-hand', confidentiality, town_id, village_id, n, 0 from places
  on conflict (county, place_id, process, status, confidentiality) do update set n = k.n + excluded.n
)
insert into case_category_counter as k (county, town_key, process, category, status, confidentiality, n)
select county, town_key, process, category, 'in-hand', confidentiality, n from towns
on conflict (county, town_key, process, category, status, confidentiality) do update set n = k.n + excluded.n;
