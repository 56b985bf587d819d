/* etl/json.c - JSON texts; jansson's values wear the name struct json outside */
#include "json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "str.h"
#include "banned.h"

static json_t *inner(struct json *json)
{
    return (json_t *)(void *)json;
}

static struct json *outer(json_t *json)
{
    if (!json)
        abort(); /* out of memory */
    return (struct json *)(void *)json;
}

struct json *json_new_object(void)
{
    return outer(json_object());
}

struct json *json_new_array(void)
{
    return outer(json_array());
}

void json_free(struct json *json)
{
    json_decref(inner(json));
}

/* Takes over `value`. A key that is not UTF-8 is a defect of ours. */
static void set(struct json *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(inner(object), key, value) != 0)
        abort();
}

void json_set_text(struct json *object, const char *key, const char *text)
{
    bool fits = text && str_is_utf8(text, strlen(text));
    set(object, key, fits ? json_string(text) : json_null());
}

void json_set_int(struct json *object, const char *key, int64_t number)
{
    set(object, key, json_integer(number));
}

void json_set_bool(struct json *object, const char *key, bool value)
{
    set(object, key, json_boolean(value));
}

struct json *json_set_object(struct json *object, const char *key)
{
    json_t *value = json_object();
    set(object, key, value);
    return outer(value);
}

struct json *json_set_array(struct json *object, const char *key)
{
    json_t *value = json_array();
    set(object, key, value);
    return outer(value);
}

void json_put(struct json *object, const char *key, struct json *value)
{
    set(object, key, inner(value));
}

struct json *json_add_object(struct json *array)
{
    json_t *value = json_object();
    if (!value || json_array_append_new(inner(array), value) != 0)
        abort();
    return outer(value);
}

char *json_text(const struct json *json)
{
    struct str text = STR_INIT;
    char *dump = json_dumps((const json_t *)(const void *)json, JSON_INDENT(2));
    if (!dump)
        abort();
    str_add(&text, dump);
    str_addc(&text, '\n');
    free(dump);
    return str_detach(&text);
}

char *json_pretty(const char *text)
{
    json_t *json = json_loads(text, 0, NULL);
    if (!json)
        return NULL;
    char *pretty = json_text(outer(json));
    json_decref(json);
    return pretty;
}
