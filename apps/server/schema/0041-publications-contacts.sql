-- Numbers for everybody to call: each is shown in one field of one kind of document of one place, once a second person granted it.

create table public_contact (
  county int not null,
  id uuid not null,
  place_id uuid not null,
  item_code text not null,
  field text not null,
  number text not null check (number ~ '^1[3-9][0-9]{9}$'),
  asked_at timestamptz not null,
  granted_on date,
  valid_until date,
  primary key (county, id),
  foreign key (county, place_id) references place (county, id),
  unique (county, place_id, item_code, field, number),
  check ((granted_on is null) = (valid_until is null))
);
comment on table public_contact is
  'tenant: mobile numbers that stand by office for everybody to call, each with the one field of one item of one place where it is shown; not shown before a second person granted it, nor after its last day';
comment on column public_contact.field is 'not personal: the label of the column or line';
comment on column public_contact.number is
  'personal: class=phone; purpose=that villagers can call whoever is on duty; basis=PIPL art. 13(1)(1) consent, asked by the writer and checked by a second person; retention=one year from the grant; mask=as granted in its field, else never shown';
