/*
 * etl/json.h - JSON texts: manifests, `--json`; the only file that knows jansson
 *
 * Members keep the order in which they were set; the same calls give the same bytes. A value
 * belongs to whatever it was put into; only the outermost is freed.
 *
 *     struct json *root = json_new_object();
 *     json_set_text(root, "month", "2020-01");
 *     struct json *files = json_set_array(root, "files");
 *     json_set_int(json_add_object(files), "rows", 12);
 *     char *text = json_text(root);   // indented, ends with a line end; caller frees
 *     json_free(root);
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;

struct json *json_new_object(void);
struct json *json_new_array(void);
void json_free(struct json *json); /* NULL is fine */

/* Text that is not UTF-8 is set as null. NULL is null. */
void json_set_text(struct json *object, const char *key, const char *text);
void json_set_int(struct json *object, const char *key, int64_t number);
void json_set_bool(struct json *object, const char *key, bool value);
struct json *json_set_object(struct json *object, const char *key);
struct json *json_set_array(struct json *object, const char *key);
struct json *json_add_object(struct json *array);
void json_put(struct json *object, const char *key, struct json *value); /* it belongs there then */

char *json_text(const struct json *json);
/* A JSON text as the server wrote it, indented. NULL: it is not JSON. Caller frees. */
char *json_pretty(const char *text);

#endif
