/* etl/zip_pack.c - see zip_pack.h */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <zlib.h>

#include "err.h"
#include "str.h"
#include "zip_pack.h"

#include "banned.h"

enum {
    BLOCK = 256 * 1024,
    QUEUE = 4, /* blocks: one being filled, one being packed, the others in between */
    ALONE = 4, /* blocks of a member that the caller packs */
    PACKED = 64 * 1024
};

struct block {
    unsigned char *bytes;
    size_t n;
    bool last; /* of its member */
};

struct zip_pack {
    int level;
    bool may; /* start a thread */
    zip_pack_sink *sink;
    void *context;
    struct isal_zstream *isal; /* level 1 */
    unsigned char *isal_memory;
    z_stream zlib; /* above */
    bool zlib_ready;
    uint32_t crc;
    unsigned char *packed; /* what the sink does not have yet */
    size_t n_packed;

    struct block queue[QUEUE];
    uint64_t alone;        /* blocks of the member that the caller packed */
    uint64_t given, taken; /* handed to the thread; the one being filled is queue[given % QUEUE] */
    struct err err;        /* the thread's */
    bool failed, quit;
    bool beside; /* the thread is at work */
    pthread_t thread;
    pthread_mutex_t lock; /* of given, taken, failed, quit while the thread is at work */
    pthread_cond_t moved;
};

/* ---- deflate ---- */

/* ISA-L leaves the upper halves of the vector registers in use. Until they are cleared every SSE
   instruction of ours waits for one before it: rows took a quarter longer. */
static void clear_upper_halves(void)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx"))
        __asm__ volatile("vzeroupper");
#endif
}

static void deflate_begin(struct zip_pack *pack)
{
    if (pack->level > 1) {
        if (!pack->zlib_ready &&
            deflateInit2(&pack->zlib, pack->level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            abort(); /* only memory can be missing */
        deflateReset(&pack->zlib);
        pack->zlib_ready = true;
        return;
    }
    isal_deflate_init(pack->isal);
    pack->isal->level = 1;
    pack->isal->level_buf = pack->isal_memory;
    pack->isal->level_buf_size = ISAL_DEF_LVL1_DEFAULT;
    pack->isal->gzip_flag = IGZIP_DEFLATE;
    pack->isal->flush = NO_FLUSH;
}

static void deflate_take(struct zip_pack *pack, const struct block *block)
{
    if (pack->level > 1) {
        pack->zlib.next_in = block->bytes;
        pack->zlib.avail_in = (unsigned)block->n;
    } else {
        pack->isal->next_in = block->bytes;
        pack->isal->avail_in = (uint32_t)block->n;
        pack->isal->end_of_stream = block->last;
    }
}

/* Fills pack->packed as far as the block goes; false: it is full, and there may be more. */
static bool deflate_step(struct zip_pack *pack, bool last)
{
    unsigned room = (unsigned)(PACKED - pack->n_packed);
    bool ended;

    if (pack->level > 1) {
        pack->zlib.next_out = pack->packed + pack->n_packed;
        pack->zlib.avail_out = room;
        ended = deflate(&pack->zlib, last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_END;
        room = pack->zlib.avail_out;
    } else {
        pack->isal->next_out = pack->packed + pack->n_packed;
        pack->isal->avail_out = room;
        isal_deflate(pack->isal);
        ended = pack->isal->internal_state.state == ZSTATE_END;
        room = pack->isal->avail_out;
    }
    pack->n_packed = PACKED - room;
    return last ? ended : room > 0;
}

static bool hand_over(struct zip_pack *pack, struct err *err)
{
    size_t n = pack->n_packed;

    pack->n_packed = 0;
    return n == 0 || pack->sink(pack->context, pack->packed, n, err);
}

static bool deflate_block(struct zip_pack *pack, const struct block *block, struct err *err)
{
    bool done = false, ok = true;

    pack->crc = crc32_gzip_refl(pack->crc, block->bytes, block->n);
    deflate_take(pack, block);
    while (ok && !done) {
        done = deflate_step(pack, block->last);
        if (!done || block->last)
            ok = hand_over(pack, err);
    }
    clear_upper_halves();
    return ok;
}

/* ---- beside the caller ---- */

/* After a failure blocks are only taken, so that the caller never waits in vain. */
static void *work(void *context)
{
    struct zip_pack *pack = context;
    bool last = false;

    pthread_mutex_lock(&pack->lock);
    while (!last && !pack->quit) {
        if (pack->taken == pack->given) {
            pthread_cond_wait(&pack->moved, &pack->lock);
            continue;
        }
        const struct block *block = &pack->queue[pack->taken % QUEUE];
        bool ok = !pack->failed;
        pthread_mutex_unlock(&pack->lock);
        ok = ok && deflate_block(pack, block, &pack->err);
        last = block->last;
        pthread_mutex_lock(&pack->lock);
        pack->failed = !ok;
        pack->taken++;
        pthread_cond_signal(&pack->moved);
    }
    pthread_mutex_unlock(&pack->lock);
    return NULL;
}

static void start(struct zip_pack *pack)
{
    sigset_t all, before;

    pack->quit = false;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pack->beside = pthread_create(&pack->thread, NULL, work, pack) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void join(struct zip_pack *pack)
{
    if (pack->beside)
        pthread_join(pack->thread, NULL);
    pack->beside = false;
}

/* Hands the block over that is being filled; the next one is then free. */
static bool give(struct zip_pack *pack, bool last, struct err *err)
{
    struct block *block = &pack->queue[pack->given % QUEUE];
    bool ok;

    block->last = last;
    if (pack->may && !pack->beside && pack->alone == ALONE && !last)
        start(pack);
    if (!pack->beside) { /* the same block again: it is in the cache */
        pack->alone++;
        ok = deflate_block(pack, block, err);
    } else {
        pthread_mutex_lock(&pack->lock);
        pack->given++;
        pthread_cond_signal(&pack->moved);
        while (pack->given - pack->taken == QUEUE)
            pthread_cond_wait(&pack->moved, &pack->lock);
        ok = !pack->failed;
        pthread_mutex_unlock(&pack->lock);
        if (!ok && err)
            *err = pack->err;
    }
    pack->queue[pack->given % QUEUE].n = 0;
    return ok;
}

/* ---- a member ---- */

bool zip_pack_core(void)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 2;
}

struct zip_pack *zip_pack_new(int level, bool beside, zip_pack_sink *sink, void *context)
{
    struct zip_pack *pack = xcalloc(1, sizeof(*pack));

    pack->level = level;
    pack->may = beside;
    pack->sink = sink;
    pack->context = context;
    pthread_mutex_init(&pack->lock, NULL);
    pthread_cond_init(&pack->moved, NULL);
    pack->packed = xmalloc(PACKED);
    if (level == 1) {
        pack->isal = xcalloc(1, sizeof(*pack->isal));
        pack->isal_memory = xmalloc(ISAL_DEF_LVL1_DEFAULT);
    }
    return pack;
}

void zip_pack_free(struct zip_pack *pack)
{
    if (!pack)
        return;
    pthread_mutex_lock(&pack->lock);
    pack->quit = true;
    pthread_cond_signal(&pack->moved);
    pthread_mutex_unlock(&pack->lock);
    join(pack);
    pthread_cond_destroy(&pack->moved);
    pthread_mutex_destroy(&pack->lock);
    if (pack->zlib_ready)
        deflateEnd(&pack->zlib);
    for (size_t i = 0; i < QUEUE; i++)
        free(pack->queue[i].bytes);
    free(pack->packed);
    free(pack->isal_memory);
    free(pack->isal);
    free(pack);
}

void zip_pack_begin(struct zip_pack *pack)
{
    pack->crc = 0;
    pack->alone = pack->given = pack->taken = 0;
    pack->failed = false;
    pack->n_packed = 0;
    pack->queue[0].n = 0;
    deflate_begin(pack);
}

static struct block *filling(struct zip_pack *pack)
{
    struct block *block = &pack->queue[pack->given % QUEUE];

    if (!block->bytes)
        block->bytes = xmalloc(BLOCK);
    return block;
}

char *zip_pack_room(struct zip_pack *pack, size_t need)
{
    struct block *block = filling(pack);

    return BLOCK - block->n > need ? (char *)block->bytes + block->n : NULL;
}

void zip_pack_filled(struct zip_pack *pack, size_t n)
{
    filling(pack)->n += n;
}

bool zip_pack_add(struct zip_pack *pack, const void *bytes, size_t n, struct err *err)
{
    const unsigned char *from = bytes;

    while (n > 0) {
        struct block *block = filling(pack);
        size_t part = BLOCK - block->n < n ? BLOCK - block->n : n;
        memcpy(block->bytes + block->n, from, part);
        block->n += part;
        from += part;
        n -= part;
        if (block->n == BLOCK && !give(pack, false, err))
            return false;
    }
    return true;
}

bool zip_pack_end(struct zip_pack *pack, uint32_t *ret_crc, struct err *err)
{
    bool ok = give(pack, true, err);

    join(pack);
    if (ok && pack->failed) {
        ok = false;
        if (err)
            *err = pack->err;
    }
    *ret_crc = pack->crc;
    return ok;
}
