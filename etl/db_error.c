/* etl/db_error.c - what the server said, made fit to print */
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

#include "db_internal.h"
#include "str.h"
#include "banned.h"

/*
 * By SQLSTATE or class (first two characters); the first row that fits wins. `words`: printed
 * instead of the server's message, which may quote a value. NULL: the message speaks of names,
 * hosts and grants only and is passed on.
 */
static const struct rule {
    const char *state;
    enum err_kind source, mart;
    const char *words;
    const char *hint;
} rules[] = {
    {"57014", ERR_SOURCE_AWAY, ERR_MART_AWAY, NULL,
     "statement_timeout of this role, or an administrator, ended it"},
    {"57", ERR_SOURCE_AWAY, ERR_MART_AWAY, NULL, NULL},
    {"08", ERR_SOURCE_AWAY, ERR_MART_AWAY, NULL, NULL},
    {"53300", ERR_SOURCE_AWAY, ERR_MART_AWAY, NULL, "all connections of the server are taken"},
    {"53100", ERR_SOURCE_AWAY, ERR_MART_AWAY, NULL, "free disk space on the database server"},
    {"53", ERR_SOURCE_AWAY, ERR_MART_AWAY, NULL, NULL},
    {"58", ERR_SOURCE_AWAY, ERR_MART_AWAY, NULL, NULL},
    {"40", ERR_SOURCE_AWAY, ERR_MART_AWAY, NULL, "run again"},
    {"55P03", ERR_SOURCE_AWAY, ERR_MART_AWAY, NULL, "somebody else holds the lock; run again"},
    {"25006", ERR_SOURCE_DATA, ERR_CONFIG, NULL,
     "the connection is read-only: a standby? set target_session_attrs=read-write"},
    {"42501", ERR_SOURCE_DATA, ERR_LOCAL, NULL, "grant it to the role in the connection string"},
    {"42P01", ERR_SOURCE_DATA, ERR_INTERNAL, NULL, NULL},
    {"42703", ERR_SOURCE_DATA, ERR_INTERNAL, NULL, NULL},
    {"3F000", ERR_SOURCE_DATA, ERR_INTERNAL, NULL, "source.schema names the schema"},
    {"42", ERR_SOURCE_DATA, ERR_INTERNAL, NULL, NULL},
    {"0A", ERR_SOURCE_DATA, ERR_INTERNAL, NULL, NULL},
    {"22P02", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a value has not the form of its type", NULL},
    {"22003", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a number is out of range", NULL},
    {"22007", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a value is not a date or time", NULL},
    {"22008", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a date or time is out of range", NULL},
    {"22012", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a division by zero", NULL},
    {"22021", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a text is not in the database's encoding", NULL},
    {"22P05", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a text cannot be told in UTF-8", NULL},
    {"22", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a value does not fit", NULL},
    {"21", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a row was expected once and came more often", NULL},
    {"23502", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a value that must be there is missing", NULL},
    {"23503", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a row points to one that is not there", NULL},
    {"23505", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "two rows have the same key", NULL},
    {"23514", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a row breaks a rule of its table", NULL},
    {"23", ERR_SOURCE_DATA, ERR_SOURCE_DATA, "a row breaks a rule of its table", NULL},
    {"", ERR_SOURCE_DATA, ERR_INTERNAL, "the server refused a statement", NULL},
};

const char *db_role_name(enum db_role role)
{
    return role == DB_SOURCE ? "source database" : "mart database";
}

static enum err_kind away(enum db_role role)
{
    return role == DB_SOURCE ? ERR_SOURCE_AWAY : ERR_MART_AWAY;
}

static const char *field(const PGresult *result, int code)
{
    const char *text = PQresultErrorField(result, code);
    return text ? text : "";
}

/* Errors that SQL of ours raises choose their kind: CW011 is the kind with exit code 11. */
static bool raised_by_us(const PGresult *result, const char *state, struct err *err)
{
    int64_t code = 0;
    if (!str_starts(state, "CW"))
        return false;
    const char *digits = state + 2 + strspn(state + 2, "0");
    if (!str_to_int64(digits, 1, 99, &code))
        return false;
    for (int kind = ERR_INTERNAL; kind < ERR_KIND_COUNT; kind++) {
        if (err_info((enum err_kind)kind)->exit_code != code)
            continue;
        err_set(err, (enum err_kind)kind, "%s", field(result, PG_DIAG_MESSAGE_PRIMARY));
        if (*field(result, PG_DIAG_MESSAGE_HINT))
            (void)err_hint(err, "%s", field(result, PG_DIAG_MESSAGE_HINT));
        return true;
    }
    return false;
}

static void add_place(const PGresult *result, struct str *text)
{
    const char *schema = field(result, PG_DIAG_SCHEMA_NAME);
    const char *table = field(result, PG_DIAG_TABLE_NAME);
    const char *column = field(result, PG_DIAG_COLUMN_NAME);
    const char *constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    if (*table)
        str_addf(text, ", table \"%s%s%s\"", schema, *schema ? "." : "", table);
    if (*column)
        str_addf(text, ", column \"%s\"", column);
    if (*constraint)
        str_addf(text, ", constraint \"%s\"", constraint);
}

static const struct rule *find_rule(const char *state)
{
    const struct rule *rule = rules;
    while (!str_starts(state, rule->state))
        rule++;
    return rule;
}

static bool connection_error(struct db *db, struct err *err)
{
    return err_set(err, away(db->role), "%s: connection lost: %s", db_role_name(db->role),
                   PQerrorMessage(db->conn));
}

int db_error_position(const struct db *db)
{
    return db->position;
}

bool db_error(struct db *db, const struct pg_result *result, struct err *err)
{
    int64_t position = 0;
    if (result)
        (void)str_to_int64(field(result, PG_DIAG_STATEMENT_POSITION), 1, INT32_MAX, &position);
    db->position = (int)position;
    const char *state = result ? field(result, PG_DIAG_SQLSTATE) : "";
    if (!*state && PQstatus(db->conn) == CONNECTION_BAD)
        return connection_error(db, err);
    if (!*state)
        return err_set(err, ERR_INTERNAL, "%s: %s", db_role_name(db->role),
                       result ? PQresultErrorMessage(result) : PQerrorMessage(db->conn));
    if (!raised_by_us(result, state, err)) {
        const struct rule *rule = find_rule(state);
        struct str text = STR_INIT;
        str_add(&text, rule->words ? rule->words : field(result, PG_DIAG_MESSAGE_PRIMARY));
        add_place(result, &text);
        err_set(err, db->role == DB_SOURCE ? rule->source : rule->mart, "%s: %s [%s]",
                db_role_name(db->role), text.buf, state);
        if (rule->hint)
            (void)err_hint(err, "%s", rule->hint);
        str_release(&text);
    }
    if (err)
        (void)snprintf(err->sqlstate, sizeof(err->sqlstate), "%.5s", state);
    return false;
}

bool db_error_connect(enum db_role role, const char *words, struct err *err)
{
    err_set(err, away(role), "%s: cannot connect: %s", db_role_name(role), words);
    return err_hint(err, "%s", err_info(away(role))->action);
}
