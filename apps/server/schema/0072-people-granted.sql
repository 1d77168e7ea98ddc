-- When a role was written down, whatever day it is said to begin: nobody is made a second person for what was asked already.

alter table role_grant add column granted_at timestamptz;
comment on column role_grant.granted_at is 'null for roles that came with the county or before this was kept';
