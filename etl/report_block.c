/* etl/report_block.c - the queries of sql/report/common/ and what they return */
#include "report_page.h"

#include "banned.h"

static const struct report_block_info blocks[BLOCKS] = {
    [BLOCK_FIGURES] = {"report/common/figures.sql",
                       "measure,value,urgent,previous,against_previous,state,against_state,counted,"
                       "what",
                       FIGURE_COLUMNS},
    [BLOCK_MESSAGE] = {"report/common/message.sql", "act,lead,rest,rate,judged", MESSAGE_COLUMNS},
    [BLOCK_TREND] = {"report/common/trend.sql",
                     "month,later,one,one_base,one_state,two,two_base,two_state", TREND_COLUMNS},
    [BLOCK_CHARTS] = {"report/common/charts.sql", "n,title,alt,x_name,own,low,high,step",
                      CHART_COLUMNS},
    [BLOCK_BARS] = {"report/common/bars.sql",
                    "place,label,one,two,three,four,total,beside,total_words", BAR_COLUMNS},
    [BLOCK_ROLLUP] = {"report/common/rollup.sql",
                      "level,g1,g2,g3,g4,g1_code,g2_code,g3_code,g4_code,measure,numerator,"
                      "denominator,value,small_base,previous",
                      ROLLUP_COLUMNS},
    [BLOCK_BREAKDOWNS] = {"report/common/breakdowns.sql",
                          "table_no,row_no,label,label2,column_no,numerator,denominator,value",
                          BREAKDOWN_COLUMNS},
    [BLOCK_NOTES] = {"report/common/notes.sql", "place,line", NOTE_COLUMNS},
    [BLOCK_RULES] = {"report/common/rules.sql", "rule,rows_now,rows_before", RULE_COLUMNS},
    [BLOCK_TIES] = {"report/common/ties.sql", "check_name,first,second,result,first_is,second_is",
                    TIE_COLUMNS},
};

const struct report_block_info report_block_quality = {
    "report/common/quality.sql", "title,row_key,child_id,owner,what,cure", CURE_COLUMNS};
const struct report_block_info report_block_scopes = {"report/common/scopes.sql",
                                                      "title_line,is_made", 2};
/* These two return no `_scope`: they are the same for every workbook. */
const struct report_block_info report_block_facts = {
    "report/common/facts.sql",
    "month_words,as_of_words,prev_words,prev_name,prev_short,source_line,contact_line,band,"
    "empty_line,unchanged_line,created",
    FACT_COLUMNS};
const struct report_block_info report_block_codes = {"report/common/codes.sql", "place,words", 2};

const struct report_block_info *report_block_info(enum report_block block)
{
    return &blocks[block];
}
