-- What was published and taken back again is owed again: its duty is no longer kept, and its timeline says since when.

alter table duty_event drop constraint duty_event_action_check;
alter table duty_event add constraint duty_event_action_check
  check (action in ('evidence', 'kept', 'exempt', 'lift-exemption', 'remind', 'late', 'grave', 'recount', 'drop', 'take-up', 'lost'));
