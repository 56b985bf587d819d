/*
 * etl/zip_pack.h - deflate of one member after the other, large ones beside the caller
 *
 * Purpose: turns what a member holds into packed bytes and a digest. The input is cut into blocks
 * of a fixed size, counted from the member's first byte, whatever pieces it comes in: the bytes
 * that ISA-L writes depend on the cuts, and the same content shall give the same file. Half of a
 * large sheet's work is deflate: from the fifth block on, a thread may do it while the caller makes
 * the next rows. The bytes are the same with and without it, and where no thread is to be had the
 * caller packs.
 *
 * Ownership: between zip_pack_begin and zip_pack_end, `sink` may be called by the thread, one call
 * at a time; what it uses is not the caller's to touch. All signals stay with the caller's thread.
 * Errors: the sink's own, returned by the next call.
 */
#ifndef ZIP_PACK_H
#define ZIP_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct zip_pack;

typedef bool zip_pack_sink(void *context, const unsigned char *bytes, size_t n, struct err *err);

/* Level 1 is ISA-L, 2 to 9 are zlib's. `beside`: a thread may pack. */
struct zip_pack *zip_pack_new(int level, bool beside, zip_pack_sink *sink, void *context);
/* Is there a core for such a thread? With two, the server and the rows have them, and a third
   at work makes both slower. */
bool zip_pack_core(void);
void zip_pack_free(struct zip_pack *pack); /* also in the midst of a member; NULL is fine */

void zip_pack_begin(struct zip_pack *pack);
bool zip_pack_add(struct zip_pack *pack, const void *bytes, size_t n, struct err *err);
/* Room for `need` bytes in place, NULL when there is less before the block's end: then add them.
   zip_pack_filled takes what was put there. */
char *zip_pack_room(struct zip_pack *pack, size_t need);
void zip_pack_filled(struct zip_pack *pack, size_t n);
/* The rest of the member is with the sink when this returns. */
bool zip_pack_end(struct zip_pack *pack, uint32_t *ret_crc, struct err *err);

#endif
