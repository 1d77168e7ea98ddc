-- Words about somebody's health, and words that read like a name, go out only after whoever writes, checks and signs a text has
-- confirmed each of them and said why it may be read (个人信息保护法 art. 28, 29).

create table edition_confirmation (
  county int not null,
  id uuid not null,
  edition_id uuid not null,
  person_id uuid not null,
  doubts text[] not null check (cardinality(doubts) between 1 and 1000),
  reason text not null check (reason <> ''),
  confirmed_at timestamptz not null,
  primary key (county, id),
  foreign key (county, edition_id) references edition (county, id)
);
create index edition_confirmation_by_edition on edition_confirmation (county, edition_id, confirmed_at, id);
comment on table edition_confirmation is 'tenant erasable: who confirmed that doubtful words of a text may be read by everybody, and why. A row goes when two persons hid its text, never otherwise';
comment on column edition_confirmation.person_id is 'personal: class=identifier; purpose=accountability of staff; basis=PIPL art. 13(1)(3) statutory duty; retention=as the village archive; mask=staff only';
comment on column edition_confirmation.doubts is 'personal: class=free text; purpose=that each doubtful word was looked at; basis=PIPL art. 28, 29; retention=as the village archive, gone when the text is hidden; mask=staff only';
comment on column edition_confirmation.reason is 'personal: class=free text; purpose=why the words may be read; basis=PIPL art. 28, 29; retention=as the village archive, gone when the text is hidden; mask=staff only';
