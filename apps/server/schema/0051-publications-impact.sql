-- What publishing an item does to the persons who stand in it is assessed before its first text goes out (个人信息保护法 art. 55, 56).

create table impact_assessment (
  county int not null,
  id uuid not null,
  item_code text collate "C" not null,
  covers jsonb not null,
  purpose text not null,
  necessity text not null,
  risks text not null,
  measures text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  primary key (county, id),
  foreign key (county, made_by) references person (county, id)
);
comment on table impact_assessment is
  'tenant: why an item with personal data is published, what it can do to persons and what is done against that; kept three years after another one took its place';
comment on column impact_assessment.covers is 'what the item laid open of persons when it was assessed: to whom, which columns, how masked';
comment on column impact_assessment.made_by is
  'personal: class=identifier; purpose=accountability of staff; basis=PIPL art. 13(1)(3) statutory duty (art. 55, 56); retention=three years after it was replaced; mask=none';
create index impact_of_item on impact_assessment (county, item_code, made_at desc, id desc);
