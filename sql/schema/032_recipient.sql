-- sql/schema/032_recipient.sql
-- Purpose: who may have which workbook, by effective date: the agency's own list, loaded by `init`
-- from recipient.file. With a list, the workbook of an office, a region or an attorney is made only
-- while somebody owns it; whatever has no owner stands in the statewide workbook alone. No list:
-- every workbook goes to its folder of the share, and the share's rights decide who opens it.
-- The report and mail steps ask one day, settled once a run on the agency's clock.

-- The list as a whole. Its digest tells whether the file was changed since it was loaded.
create table mart.recipient_list (
    agency_id int not null,
    digest text not null,
    day date,                          -- on which it is read; null: nobody has anything yet
    primary key (agency_id)
);

create table mart.recipient (
    agency_id int not null,
    ordinal int not null,              -- the line's place in the file
    scope text not null,               -- code of the workbook: office-204, region-2, attorney-417
    report text not null,              -- '': all reports
    role text not null check (role in ('owner', 'copy')),
    mail text not null,                -- '': the share alone
    valid_from date not null,
    valid_to date not null,            -- the first day no longer
    primary key (agency_id, ordinal)
);
create index recipient_agency_id_scope_idx on mart.recipient (agency_id, scope);

-- May the workbook be made? The statewide one always: it is for those who answer for the whole.
create function mart.has_recipient(for_agency int, for_report text, for_scope text) returns boolean
language sql stable parallel safe
begin atomic
    select
        for_scope = 'state'
        or not exists (select from mart.recipient_list as l where l.agency_id = for_agency)
        or exists (
            select from mart.recipient_list as l
            inner join mart.recipient as r on r.agency_id = l.agency_id
            where l.agency_id = for_agency
                and r.scope = for_scope
                and r.report in ('', for_report)
                and r.role = 'owner'
                and l.day >= r.valid_from
                and l.day < r.valid_to);
end;

-- Before anything is made or sent: the list in the mart must be the file's, and today's day is
-- settled.
-- No file is the empty digest. What differs is refused: half a list would send to the wrong people.
create function mart.recipient_settle(
    for_agency int, file_digest text, time_zone text, at_time timestamptz default now())
returns void
language plpgsql as $$
begin
    if coalesce((select l.digest from mart.recipient_list as l where l.agency_id = for_agency), '')
        <> file_digest
    then
        raise exception using errcode = 'CW002',
            message = 'the recipients in the mart are not those of recipient.file',
            hint = 'run `cwreports init`; until then nothing is made for anybody';
    end if;
    update mart.recipient_list
    set day = (at_time at time zone time_zone)::date
    where agency_id = for_agency;
    -- what waits for somebody who has left is not sent any more
    update etl.delivery as d
    set state = 'superseded'
    from etl.artifact as a
    where d.agency_id = for_agency and d.state in ('ready', 'sending')
        and a.agency_id = d.agency_id and a.artifact_id = d.artifact_id
        and a.report <> ''
        and not mart.has_recipient(a.agency_id, a.report, a.scope);
end
$$;
