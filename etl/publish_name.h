/*
 * etl/publish_name.h - names that every share takes
 *
 * Most servers accept names that SharePoint and Windows refuse, until the day the folder moves there.
 * So they are refused everywhere: characters ("*:<>?\|#% and controls), blanks and dots at an end,
 * a leading ~, device names (CON, LPT1, ...), names that SharePoint keeps for itself, over-long ones.
 *
 *     publish_name("2026-05/ftdm_completion/ftdm_completion_2026-05_state.xlsx", err)
 */
#ifndef PUBLISH_NAME_H
#define PUBLISH_NAME_H

#include <stdbool.h>

#include "err.h"

#define PUBLISH_NAME_MAX 120 /* bytes of the last piece, which gets endings while it is sent */
#define PUBLISH_PATH_MAX 400 /* bytes of the whole path */

/* A path below the share, pieces joined by "/"; ERR_CONFIG. */
bool publish_name(const char *path, struct err *err);
/* The path of a share's address, percent-encoded: each piece of it, and its length. */
bool publish_name_base(const char *url, struct err *err);

#endif
