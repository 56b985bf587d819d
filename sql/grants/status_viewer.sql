-- sql/grants/status_viewer.sql
-- Purpose: a role that may see what ran and what was delivered (`status`, `receipts`), and no
-- child: it reads the ledger, schema etl, and nothing else.
-- Run it in the mart's database as its owner or as a superuser, after `cwreports init`; repeat it
-- after an upgrade:
--     cwreports sql grants/status_viewer.sql |
--         psql -v ON_ERROR_STOP=1 -v role=cwreports_viewer -d cwreports
-- Variables: role (default cwreports_viewer). The role must be there when the owner of the mart,
-- who may not create roles, runs this.

\if :{?role}
\else
\set role cwreports_viewer
\endif
\set ON_ERROR_STOP 1
set client_min_messages = warning;

begin;

select format('create role %I login', :'role')
where not exists (select from pg_catalog.pg_roles where rolname = :'role')
\gexec

select format('grant connect on database %I to %I', current_database(), :'role')
union all
select format('grant usage on schema etl to %I', :'role')
union all
select format('revoke insert, update, delete, truncate on all tables in schema etl from %I', :'role')
union all
select format('grant select on all tables in schema etl to %I', :'role')
\gexec

commit;
