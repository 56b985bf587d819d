-- sql/grants/mart_owner.sql
-- Purpose: the role that owns the mart, and the mart's database: all of it belongs to that role,
-- which may do nothing else on the server, and nobody else may connect.
-- Run it as a superuser, or as a role that may create roles and databases; safe to repeat:
--     cwreports sql grants/mart_owner.sql |
--         psql -v ON_ERROR_STOP=1 -v role=cwreports -v database=cwreports -d postgres
-- Variables: role (default cwreports), database (default cwreports).
-- It gives the role no password: psql's \password does, or let the server trust another proof.
-- Then `cwreports init` makes the schemas.

\if :{?role}
\else
\set role cwreports
\endif
\if :{?database}
\else
\set database cwreports
\endif
\set ON_ERROR_STOP 1
set client_min_messages = warning;

select format('create role %I login', :'role')
where not exists (select from pg_catalog.pg_roles where rolname = :'role')
\gexec

select format('create database %I owner %I', :'database', :'role')
where not exists (select from pg_catalog.pg_database where datname = :'database')
\gexec

\connect :database
set client_min_messages = warning;

select format('revoke all on database %I from public', :'database')
union all
select format('grant connect, create, temporary on database %I to %I', :'database', :'role')
union all
select 'revoke create on schema public from public'
\gexec
