/* etl/log.c - one line per event, as key=value or JSON */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "str.h"
#include "banned.h"

static struct {
    int fd; /* -1: events are dropped */
    enum log_level level;
    enum log_format format;
    int64_t run_id;
} sink = {.fd = -1, .level = LOG_LVL_INFO};

static const char *const level_names[] = {"debug", "info", "warn", "error", "off"};

bool log_open(const char *path, enum log_level level, enum log_format format, struct err *err)
{
    int fd = -1;
    if (path && str_eq(path, "-")) {
        fd = STDERR_FILENO;
    } else if (path && *path) {
        fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
        if (fd < 0)
            return err_set_errno(err, ERR_LOCAL, errno, "cannot write log file \"%s\"", path);
    }
    log_close();
    sink.fd = fd;
    sink.level = level;
    sink.format = format;
    return true;
}

void log_close(void)
{
    if (sink.fd > STDERR_FILENO)
        (void)close(sink.fd);
    sink.fd = -1;
}

void log_set_run(int64_t run_id)
{
    sink.run_id = run_id;
}

static void add_escaped(struct str *line, const char *text)
{
    str_addc(line, '"');
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p == '"' || *p == '\\')
            str_addf(line, "\\%c", *p);
        else if (*p < 0x20 || *p == 0x7f)
            str_addf(line, "\\u%04x", *p);
        else
            str_addc(line, (char)*p);
    }
    str_addc(line, '"');
}

/* logfmt leaves plain words bare so that grep and people read them */
static bool is_bare(const char *text)
{
    return *text && !strpbrk(text, " \"=\\\t\r\n") && strlen(text) == strcspn(text, "\x7f");
}

static void add_field(struct str *line, const struct log_field *field)
{
    bool json = sink.format == LOG_FMT_JSON;
    str_addf(line, json ? ",\"%s\":" : " %s=", field->key);
    int64_t n = field->number;
    if (field->type == LOG_FIELD_INT)
        str_addf(line, "%lld", (long long)n);
    else if (field->type == LOG_FIELD_MS)
        str_addf(line, "%lld.%03d", (long long)(n / 1000), (int)(n % 1000));
    else if (!json && is_bare(field->text))
        str_add(line, field->text);
    else
        add_escaped(line, field->text);
}

static void add_text(struct str *line, const char *key, const char *text)
{
    struct log_field field = log_s(key, text);
    add_field(line, &field);
}

static void add_int(struct str *line, const char *key, int64_t number)
{
    struct log_field field = log_i(key, number);
    add_field(line, &field);
}

static void add_time(struct str *line)
{
    struct timespec now;
    struct tm utc;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (!gmtime_r(&now.tv_sec, &utc))
        return;
    char text[32];
    size_t n = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
    str_addn(line, text, n);
    str_addf(line, ".%03dZ", (int)(now.tv_nsec / 1000000));
}

void log_event(enum log_level level, const char *event, const struct log_field *fields)
{
    if (sink.fd < 0 || level < sink.level || level >= LOG_LVL_OFF)
        return;
    bool json = sink.format == LOG_FMT_JSON;
    struct str line = STR_INIT;
    str_add(&line, json ? "{\"time\":\"" : "time=");
    add_time(&line);
    if (json)
        str_addc(&line, '"');
    add_text(&line, "level", level_names[level]);
    if (sink.run_id)
        add_int(&line, "run", sink.run_id);
    add_text(&line, "event", event);
    for (; fields && fields->key; fields++)
        add_field(&line, fields);
    str_add(&line, json ? "}\n" : "\n");
    /* one write: lines of forked workers do not mix; a full log disk must not stop the run */
    ssize_t ignored = write(sink.fd, line.buf, line.len);
    (void)ignored;
    str_release(&line);
}
