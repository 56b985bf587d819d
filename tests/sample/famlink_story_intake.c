/*
 * tests/sample/famlink_story_intake.c - writes the planted intakes and their children
 */
#include "famlink_internal.h"

#include "famlink_story.h"

#include <stddef.h>

#include "banned.h"

void story_write_intakes(void)
{
    for (int i = 0; i < story_intakes_n; i++) {
        const struct story_intake *in = &story_intakes[i];

        put_int(STORY_INTAKES + in->n);
        put_int(STORY_REPORT + in->n);
        put_text(in->received);
        put_int(in->unlinked ? 0 : STORY_CASE + in->n / 100 * 100);
        put_int(in->type > 0 ? in->type : 1);
        put_int(STORY_INTAKES + in->n);
        put_int(in->response);
        put_text(in->expunged ? "Y" : "N");
        row_end();
    }
}

void story_write_attributes(void)
{
    for (int i = 0; i < story_intakes_n; i++) {
        put_int(STORY_INTAKES + story_intakes[i].n);
        put_text(story_intakes[i].reason);
        row_end();
    }
}

static const struct story_intake *intake_of(const struct story_victim *v)
{
    int n = v->intake > 0 ? v->intake : v->n;

    for (int i = 0; i < story_intakes_n; i++) {
        if (story_intakes[i].n == n)
            return &story_intakes[i];
    }
    return NULL;
}

static void write_victim(const struct story_victim *v)
{
    const struct story_intake *in = intake_of(v);
    int n = v->intake > 0 ? v->intake : v->n;
    int response = in != NULL ? in->response : 2;

    put_int(STORY_VICTIMS + v->n);
    put_int(STORY_INTAKES + n);
    put_int(STORY_REPORT + n);
    put_int(in != NULL && in->unlinked ? 0 : STORY_CASE + v->n / 100 * 100);
    put_int(STORY_PRSN + (v->child > 0 ? v->child : v->n));
    put_int(1);
    put_int(v->response > 0 ? v->response : response);
    put_text(v->added != NULL ? v->added : (in != NULL ? in->received : v->due_original));
    put_text(v->due_original);
    put_text(v->due != NULL ? v->due : v->due_original);
    put_int(v->extended ? 1 : 0);
    put_text(v->extended_on);
    put_int(v->exception ? 1 : 0);
    put_text(v->attempted);
    put_text(v->seen);
    put_text(v->expunged ? "Y" : "N");
    row_end();
}

void story_write_victims(void)
{
    for (int i = 0; i < story_victims_n; i++)
        write_victim(&story_victims[i]);
}

void story_write_extensions(void)
{
    for (int i = 0; i < story_extensions_n; i++) {
        const struct story_extension *e = &story_extensions[i];

        put_int(STORY_VICTIMS + e->victim);
        put_text(e->reason);
        put_text(e->approved);
        put_text(e->approver);
        put_text(e->attempt_after);
        row_end();
    }
}
