/* etl/alert.c - who is told: a dead-man switch, the people of a scope, the operator */
#include "alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alert_text.h"
#include "file.h"
#include "job.h"
#include "log.h"
#include "post.h"
#include "banned.h"

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

/* It is told, and nothing else comes of it. */
static void not_told(const char *what, const struct err *why)
{
    log_warn("alert_failed", log_s("alert", what), log_s("message", why->message));
}

/* ---- what is configured ---- */

static struct post_server server_of(const struct conf *conf, const struct str *secret)
{
    struct post_server server = {.host_port = conf->alert.mail_server,
                                 .security = POST_STARTTLS,
                                 .user = or_null(conf->alert.mail_user),
                                 .secret = secret->buf,
                                 .ca_file = or_null(conf->alert.ca_file),
                                 .seconds = (long)conf->alert.timeout_seconds};
    if (str_eq(conf->alert.mail_security, "tls"))
        server.security = POST_TLS;
    if (str_eq(conf->alert.mail_security, "none"))
        server.security = POST_PLAIN;
    return server;
}

static const char *base_of(const struct conf *conf)
{
    return *conf->alert.link_url ? conf->alert.link_url : conf->share.url;
}

static bool read_secret(const struct conf *conf, struct str *ret_secret, struct err *err)
{
    return !*conf->alert.mail_user ||
           file_read_secret(conf->alert.mail_password_file, ret_secret, err);
}

static bool check_mail(const struct conf *conf, struct err *err)
{
    struct str secret = STR_INIT;
    struct str item = STR_INIT;
    const char *cursor = conf->alert.mail_operator;
    struct post_server server = server_of(conf, &secret);
    bool ok = post_check_server(&server, err);
    if (ok && !post_is_address(conf->alert.mail_from))
        ok = err_set(err, ERR_CONFIG, "alert.mail_from is not one plain address");
    while (ok && *conf->alert.mail_operator && conf_item(&cursor, &item))
        if (!post_is_address(item.buf))
            ok = err_set(err, ERR_CONFIG, "alert.mail_operator: one is not a plain address");
    if (ok && *conf->alert.mail_user && !*conf->alert.mail_password_file)
        ok = err_set(err, ERR_CONFIG, "alert.mail_user is set and alert.mail_password_file is not");
    if (ok && conf->alert.mail_people && !*conf->recipient.file) {
        (void)err_set(err, ERR_CONFIG, "alert.mail_people is set and recipient.file is not");
        ok = err_hint(err, "the list says who is mailed");
    }
    if (ok && conf->alert.mail_people && !*base_of(conf))
        ok = err_set(err, ERR_CONFIG, "alert.mail_people needs share.url or alert.link_url");
    ok = ok && read_secret(conf, &secret, err);
    str_release(&item);
    file_wipe(&secret);
    return ok;
}

static bool check_ping(const struct conf *conf, struct err *err)
{
    struct str url = STR_INIT;
    bool ok = file_read_secret(conf->alert.ping_file, &url, err) &&
              post_check_url(url.buf, "alert.ping_file", err);
    file_wipe(&url);
    return ok;
}

bool alert_check_conf(const struct conf *conf, struct err *err)
{
    if (!*conf->alert.mail_server && (conf->alert.mail_people || *conf->alert.mail_operator)) {
        err_set(err, ERR_CONFIG, "somebody is to be mailed and alert.mail_server is not set");
        return err_hint(err, "see alert.mail_people and alert.mail_operator");
    }
    return (!*conf->alert.ping_file || check_ping(conf, err)) &&
           (!*conf->alert.mail_server || check_mail(conf, err));
}

/* ---- the dead-man switch ---- */

static void ping(const struct conf *conf, const char *suffix)
{
    struct str url = STR_INIT;
    struct err why = {.kind = ERR_NONE};
    if (!*conf->alert.ping_file)
        return;
    bool ok = file_read_secret(conf->alert.ping_file, &url, &why);
    if (ok) {
        while (url.len > 0 && url.buf[url.len - 1] == '/')
            url.buf[--url.len] = '\0';
        str_add(&url, suffix);
        ok = post_ping(url.buf, or_null(conf->alert.ca_file), (long)conf->alert.timeout_seconds,
                       &why);
    }
    file_wipe(&url);
    if (!ok)
        not_told(*suffix ? suffix + 1 : "success", &why);
}

void alert_start(struct job *job)
{
    ping(job->conf, "/start");
}

/* ---- the people of a scope ---- */

struct due {
    struct job *job;
    alert_title_fn *title;
    struct arena arena;
    struct letter {
        const char *id, *address;
        struct alert_text text;
    } * letters;
    size_t n;
};

static const char *month_words(struct arena *arena, const char *month)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    int64_t number = 0;
    char digits[3] = {month[5], month[6], '\0'};
    if (!str_to_int64(digits, 1, 12, &number))
        return month;
    return arena_printf(arena, "%s %.4s", names[number - 1], month);
}

/* "report|path" lines: one link each. */
static void add_links(struct due *due, struct alert_text *text, char *lines)
{
    const char *base = base_of(due->job->conf);
    const char *slash = str_ends(base, "/") ? "" : "/";
    for (char *line = lines; line && text->n_links < ALERT_LINKS;) {
        char *next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        char *path = strchr(line, '|');
        if (path) {
            *path++ = '\0';
            const char *title = due->title(line);
            text->links[text->n_links].name = title ? title : line;
            text->links[text->n_links].url = arena_printf(&due->arena, "%s%s%s", base, slash, path);
            text->n_links++;
        }
        line = next;
    }
}

static const char *foot_of(struct arena *arena, const struct conf *conf)
{
    return arena_printf(arena, "%s%s%s", *conf->agency.name ? conf->agency.name : "cwreports",
                        *conf->agency.contact ? " - questions: " : "", conf->agency.contact);
}

static bool note_due(void *ctx, const char *const *f, size_t n, struct err *err)
{
    struct due *due = ctx;
    struct arena *arena = &due->arena;
    (void)err;
    if (n != 6 || !f[2] || !f[5])
        return true;
    due->letters = xrealloc(due->letters, due->n + 1, sizeof(*due->letters));
    struct letter *letter = &due->letters[due->n++];
    const char *month = month_words(arena, f[3]);
    *letter =
        (struct letter){.id = arena_strdup(arena, f[0]), .address = arena_strdup(arena, f[2])};
    letter->text = (struct alert_text){
        .from = due->job->conf->alert.mail_from,
        .to = letter->address,
        .id = arena_strdup(arena, f[1]),
        .subject = arena_printf(arena, "Reports of %s: %s", month, f[4]),
        .lines = {arena_printf(arena, "The reports of %s for %s are on the share.", month, f[4]),
                  "This mail holds links only. Whoever opens them needs an account there."},
        .foot = foot_of(arena, due->job->conf)};
    add_links(due, &letter->text, arena_strdup(arena, f[5]));
    return true;
}

/* False: the next letter would fare no better. */
static bool send_letter(struct due *due, const struct post_server *server,
                        const struct letter *letter)
{
    struct job *job = due->job;
    struct str text = STR_INIT;
    struct str_number run = str_number(job->run_id);
    struct err why = {.kind = ERR_NONE};
    struct err lost = {.kind = ERR_NONE};
    alert_text_write(&letter->text, &text);
    bool ok = post_mail(server, job->conf->alert.mail_from, &letter->address, 1, text.buf, &why);
    str_release(&text);
    if (!ok)
        not_told("people", &why);
    else
        log_info("mailed", log_s("id", letter->text.id));
    if (!db_exec(job->mart, "select etl.mail_done($1::int, $2::bigint, $3::bigint, $4)",
                 DB_ARGS(job->conf->agency.id_text, letter->id, run.text, ok ? NULL : why.message),
                 &lost))
        not_told("people", &lost);
    return ok || why.kind == ERR_CONFIG;
}

static void mail_people(struct job *job, alert_title_fn *title)
{
    const struct conf *conf = job->conf;
    struct due due = {.job = job, .title = title, .arena = ARENA_INIT};
    struct str secret = STR_INIT;
    struct err why = {.kind = ERR_NONE};
    const char *agency = conf->agency.id_text;
    if (!read_secret(conf, &secret, &why) ||
        !db_exec(job->mart, "select etl.mail_plan($1::int)", DB_ARGS(agency), &why) ||
        !db_each(job->mart,
                 "select mail_id, message_id, address, month, scope, links "
                 "from etl.mail_due($1::int)",
                 DB_ARGS(agency), note_due, &due, &why)) {
        not_told("people", &why);
    } else {
        struct post_server server = server_of(conf, &secret);
        int64_t limit = job_clock_ms() + 1000 * 10 * conf->alert.timeout_seconds;
        bool going = true;
        for (size_t i = 0; going && i < due.n && job_clock_ms() < limit; i++)
            going = send_letter(&due, &server, &due.letters[i]);
    }
    file_wipe(&secret);
    free(due.letters);
    arena_release(&due.arena);
}

/* ---- the operator ---- */

struct ticket {
    char mail[24];
    char id[64];
};

static bool note_ticket(void *ctx, const char *const *f, size_t n, struct err *err)
{
    struct ticket *ticket = ctx;
    (void)err;
    if (n == 2) {
        (void)snprintf(ticket->mail, sizeof(ticket->mail), "%s", f[0]);
        (void)snprintf(ticket->id, sizeof(ticket->id), "%s", f[1]);
    }
    return true;
}

static bool mail_operator(const struct conf *conf, const char *id, const struct err *failure,
                          struct err *err)
{
    const struct err_info *info = err_info(failure->kind);
    struct arena arena = ARENA_INIT;
    struct str secret = STR_INIT;
    struct str text = STR_INIT;
    struct str item = STR_INIT;
    const char *to[16];
    size_t n = 0;
    const char *cursor = conf->alert.mail_operator;
    char host[256] = "";
    (void)gethostname(host, sizeof(host) - 1);
    while (n < sizeof(to) / sizeof(*to) && conf_item(&cursor, &item))
        to[n++] = arena_strdup(&arena, item.buf);
    struct alert_text mail = {
        .from = conf->alert.mail_from,
        .to = conf->alert.mail_operator,
        .id = id,
        .subject = arena_printf(&arena, "cwreports on %s failed: %s", host, info->name),
        .lines = {arena_printf(&arena, "cwreports: %s", failure->message),
                  arena_printf(&arena, "What to do: %s",
                               *failure->hint ? failure->hint : info->action),
                  arena_printf(&arena, "Exit code %d, agency %s, machine %s.", info->exit_code,
                               conf->agency.id_text, host),
                  "The same failure is not mailed again before a run has ended well, or for a "
                  "week. `cwreports status` says how it stands."},
        .foot = foot_of(&arena, conf)};
    alert_text_write(&mail, &text);
    bool ok = read_secret(conf, &secret, err);
    if (ok) {
        struct post_server server = server_of(conf, &secret);
        ok = post_mail(&server, conf->alert.mail_from, to, n, text.buf, err);
    }
    file_wipe(&secret);
    str_release(&text);
    str_release(&item);
    arena_release(&arena);
    return ok;
}

/* Without the mart nobody knows what was told before: then it is told. */
static void tell_operator(struct job *job, const struct err *failure)
{
    const char *agency = job->conf->agency.id_text;
    struct ticket ticket = {.id = ""};
    struct err why = {.kind = ERR_NONE};
    struct str_number run = str_number(job->run_id);
    bool known =
        job->mart &&
        db_each(job->mart, "select mail_id, message_id from etl.mail_failure($1::int, $2)",
                DB_ARGS(agency, err_info(failure->kind)->name), note_ticket, &ticket, NULL);
    if (known && !*ticket.mail)
        return;
    if (!known)
        (void)snprintf(ticket.id, sizeof(ticket.id), "%s.%lld.%d", agency,
                       (long long)job_clock_ms(), (int)getpid());
    bool ok = mail_operator(job->conf, ticket.id, failure, &why);
    if (!ok)
        not_told("operator", &why);
    else
        log_info("mailed", log_s("id", ticket.id));
    if (known)
        (void)db_exec(job->mart, "select etl.mail_done($1::int, $2::bigint, $3::bigint, $4)",
                      DB_ARGS(agency, ticket.mail, run.text, ok ? NULL : why.message), NULL);
}

void alert_end(struct job *job, alert_title_fn *title, const struct err *why)
{
    const struct conf *conf = job->conf;
    bool well = why->kind == ERR_NONE;
    if (job->mart)
        db_ignore_stop(job->mart, true);
    if (*conf->alert.mail_server && job->mart && job->run_id > 0 && conf->alert.mail_people)
        mail_people(job, title);
    if (*conf->alert.mail_operator && !well)
        tell_operator(job, why);
    else if (*conf->alert.mail_operator && job->mart)
        (void)db_exec(job->mart, "select etl.mail_over($1::int)", DB_ARGS(conf->agency.id_text),
                      NULL);
    if (job->mart)
        db_ignore_stop(job->mart, false);
    ping(conf, well ? "" : "/fail");
}
