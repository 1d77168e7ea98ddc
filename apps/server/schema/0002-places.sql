-- The tree county → town → village → grid → sub-grid → household, valid in time, with boundaries.
-- Codes: GB/T 2260 and the statistical division code (12 digits); grids add three digits (15), GB/T 34300 and GB/T 30428.1.

create table place (
  county int not null,
  id uuid not null,
  kind text not null check (kind in ('county', 'town', 'village', 'grid', 'sub-grid', 'household')),
  code text not null,
  name text not null,
  official_name text not null,
  name_en text,
  parent_id uuid,
  town_id uuid,
  village_id uuid,
  grid_id uuid,
  settled boolean not null default false,
  lng double precision,
  lat double precision,
  valid_from date not null,
  valid_until date,
  details jsonb not null default '{}',
  version int not null default 1,
  primary key (county, id),
  unique (county, code, valid_from),
  foreign key (county, parent_id) references place (county, id),
  check ((kind = 'county') = (parent_id is null)),
  check (valid_until is null or valid_until >= valid_from),
  check (kind <> 'town' or length(code) = 9),
  check (kind <> 'village' or length(code) = 12),
  check (kind <> 'grid' or length(code) = 15)
);
comment on table place is 'tenant: a place of the county tree; settled marks an urban community (居委会) as against a village (村委会)';
comment on column place.town_id is 'the town above, or the place itself when it is one; village_id and grid_id likewise, so that one comparison finds a whole branch';
comment on column place.name is 'personal: class=address; purpose=find where a matter lies; basis=PIPL 13(3) statutory duty; retention=as long as the place; mask=households are shown as their grid';
create index place_children on place (county, parent_id, code);
create index place_by_kind on place (county, kind, code) where valid_until is null;
create index place_by_village on place (county, village_id, kind);

create table place_ring (
  county int not null,
  place_id uuid not null,
  ring_no int not null,
  hole boolean not null,
  kind text not null,
  ring polygon not null,
  west double precision not null,
  east double precision not null,
  south double precision not null,
  north double precision not null,
  primary key (county, place_id, ring_no),
  foreign key (county, place_id) references place (county, id),
  check (west <= east and south <= north)
);
comment on table place_ring is 'tenant: boundary rings of places in CGCS2000 longitude and latitude, for point → place; ring in micro-degrees, the box in degrees';
comment on column place_ring.west is
  'the bounding box stands in columns: under row-level security only leakproof operators reach an index, and those of polygons are not';
create index place_ring_box on place_ring (county, west, east, south, north);

create table place_boundary (
  county int not null,
  place_id uuid not null,
  geometry jsonb not null,
  schematic boolean not null,
  source text not null,
  primary key (county, place_id),
  foreign key (county, place_id) references place (county, id)
);
comment on table place_boundary is 'tenant: GeoJSON geometry of a place; schematic ones are laid out by us and shown as 示意图';

create table joint_area (
  county int not null,
  id uuid not null,
  key text not null,
  name text not null,
  purpose text not null,
  valid_from date not null,
  valid_until date,
  primary key (county, id),
  unique (county, key, valid_from)
);
comment on table joint_area is 'tenant: an area 片区 that cuts across the tree';

create table joint_area_place (
  county int not null,
  joint_area_id uuid not null,
  place_id uuid not null,
  primary key (county, joint_area_id, place_id),
  foreign key (county, joint_area_id) references joint_area (county, id),
  foreign key (county, place_id) references place (county, id)
);
comment on table joint_area_place is 'tenant: the places that a joint area joins';
