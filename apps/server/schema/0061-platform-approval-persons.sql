-- Nobody is the second person for what is about themselves, and a request carries what its grant will do.

alter table approval add person_id uuid;
alter table approval add content jsonb;
alter table approval add check (person_id is null or decided_by is distinct from person_id);
comment on column approval.person_id is
  'personal: class=identifier; purpose=that nobody is the second person for a matter of their own; basis=PIPL art. 13(1)(3) statutory duty; retention=36 months; mask=never shown';
comment on column approval.content is 'what a grant carries out, for the code of its kind; never shown';
create index approval_of_person on approval (county, person_id) where person_id is not null and status = 'waiting';
