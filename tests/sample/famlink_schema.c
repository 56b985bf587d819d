/*
 * tests/sample/famlink_schema.c - tables, code rows, keys and indexes of the extract
 *
 * Names and types are those of the warehouse copy; the meeting tables are text throughout, as
 * they are there. Facts have their keys as a real extract has, the meeting table has none.
 */
#include "famlink_internal.h"

#include "famlink_codes.h"

#include <stdio.h>

#include "banned.h"

static const char *const tables[] = {
    "create table ref_last_dw_transfer (cutoff_date timestamp);",
    "create table intake_fact (id_intake_fact integer, id_access_report integer,"
    " dt_access_rcvd timestamp, id_case integer, id_intake_type_dim integer,"
    " id_intake_attribute_dim integer, id_response_time_exp_dim integer, fl_expunged char(1));",
    "create table intake_victim_fact (id_intake_victim_fact integer, id_intake_fact integer,"
    " id_access_report integer, id_case integer, id_prsn_vctm integer, fl_iff_required smallint,"
    " id_response_time_exp_dim integer, dt_victim_added timestamp, dt_due_original timestamp,"
    " dt_due timestamp, fl_extension smallint, dt_extension timestamp, fl_exception smallint,"
    " dt_iff_attempted timestamp, dt_iff_completed timestamp, fl_expunged char(1));",
    "create table intake_type_dim (id_intake_type_dim integer, cd_access_type integer,"
    " tx_access_type text, cd_final_decision integer, tx_final_decision text);",
    "create table intake_attribute_dim (id_intake_attribute_dim integer, tx_spvr_rsn text);",
    "create table response_time_exp_dim (id_response_time_exp_dim integer,"
    " cd_response_time_cat integer, tx_response_time_cat text);",
    "create table meeting_fact (id_meeting_fact text, id_mtng text, id_calendar_dim_mtng text,"
    " id_calendar_dim_cancel text, fl_meeting_completed text, id_meeting_type_dim text,"
    " tx_ftdm_purpose text, id_prsn_child text, id_case text);",
    "create table meeting_type_dim (id_meeting_type_dim text, cd_type text, tx_type text);",
    "create table removal_episode_fact (id_removal_episode_fact integer, id_epsd integer,"
    " id_prsn_child integer, id_case integer, id_calendar_dim_begin integer,"
    " id_calendar_dim_end integer, id_calendar_dim_afcars_end integer,"
    " id_discharge_reason_dim integer, id_placement_care_auth_dim integer,"
    " id_location_dim_worker integer, id_worker_dim_current integer,"
    " fl_extended_foster_care smallint, fl_in_error smallint);",
    "create table placement_fact (id_placement_fact integer, id_removal_episode_fact integer,"
    " id_prsn_child integer, id_calendar_dim_begin integer, id_calendar_dim_end integer,"
    " id_placement_type_dim integer, id_placement_result_dim integer,"
    " id_service_type_dim integer, id_prvd_org_caregiver integer, tx_rel text);",
    "create table placement_type_dim (id_placement_type_dim integer, cd_epsd_type integer,"
    " cd_plcm_setng integer, tx_plcm_setng text);",
    "create table placement_result_dim (id_placement_result_dim integer, cd_end_rsn integer,"
    " tx_end_rsn text);",
    "create table service_type_dim (id_service_type_dim integer, cd_srvc integer, tx_srvc text);",
    "create table discharge_reason_dim (id_discharge_reason_dim integer, cd_dsch_rsn integer,"
    " tx_dsch_rsn text);",
    "create table placement_care_auth_dim (id_placement_care_auth_dim integer,"
    " cd_placement_care_auth integer, tx_placement_care_auth text);",
    "create table provider_dim (id_provider_dim integer, id_prvd_org integer, is_current integer,"
    " tx_provider_name text);",
    "create table license_fact (id_license_fact integer, id_prvd_org integer,"
    " id_calendar_dim_application integer, id_calendar_dim_issue integer,"
    " id_calendar_dim_expiration integer, id_calendar_dim_closed integer);",
    "create table people_dim (id_people_dim integer, id_prsn integer, dt_birth timestamp,"
    " cd_gndr char(1), is_current integer, fl_deleted char(1), fl_expunged char(1),"
    " tx_first_name text, tx_last_name text);",
    "create table worker_dim (id_worker_dim integer, id_prsn integer,"
    " id_worker_dim_supervisor integer, id_location_dim_worker integer, is_current integer,"
    " tx_worker_name text);",
    "create table primary_assignment_fact (id_primary_assignment_fact integer, id_case integer,"
    " id_worker_dim integer, id_location_dim integer, dt_begin timestamp, dt_end timestamp,"
    " fl_expunged char(1));",
    "create table location_dim (id_location_dim integer, cd_region integer, tx_region text,"
    " cd_office integer, tx_office text, cd_unit integer, tx_unit text);",
    "create table ext_iff_extension (id_intake_victim_fact integer, tx_reason text,"
    " dt_approved timestamp, tx_approver text, dt_attempt_after timestamp);",
    "create table ext_home_study (id_prvd_org integer, dt_status date, cd_status text);",
};

/* Tables with a primary key on the first column, which has the table's name in it. */
static const char *const keyed[][2] = {
    {"intake_fact", "id_intake_fact"},
    {"intake_victim_fact", "id_intake_victim_fact"},
    {"intake_type_dim", "id_intake_type_dim"},
    {"intake_attribute_dim", "id_intake_attribute_dim"},
    {"response_time_exp_dim", "id_response_time_exp_dim"},
    {"removal_episode_fact", "id_removal_episode_fact"},
    {"placement_fact", "id_placement_fact"},
    {"placement_type_dim", "id_placement_type_dim"},
    {"placement_result_dim", "id_placement_result_dim"},
    {"service_type_dim", "id_service_type_dim"},
    {"discharge_reason_dim", "id_discharge_reason_dim"},
    {"placement_care_auth_dim", "id_placement_care_auth_dim"},
    {"provider_dim", "id_provider_dim"},
    {"license_fact", "id_license_fact"},
    {"people_dim", "id_people_dim"},
    {"worker_dim", "id_worker_dim"},
    {"primary_assignment_fact", "id_primary_assignment_fact"},
    {"location_dim", "id_location_dim"},
};

static const char *const indexed[][2] = {
    {"intake_victim_fact", "id_intake_fact"},
    {"intake_fact", "id_case"},
    {"placement_fact", "id_removal_episode_fact"},
    {"removal_episode_fact", "id_prsn_child"},
    {"people_dim", "id_prsn"},
    {"primary_assignment_fact", "id_case"},
    {"license_fact", "id_prvd_org"},
    {"provider_dim", "id_prvd_org"},
};

void schema_create(const char *schema)
{
    sql_line("\\set ON_ERROR_STOP on");
    sql_line("set client_encoding = 'UTF8';");
    sql_line("set client_min_messages = warning;");
    sql_line("set datestyle = 'ISO, MDY';");
    sql_line("begin;");
    sql_line("create schema %s;", schema);
    sql_line("set local search_path = %s;", schema);
    for (int i = 0; i < COUNT(tables); i++)
        sql_line("%s", tables[i]);
    copy_begin("ref_last_dw_transfer", "cutoff_date");
    put_at(CUTOFF);
    row_end();
    copy_end();
}

void schema_finish(const char *schema)
{
    for (int i = 0; i < COUNT(keyed); i++)
        sql_line("alter table %s add primary key (%s);", keyed[i][0], keyed[i][1]);
    for (int i = 0; i < COUNT(indexed); i++)
        sql_line("create index on %s (%s);", indexed[i][0], indexed[i][1]);
    sql_line("commit;");
    for (int i = 0; i < COUNT(keyed); i++)
        sql_line("analyze %s.%s;", schema, keyed[i][0]);
    sql_line("analyze %s.meeting_fact;", schema);
    sql_line("analyze %s.meeting_type_dim;", schema);
    sql_line("analyze %s.ext_iff_extension;", schema);
    sql_line("analyze %s.ext_home_study;", schema);
}

/* A dimension of one code and its words; -1 is the warehouse's member for a failed lookup. */
static void write_codes(const char *table, const char *columns, const struct code *codes, int n)
{
    copy_begin(table, columns);
    put_int(-1);
    put_int(-99);
    put_text("Failed");
    row_end();
    for (int i = 0; i < n; i++) {
        put_int(codes[i].key);
        put_int(codes[i].code);
        put_text(codes[i].text);
        row_end();
    }
    copy_end();
}

/* Facts point at versions of a dimension row: each setting has an old one and a current one. */
static void write_placement_types(void)
{
    static const int keys[] = {TYPE_TRUE, TYPE_TRUE_OLD, TYPE_TEMPORARY};

    copy_begin("placement_type_dim",
               "id_placement_type_dim, cd_epsd_type, cd_plcm_setng, tx_plcm_setng");
    put_int(-1);
    put_int(-99);
    put_int(-99);
    put_text("Failed");
    row_end();
    for (int k = 0; k < COUNT(keys); k++) {
        for (int i = 0; i < codes_settings_n; i++) {
            put_int(keys[k] + codes_settings[i].key);
            put_int(keys[k] == TYPE_TEMPORARY ? 5 : 1);
            put_int(codes_settings[i].code);
            put_text(codes_settings[i].text);
            row_end();
        }
    }
    copy_end();
}

static void write_intake_types(void)
{
    copy_begin("intake_type_dim", "id_intake_type_dim, cd_access_type, tx_access_type,"
                                  " cd_final_decision, tx_final_decision");
    put_int(-1);
    put_int(-99);
    put_text("Failed");
    put_int(-99);
    put_text("Failed");
    row_end();
    for (int in = 1; in <= 2; in++) {
        for (int i = 0; i < codes_access_n; i++) {
            put_int(codes_access[i].key + (in == 1 ? 0 : TYPE_SCREENED_OUT));
            put_int(codes_access[i].code);
            put_text(codes_access[i].text);
            put_int(in);
            put_text(in == 1 ? "Screen In" : "Screen Out");
            row_end();
        }
    }
    copy_end();
}

static void write_meeting_types(void)
{
    copy_begin("meeting_type_dim", "id_meeting_type_dim, cd_type, tx_type");
    for (int i = 0; i < codes_meetings_n; i++) {
        put_textf("%d", i + 1);
        put_text(codes_meetings[i].code);
        put_text(codes_meetings[i].text);
        row_end();
    }
    /* an older version of the same type, typed with blanks as text columns collect them */
    put_textf("%d", MEETING_FTDM_OLD);
    put_text("FTDM  ");
    put_text("Family Team Decision-Making");
    row_end();
    story_write(STORY_MEETING_TYPE);
    copy_end();
}

void schema_codes(const struct plan *plan)
{
    if (plan->block > 0)
        return;
    write_intake_types();
    write_codes("response_time_exp_dim",
                "id_response_time_exp_dim, cd_response_time_cat, tx_response_time_cat",
                codes_response, codes_response_n);
    write_placement_types();
    write_codes("placement_result_dim", "id_placement_result_dim, cd_end_rsn, tx_end_rsn",
                codes_results, codes_results_n);
    write_codes("service_type_dim", "id_service_type_dim, cd_srvc, tx_srvc", codes_services,
                codes_services_n);
    write_codes("discharge_reason_dim", "id_discharge_reason_dim, cd_dsch_rsn, tx_dsch_rsn",
                codes_discharges, codes_discharges_n);
    write_codes("placement_care_auth_dim",
                "id_placement_care_auth_dim, cd_placement_care_auth, tx_placement_care_auth",
                codes_authorities, codes_authorities_n);
    write_meeting_types();
}
