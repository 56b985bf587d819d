/* etl/progress.c - what a person at a terminal sees while a step works: one line */
#include "progress.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "stop.h"
#include "str.h"
#include "banned.h"

enum { DRAW_MS = 100, SAMPLES = 10, SAMPLE_MS = 1000, NARROWEST = 20 };

/* Written by all processes of a run. */
struct counters {
    _Atomic int64_t files, rows, bytes;
};

struct sample {
    int64_t at_ms, rows, bytes;
};

static struct {
    struct counters *counters; /* NULL: nothing is drawn */
    pid_t owner;
    const char *step, *unit;
    char now[64];
    int64_t want_files, want_rows;
    int64_t began_ms, drawn_ms;
    struct sample samples[SAMPLES]; /* the last seconds, for the rate */
    size_t n_samples;
    bool dirty; /* something stands on the line */
} bar;

static int64_t clock_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void progress_open(bool live)
{
    bar.counters = NULL;
    if (!live)
        return;
    void *memory = mmap(NULL, sizeof(*bar.counters), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return; /* a run does not end for want of a line */
    bar.counters = memory;
    bar.owner = getpid();
    stop_on_check(progress_tick);
}

void progress_begin(const char *step, const char *unit)
{
    if (!bar.counters)
        return;
    struct counters *counters = bar.counters;
    pid_t owner = bar.owner;
    memset(&bar, 0, sizeof(bar));
    bar.counters = counters;
    bar.owner = owner;
    bar.step = step;
    bar.unit = unit;
    bar.began_ms = clock_ms();
    atomic_store(&counters->files, 0);
    atomic_store(&counters->rows, 0);
    atomic_store(&counters->bytes, 0);
}

void progress_expect(int64_t files, int64_t rows)
{
    bar.want_files = files;
    bar.want_rows = rows;
}

void progress_add(int64_t files, int64_t rows, int64_t bytes)
{
    if (!bar.counters)
        return;
    (void)atomic_fetch_add(&bar.counters->files, files);
    (void)atomic_fetch_add(&bar.counters->rows, rows);
    (void)atomic_fetch_add(&bar.counters->bytes, bytes);
}

void progress_now(const char *what)
{
    if (bar.counters)
        (void)snprintf(bar.now, sizeof(bar.now), "%s", what);
}

/* ---- the line ---- */

static void add_clock(struct str *out, int64_t seconds)
{
    if (seconds >= 3600)
        str_addf(out, "%lld:%02d:%02d", (long long)(seconds / 3600), (int)(seconds / 60 % 60),
                 (int)(seconds % 60));
    else
        str_addf(out, "%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
}

/* From the share that is done; -1: nobody can say. */
static int64_t seconds_left(const struct progress_view *v)
{
    int64_t done = v->want_rows ? v->rows : v->files;
    int64_t want = v->want_rows ? v->want_rows : v->want_files;
    if (v->seconds < 2 || done <= 0 || want <= done)
        return -1;
    return v->seconds * (want - done) / done;
}

/* In the order in which they stand; the number says which is left out first on a narrow terminal. */
static void add_part(struct str *parts, int *order, size_t *n, int dropped, const char *text)
{
    if (!*text)
        return;
    str_add(&parts[*n], text);
    order[(*n)++] = dropped;
}

static void count_part(struct str *text, int64_t done, int64_t want, const char *unit)
{
    str_clear(text);
    str_add_count(text, done);
    if (want) {
        str_add(text, " of ");
        str_add_count(text, want > done ? want : done);
    }
    str_addf(text, " %s", unit);
}

static size_t make_parts(const struct progress_view *v, struct str *parts, int *order)
{
    struct str text = STR_INIT;
    size_t n = 0;
    int64_t left = seconds_left(v);
    add_part(parts, order, &n, 0, v->step);
    if (v->files || v->want_files) {
        count_part(&text, v->files, v->want_files, v->unit);
        add_part(parts, order, &n, 1, text.buf);
    }
    if (v->rows) {
        count_part(&text, v->rows, 0, "rows");
        add_part(parts, order, &n, 3, text.buf);
    }
    str_clear(&text);
    if (v->bytes)
        str_add_bytes(&text, v->bytes);
    add_part(parts, order, &n, 5, text.buf);
    str_clear(&text);
    if (v->rate && v->rows) {
        str_add_count(&text, v->rate);
        str_add(&text, " rows/s");
    } else if (v->rate) {
        str_add_bytes(&text, v->rate);
        str_add(&text, "/s");
    }
    add_part(parts, order, &n, 4, text.buf);
    str_clear(&text);
    add_clock(&text, v->seconds);
    if (left >= 0) {
        str_add(&text, ", about ");
        add_clock(&text, left);
        str_add(&text, " left");
    }
    add_part(parts, order, &n, 2, text.buf);
    add_part(parts, order, &n, 6, v->now ? v->now : "");
    str_release(&text);
    return n;
}

void progress_line(const struct progress_view *view, int width, struct str *out)
{
    struct str parts[8];
    int order[8];
    for (size_t i = 0; i < 8; i++)
        str_init(&parts[i]);
    size_t n = make_parts(view, parts, order);
    for (int dropped = 7; dropped > 0; dropped--) {
        str_clear(out);
        for (size_t i = 0; i < n; i++)
            if (order[i] < dropped)
                str_addf(out, "%s%s", i ? "  " : "", parts[i].buf);
        if (out->len < (size_t)width) /* the last column stays free: some terminals wrap there */
            break;
    }
    for (size_t i = 0; i < 8; i++)
        str_release(&parts[i]);
    if (out->len >= (size_t)width) {
        out->len = str_utf8_fit(out->buf, (size_t)(width > 1 ? width - 1 : 0));
        out->buf[out->len] = '\0';
    }
}

static int terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col < NARROWEST ? NARROWEST : size.ws_col;
}

/* Over the last seconds: what the whole step took says little of a table that crawls. */
static int64_t rate(int64_t now_ms, int64_t rows, int64_t bytes)
{
    struct sample fresh = {now_ms, rows, bytes};
    struct sample *s = bar.samples;
    if (bar.n_samples == 0 || now_ms - s[bar.n_samples - 1].at_ms >= SAMPLE_MS) {
        if (bar.n_samples == SAMPLES)
            memmove(s, s + 1, --bar.n_samples * sizeof(*s));
        s[bar.n_samples++] = fresh;
    }
    int64_t ms = now_ms - s[0].at_ms;
    if (ms < SAMPLE_MS)
        return 0;
    return (rows ? rows - s[0].rows : bytes - s[0].bytes) * 1000 / ms;
}

void progress_tick(void)
{
    if (!bar.counters || !bar.step || getpid() != bar.owner)
        return;
    int64_t now = clock_ms();
    if (now - bar.drawn_ms < DRAW_MS)
        return;
    bar.drawn_ms = now;
    struct progress_view view = {.step = bar.step,
                                 .unit = bar.unit,
                                 .now = bar.now,
                                 .files = atomic_load(&bar.counters->files),
                                 .rows = atomic_load(&bar.counters->rows),
                                 .bytes = atomic_load(&bar.counters->bytes),
                                 .want_files = bar.want_files,
                                 .want_rows = bar.want_rows,
                                 .seconds = (now - bar.began_ms) / 1000};
    view.rate = rate(now, view.rows, view.bytes);
    struct str line = STR_INIT;
    progress_line(&view, terminal_width(), &line);
    (void)fprintf(stderr, "\r%s\033[K", line.buf);
    (void)fflush(stderr);
    bar.dirty = true;
    str_release(&line);
}

void progress_end(void)
{
    if (bar.dirty && getpid() == bar.owner) {
        (void)fputs("\r\033[K", stderr);
        (void)fflush(stderr);
    }
    bar.dirty = false;
    bar.step = NULL;
}
