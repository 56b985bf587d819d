/* etl/log.c - one line per event, as key=value or JSON */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* systemd tells a service which stream its journal reads: sd-daemon(3), "device:inode". */
static bool is_journal(void)
{
    struct stat st;
    char here[64];
    if (fstat(STDERR_FILENO, &st) != 0)
        return false;
    (void)snprintf(here, sizeof(here), "%llu:%llu", (unsigned long long)st.st_dev,
                   (unsigned long long)st.st_ino);
    return str_eq(getenv("JOURNAL_STREAM"), here);
}

const char *log_priority(enum log_level level)
{
    static const char *const priorities[] = {"<7>", "<6>", "<4>", "<3>"};
    return level < LOG_LVL_OFF && is_journal() ? priorities[level] : "";
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

/* Longer values are cut: a line must fit one write, and a log is no place for a text. */
#define LONGEST_VALUE 2000

/* Characters that a terminal obeys or that end a line for some reader, beyond ASCII: C1 controls,
   line and paragraph separators, marks that turn the direction of writing. */
static bool is_control(const unsigned char *p, size_t n)
{
    if (n == 2 && p[0] == 0xc2 && p[1] < 0xa0)
        return true;
    if (n != 3 || p[0] != 0xe2)
        return false;
    return (p[1] == 0x80 && p[2] >= 0xa8 && p[2] <= 0xae) ||
           (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
}

static unsigned code_of(const unsigned char *p, size_t n)
{
    return n == 2 ? (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu)
                  : (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
}

/* Whatever the text is, what is written is one line of UTF-8, and JSON where that is the form. */
static void add_escaped(struct str *line, const char *text)
{
    size_t left = str_utf8_fit(text, LONGEST_VALUE);
    bool cut = text[left] != '\0';
    const unsigned char *p = (const unsigned char *)text;
    str_addc(line, '"');
    while (left > 0) {
        size_t n = str_utf8_next((const char *)p, left);
        if (n == 0) { /* not UTF-8 */
            str_add(line, "\\ufffd");
            n = 1;
        } else if (*p == '"' || *p == '\\') {
            str_addf(line, "\\%c", *p);
        } else if (*p < 0x20 || *p == 0x7f) {
            str_addf(line, "\\u%04x", *p);
        } else if (is_control(p, n)) {
            str_addf(line, "\\u%04x", code_of(p, n));
        } else {
            str_addn(line, p, n);
        }
        p += n;
        left -= n;
    }
    str_add(line, cut ? "...\"" : "\"");
}

/* logfmt leaves plain words bare so that grep and people read them */
static bool is_bare(const char *text)
{
    size_t n = 0;
    for (; text[n]; n++)
        if (text[n] <= ' ' || text[n] >= 0x7f || strchr("\"=\\", text[n]))
            return false;
    return n > 0 && n <= LONGEST_VALUE;
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
    str_add(&line, sink.fd == STDERR_FILENO ? log_priority(level) : "");
    str_add(&line, json ? "{\"time\":\"" : "time=");
    add_time(&line);
    if (json)
        str_addc(&line, '"');
    add_text(&line, "level", level_names[level]);
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
