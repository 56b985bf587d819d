/* etl/conf_table.c - the table of all options */
#include "conf_table.h"

#include "conf.h"
#include "banned.h"

#define AT(member) offsetof(struct conf, member)

const struct conf_section conf_sections[] = {
    {"agency", "Whose data this is."},
    {"source", "The agency's extract, in PostgreSQL. It is only ever read."},
    {"mart", "The database that cwreports owns."},
    {"codemap", "What the source's codes mean."},
    {"sql", "The agency's own SQL."},
    {"report", "What is made, and for whom."},
    {"recipient", "Who may have which workbook."},
    {"workbook", "How workbooks look."},
    {"spool", "Where sealed workbooks wait and are kept."},
    {"share", "Where workbooks are published."},
    {"quality", "When data is refused."},
    {"retention", "What `expire` removes."},
    {"run", "Limits of one run."},
    {"alert",
     "Who is told. Off by default; none of it changes the exit code of a run, what does not "
     "get through is said in the log."},
    {"log", "One line per event. Problems also go to standard error, always."},
    {"metrics", "Numbers for Prometheus: how the last runs ended. Nothing personal is in them."},
    {0},
};

/* clang-format off */
const struct conf_option conf_options[] = {
    {"agency", "id", CONF_INT, AT(agency.id), "1", 1, INT32_MAX, .help =
        "Number that keys the agency's rows in the mart. One mart can hold several agencies"},
    {"agency", "name", CONF_TEXT, AT(agency.name), "", .example = "Department of Children",
     .help = "Printed on every workbook"},
    {"agency", "timezone", CONF_ZONE, AT(agency.timezone), NULL, .example = "America/Los_Angeles",
     .help = "IANA zone of the agency's wall clock: months, deadlines and cutoffs are in it"},
    {"agency", "contact", CONF_TEXT, AT(agency.contact), "", .example = "reports@agency.example",
     .help = "Printed on Summary: whom to ask"},

    {"source", "kind", CONF_NAME, AT(source.kind), NULL, .example = "famlink", .help =
        "Shape of the extract: famlink, faces, or the name of a folder source/<kind> below "
        "sql.overlay_dir"},
    {"source", "conninfo", CONF_CONNINFO, AT(source.conninfo), NULL, .example = "service=famlink",
     .help = "libpq connection string of the extract. Several hosts and target_session_attrs are "
        "welcome. Passwords belong in a passfile or service file"},
    {"source", "schema", CONF_NAME, AT(source.schema), "", .help =
        "Schema of the extract. Default: the same as source.kind"},
    {"source", "connections", CONF_INT, AT(source.connections), "2", 1, 32, .help =
        "Tables read at once. All connections share one snapshot"},

    {"mart", "conninfo", CONF_CONNINFO, AT(mart.conninfo), NULL, .example = "service=mart",
     .help = "libpq connection string of the mart"},

    {"codemap", "dir", CONF_PATH, AT(codemap.dir), "", .help =
        "Folder with <source kind>/<list>.csv. Default: the installed maps, else conf/codemap of "
        "the tree the program was built in"},

    {"sql", "overlay_dir", CONF_PATH, AT(sql.overlay_dir), "", .example = "/etc/cwreports/sql",
     .help = "Files below it replace the embedded SQL of the same relative path, "
        "e.g. source/famlink/person.sql"},

    {"report", "enabled", CONF_LIST, AT(report.enabled), "", .example =
        "ftdm_completion, home_study", .help =
        "Reports to make. Default: all that the source kind serves"},
    {"report", "scopes", CONF_LIST, AT(report.scopes), "", .choices =
        "office,region,state,attorney", .example = "region, state", .help =
        "Kinds of workbook to make. Default: all that a report has"},
    {"report", "workers", CONF_INT, AT(report.workers), "0", 0, 64, .help =
        "Processes that compute figures and write workbooks. 0: one per core"},

    {"recipient", "file", CONF_PATH, AT(recipient.file), "", .example =
        "/etc/cwreports/recipients.csv", .help =
        "CSV of the agency: scope,report,role,mail,valid_from,valid_to; loaded by `init`. With it, "
        "the workbook of an office, region or attorney is made only while somebody owns it, and "
        "what has no owner stands in the statewide workbook alone. Default: no list, all are made"},

    {"workbook", "date_format", CONF_TEXT, AT(workbook.date_format), "mm/dd/yyyy", .help =
        "Excel's format of dates in columns and headings. Inside sentences (Why, Changes, Data "
        "quality) a date is month/day/year; with another order here, Definitions says so"},
    {"workbook", "logo", CONF_PATH, AT(workbook.logo), "", .example = "/etc/cwreports/logo.png",
     .help = "PNG for the top of Summary"},
    {"workbook", "paper", CONF_CHOICE, AT(workbook.paper), "auto", .choices =
        "auto,letter,legal,tabloid,a4,a3", .help = "Paper of the print set-up"},
    {"workbook", "confidential", CONF_TEXT, AT(workbook.confidential),
     "CONFIDENTIAL - child welfare records", .help = "Left part of every printed page's footer"},
    {"workbook", "level", CONF_INT, AT(workbook.level), "1", 1, 9, .help =
        "Compression: 1 is fast, 9 is small"},

    {"spool", "dir", CONF_PATH, AT(spool.dir), NULL, .example = "/var/spool/cwreports", .help =
        "Private folder of sealed workbooks: <dir>/<YYYY-MM>/<report>/<file>.xlsx"},

    {"share", "kind", CONF_CHOICE, AT(share.kind), "none", .choices = "none,webdav,put", .help =
        "none: workbooks stay in the spool. webdav: full protocol. put: plain PUT and GET"},
    {"share", "url", CONF_URL, AT(share.url), "", .example = "https://share.example/reports/",
     .help = "Base address. Plain http is refused but for loopback"},
    {"share", "user", CONF_TEXT, AT(share.user), "", .example = "cwreports", .help =
        "Account on the share"},
    {"share", "password_file", CONF_PATH, AT(share.password_file), "", .example =
        "/etc/cwreports/share.password", .help =
        "File whose first line is the password or token; mode 0600, owned by the account that "
        "runs cwreports"},
    {"share", "auth", CONF_CHOICE, AT(share.auth), "basic", .choices = "basic,digest,bearer,none",
     .help = "How the account is proved. Never negotiated"},
    {"share", "ca_file", CONF_PATH, AT(share.ca_file), "", .example =
        "/etc/cwreports/share-ca.pem", .help =
        "Certificate authority to trust, and no other. Default: the system's"},
    {"share", "proxy", CONF_URL, AT(share.proxy), "", .example = "http://proxy.example:3128",
     .help = "HTTP proxy. The environment is not consulted"},
    {"share", "replace", CONF_CHOICE, AT(share.replace), "auto", .choices =
        "auto,move,direct,revision", .help =
        "How a published workbook is replaced: auto is what `check` measured to be safe"},
    {"share", "rewrites", CONF_BOOL, AT(share.rewrites), "no", .help =
        "The share rewrites Office files (SharePoint): compare the parts we wrote, not the file"},
    {"share", "parallel", CONF_INT, AT(share.parallel), "2", 1, 8, .help = "Uploads at once"},
    {"share", "retries", CONF_INT, AT(share.retries), "4", 0, 20, .help =
        "Tries after the first within one run, with growing pauses"},
    {"share", "stall_seconds", CONF_INT, AT(share.stall_seconds), "60", 5, 3600, .help =
        "A transfer that barely moves for so long is given up"},
    {"share", "probe_seconds", CONF_INT, AT(share.probe_seconds), "10", 1, 600, .help =
        "How long `check` waits for what an interrupted upload does to a file on the share"},

    {"quality", "max_reject_pct", CONF_DECIMAL, AT(quality.max_reject_pct), "1", 0, 100, .help =
        "More rejected rows than this share of a table (of 200 rows or more) stop the run"},
    {"quality", "max_drop_pct", CONF_DECIMAL, AT(quality.max_drop_pct), "20", 0, 100, .help =
        "A load with fewer rows than the last one by more than this share of a table (of 200 rows "
        "or more), or with an empty table where rows must be, is refused. run --accept-drop takes "
        "it once"},
    {"quality", "max_source_age_hours", CONF_INT, AT(quality.max_source_age_hours), "0", 0, 87600,
     .help = "A source whose cutoff is older than this is refused. 0: any age"},

    {"retention", "spool_days", CONF_INT, AT(retention.spool_days), "400", 1, 36500, .help =
        "Days after which `expire` removes a delivered workbook from the spool, once it was compared "
        "with the share again"},
    {"retention", "mart_months", CONF_INT, AT(retention.mart_months), "84", 14, 1200, .help =
        "Months of facts that `expire` keeps in the mart, the newest included. A month can be made "
        "again while the 12 before it are kept"},

    {"run", "deadline_minutes", CONF_INT, AT(run.deadline_minutes), "0", 0, 10080, .help =
        "A run that takes longer is stopped and rolled back. 0: none"},
    {"run", "catch_up_months", CONF_INT, AT(run.catch_up_months), "3", 0, 24, .help =
        "A run without --month also finishes so many months before the last one, those that were "
        "begun or passed over and never closed"},
    {"run", "current_month", CONF_BOOL, AT(run.current_month), "yes", .help =
        "A run without --month also makes the month that has not ended, marked PRELIMINARY: its "
        "worklists are those of the day"},

    {"alert", "ping_file", CONF_PATH, AT(alert.ping_file), "", .example =
        "/etc/cwreports/ping.url", .help =
        "File whose first line is the address of a dead-man switch; mode 0600, the address is a "
        "secret. `run` asks for <address>/start when it begins, <address> when it ends well, "
        "<address>/fail when it does not"},
    {"alert", "mail_server", CONF_TEXT, AT(alert.mail_server), "", .example = "mail.example:587",
     .help = "SMTP server, host:port. Default: no mail"},
    {"alert", "mail_security", CONF_CHOICE, AT(alert.mail_security), "starttls", .choices =
        "starttls,tls,none", .help =
        "starttls: TLS is asked for and required. tls: from the first byte. none: loopback only"},
    {"alert", "mail_user", CONF_TEXT, AT(alert.mail_user), "", .example = "cwreports", .help =
        "Account on the mail server. Default: none"},
    {"alert", "mail_password_file", CONF_PATH, AT(alert.mail_password_file), "", .example =
        "/etc/cwreports/mail.password", .help = "File whose first line is its password; mode 0600"},
    {"alert", "mail_from", CONF_TEXT, AT(alert.mail_from), "", .example =
        "cwreports@agency.example", .help = "Sender's address"},
    {"alert", "mail_operator", CONF_TEXT, AT(alert.mail_operator), "", .example =
        "it-oncall@agency.example", .help =
        "Who is told of a failure: once for each kind, again after a good run or a week"},
    {"alert", "mail_people", CONF_BOOL, AT(alert.mail_people), "no", .help =
        "Mail the people of recipient.file when a month is published and closed: links only"},
    {"alert", "link_url", CONF_URL, AT(alert.link_url), "", .example =
        "https://share.example/reports/", .help =
        "Base of the links in mails, as readers reach the share. Default: share.url"},
    {"alert", "ca_file", CONF_PATH, AT(alert.ca_file), "", .example =
        "/etc/cwreports/mail-ca.pem", .help =
        "Certificate authority of ping and mail server. Default: the system's"},
    {"alert", "timeout_seconds", CONF_INT, AT(alert.timeout_seconds), "20", 1, 300, .help =
        "A ping or a mail that takes longer is given up"},

    {"log", "file", CONF_PATH, AT(log.file), "", .example = "/var/log/cwreports/cwreports.log",
     .help = "Log file; - is standard error. Default: no log"},
    {"log", "level", CONF_CHOICE, AT(log.level), "info", .choices = "debug,info,warn,error",
     .help = "Least level that is written"},
    {"log", "format", CONF_CHOICE, AT(log.format), "logfmt", .choices = "logfmt,json",
     .help = "Form of a line"},

    {"metrics", "dir", CONF_PATH, AT(metrics.dir), "", .example =
        "/var/lib/prometheus/node-exporter", .help =
        "Folder of node_exporter's textfile collector: files cwreports_<agency>*.prom are written "
        "there after each run. Default: none"},
    {0},
};
/* clang-format on */
