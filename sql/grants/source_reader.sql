-- sql/grants/source_reader.sql
-- Purpose: the role with which cwreports reads an agency's extract: it may select from the tables
-- that the extracts name, and nothing else; its sessions are read-only.
-- Run it as the owner of the extract or as a superuser, in the extract's database; safe to repeat,
-- also after tables were made anew:
--     cwreports sql grants/source_reader.sql |
--         psql -v ON_ERROR_STOP=1 -v role=cwreports_reader -v kind=famlink -d DATABASE
-- Variables: role (default cwreports_reader), kind (default famlink), schema (default: the kind).
-- It gives the role no password: psql's \password does, or let the server trust another proof.
-- An agency's own SELECTs (sql.overlay_dir) may read more: grant that beside this.
-- Prints each table: granted, or not there.

\if :{?role}
\else
\set role cwreports_reader
\endif
\if :{?kind}
\else
\set kind famlink
\endif
\if :{?schema}
\else
\set schema :kind
\endif
\set ON_ERROR_STOP 1
set client_min_messages = warning;

begin;

select format('create role %I login', :'role')
where not exists (select from pg_catalog.pg_roles where rolname = :'role')
\gexec

-- tests/lint/grants.sh compares this list with the extracts
create temporary table needed (kind text, name text) on commit drop;
insert into needed values
    ('famlink', 'discharge_reason_dim'),
    ('famlink', 'ext_home_study'),
    ('famlink', 'ext_iff_extension'),
    ('famlink', 'intake_attribute_dim'),
    ('famlink', 'intake_fact'),
    ('famlink', 'intake_type_dim'),
    ('famlink', 'intake_victim_fact'),
    ('famlink', 'license_fact'),
    ('famlink', 'location_dim'),
    ('famlink', 'meeting_fact'),
    ('famlink', 'meeting_type_dim'),
    ('famlink', 'people_dim'),
    ('famlink', 'placement_care_auth_dim'),
    ('famlink', 'placement_fact'),
    ('famlink', 'placement_result_dim'),
    ('famlink', 'placement_type_dim'),
    ('famlink', 'primary_assignment_fact'),
    ('famlink', 'provider_dim'),
    ('famlink', 'ref_last_dw_transfer'),
    ('famlink', 'removal_episode_fact'),
    ('famlink', 'response_time_exp_dim'),
    ('famlink', 'service_type_dim'),
    ('famlink', 'worker_dim'),
    ('faces', 'attorney'),
    ('faces', 'attorney_assignment'),
    ('faces', 'case_assignment'),
    ('faces', 'circuit_county'),
    ('faces', 'client'),
    ('faces', 'custody_episode'),
    ('faces', 'extract_control'),
    ('faces', 'goal'),
    ('faces', 'hearing'),
    ('faces', 'parent'),
    ('faces', 'placement'),
    ('faces', 'tpr_event'),
    ('faces', 'tpr_exception'),
    ('faces', 'worker');

-- Only the fence that the server keeps counts: the grants. This one keeps accidents out.
select format('alter role %I in database %I set default_transaction_read_only = on', :'role',
    current_database())
union all
select format('grant connect on database %I to %I', current_database(), :'role')
union all
select format('revoke all on all tables in schema %I from %I', :'schema', :'role')
union all
select format('revoke create on schema %I from %I', :'schema', :'role')
union all
select format('grant usage on schema %I to %I', :'schema', :'role')
\gexec

select format('grant select on %I.%I to %I', :'schema', n.name, :'role')
from needed as n
where n.kind = :'kind'
    and to_regclass(format('%I.%I', :'schema', n.name)) is not null
order by n.name
\gexec

select
    n.name as "table",
    case
        when to_regclass(format('%I.%I', :'schema', n.name)) is null then 'not there'
        else 'select granted'
    end as "right"
from needed as n
where n.kind = :'kind'
order by n.name;

commit;
