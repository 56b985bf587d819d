/*
 * etl/model_lineage.h - which reports a table of the source feeds, read from the SQL itself
 *
 * sql/model/NN_<table>.sql makes mart.<table>; what it names of stage and mart it reads. From there
 * it is followed to the facts and the sheets of each report. Names in the text decide: rather one
 * report too many than one too few.
 *
 *     model_lineage_reports("meeting", names, n, &text);   // "ftdm_completion, home_study"
 */
#ifndef MODEL_LINEAGE_H
#define MODEL_LINEAGE_H

#include <stddef.h>

#include "str.h"

/* Those of the n reports that need stage.<table>, comma-separated; "" when none does. */
void model_lineage_reports(const char *table, const char *const *reports, size_t n,
                           struct str *out);

#endif
