-- A question whose case was sealed after it was moderated is read by nobody outside any more, nor its answer, and is not counted.

create view unsealed_question with (security_invoker = true) as
  select q.county, q.id, q.publication_id, q.village_id, q.town_id, q.kind, q.status, q.question, q.follow_up, q.asked_at, q.due_at,
    q.answer, q.answered_by, q.answered_at
  from publication_question q
  where not exists (
    select from case_record c where c.county = q.county and c.id = q.id and c.confidentiality = 'sealed');
comment on view unsealed_question is 'projection: questions about publications, without those whose case is sealed';

create or replace view public_question with (security_invoker = true) as
  select q.county, q.id, q.publication_id, q.village_id, q.town_id, q.kind, q.status, q.question, q.follow_up, q.asked_at, q.due_at,
    q.answer, q.answered_by, q.answered_at
  from publication_question q
  where q.question is not null and not exists (
    select from case_record c where c.county = q.county and c.id = q.id and c.confidentiality = 'sealed');
comment on view public_question is 'projection: questions in their moderated wording with their answers, without who asked; none whose case is sealed';
