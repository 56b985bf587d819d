#!/usr/bin/env bash
# The roles that the shipped scripts make can do the whole job, and nothing beyond it.
# shellcheck source=harness.sh
. "$(dirname "$0")/harness.sh"

agency famlink
as() { # role, database, statement: what the server says
    psql -XqAt "$cluster dbname=$2 user=$1" -c "$3" 2>&1 || true
}

is "$(db postgres -c "select count(*) from pg_roles where rolname in ('e2e_reader', 'e2e_mart')
    and not (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)")" 2 \
    'neither role has a right over the server'
cw init
exits 0 'init works with them'
cw check
exits 0 'check finds nothing wrong'
cw --month "$month" run
exits 0 'and the whole job'

# ---- the source ----
is "$(db "$source" -c "select string_agg(distinct privilege_type, ',')
    from information_schema.role_table_grants where grantee = 'e2e_reader'")" SELECT \
    'the reader may select, and nothing else'
is "$(db "$source" -c "select count(*) from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'famlink' and has_table_privilege('e2e_reader', c.oid, 'select')
        and c.relkind in ('r', 'p', 'v', 'm', 'f')")" \
    "$("$program" sql grants/source_reader.sql | grep -c "^ *('famlink'")" \
    'of the tables that the extracts name, and no other'
for statement in "insert into famlink.location_dim (id_location_dim) values (1)" \
    "update famlink.people_dim set tx_last_name = 'x'" "delete from famlink.meeting_fact" \
    "truncate famlink.people_dim" "drop table famlink.people_dim" \
    "create table famlink.mine (i int)" "create table public.mine (i int)"; do
    before=$(db "$source" -c "select count(*) from famlink.meeting_fact")
    like "$(as e2e_reader "$source" "begin read write; $statement")" \
        'permission denied|must be owner' "the reader is refused, whatever it sets: ${statement%% (*}"
    is "$(db "$source" -c "select count(*) from famlink.meeting_fact")" "$before" 'nothing changed'
done
is "$(as e2e_reader "$source" 'show default_transaction_read_only')" on 'its sessions are read-only'
db "$source" -c 'create table famlink.diary (t text)'
like "$(as e2e_reader "$source" 'select * from famlink.diary')" 'permission denied' \
    'a table that no extract names stays closed'
db "$source" -v role=e2e_reader -f "$root/sql/grants/source_reader.sql" >"$work/again"
like "$(as e2e_reader "$source" 'select * from famlink.diary')" 'permission denied' \
    'also after the script ran again'

# ---- the mart ----
like "$(as e2e_reader "$mart" 'select 1')" 'permission denied for database' \
    'the reader cannot enter the mart'
is "$(db "$mart" -c "select count(*) from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    join pg_roles as r on r.oid = c.relowner
    where n.nspname in ('stage', 'mart', 'fact', 'etl') and r.rolname <> 'e2e_mart'")" 0 \
    'the mart belongs to its role'
like "$(as e2e_mart "$source" 'select count(*) from famlink.people_dim')" 'permission denied' \
    'which cannot read the source'

# ---- who only looks ----
db "$mart" -v role=e2e_viewer -f "$root/sql/grants/status_viewer.sql"
sed "s/user=e2e_mart/user=e2e_viewer/" "$ini" >"$work/viewer.ini"
good=$ini
ini=$work/viewer.ini
cw status
exits 0 'the viewer sees the status'
cw receipts
exits 0 'and the receipts'
cw --month "$month" run
like "$errors" 'permission|rights|denied' 'but cannot run'
ini=$good
for table in mart.child stage.person fact.ftdm_completion; do
    like "$(as e2e_viewer "$mart" "select * from $table limit 1")" 'permission denied' \
        "the viewer sees nothing of $table"
done
like "$(as e2e_viewer "$mart" 'delete from etl.receipt')" 'permission denied' 'and changes nothing'
finish
