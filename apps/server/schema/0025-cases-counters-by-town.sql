-- How long the list of a town or a village is, and what its dashboard shows, without adding up the whole county.
create index case_place_counter_by_town on case_place_counter (county, town_id, status);
create index case_place_counter_by_village on case_place_counter (county, village_id, status);
