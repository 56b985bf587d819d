/*
 * tests/sample/faces_stories_law.c - planted children: termination of rights, goals, hearings
 *
 * A goal: kind, code, from, until, episode. An event: parent, code, date, typed in, Child ID when
 * it contradicts. A hearing: type, scheduled, held.
 */
#include "faces_planted.h"

#include "banned.h"

/* The ordinary way to adoption: in care since February 2016, goal changed in March 2017. */
#define SINCE_2016 EPISODES({.start = 20160201, .finding = 20160222})
#define TO_ADOPTION                                                                                \
    GOALS({'P', "G_REUNIFY", 20160203, 20170301, 0}, {'P', "G_ADOPT", 20170301, 0, 0},             \
          {'C', "G_GUARD", 20160215, 20170301, 0})

static const struct planted_child children[] = {
    /* 60 two putative fathers */
    {WHO(60, 1, "Olive", "Oakes", 20140401, 'F'), SINCE_2016, TO_ADOPTION,
     PARENTS({"MOTHER", 0, 0}, {"PUTATIVE_FATHER", 0, 0}, {"PUTATIVE_FATHER", 0, 0}),
     EVENTS({1, "PETITION", 20170420, 0, 0}, {1, "TERM_INVOLUNTARY", 20170912, 0, 0},
            {2, "PETITION", 20170420, 0, 0}, {2, "TERM_INVOLUNTARY", 20170912, 0, 0})},
    {WHO(60, 2, "Oscar", "Pennington", 20140401, 'M'), SINCE_2016, TO_ADOPTION,
     PARENTS({"MOTHER", 0, 0}, {"PUTATIVE_FATHER", 0, 0}, {"PUTATIVE_FATHER", 'N', 0}),
     EVENTS({1, "PETITION", 20170420, 0, 0}, {1, "TERM_VOLUNTARY", 20170822, 0, 0},
            {2, "PETITION", 20170420, 0, 0}, {2, "TERM_INVOLUNTARY", 20170912, 0, 0})},

    /* 61 an appeal, and one that has ended */
    {WHO(61, 1, "Pablo", "Quezada", 20130813, 'M'), .hispanic = 'Y', SINCE_2016, TO_ADOPTION,
     EVENTS({1, "PETITION", 20170502, 0, 0}, {1, "TERM_INVOLUNTARY", 20171003, 0, 0},
            {1, "APPEAL", 20171020, 0, 0}, {2, "PETITION", 20170502, 0, 0},
            {2, "TERM_INVOLUNTARY", 20171003, 0, 0})},
    {WHO(61, 2, "Penelope", "Rawlins", 20130813, 'F'), SINCE_2016, TO_ADOPTION,
     EVENTS({1, "PETITION", 20170502, 0, 0}, {1, "TERM_INVOLUNTARY", 20171003, 0, 0},
            {1, "APPEAL", 20171020, 0, 0}, {1, "APPEAL_ENDED", 20180227, 0, 0},
            {2, "PETITION", 20170502, 0, 0}, {2, "TERM_INVOLUNTARY", 20170905, 0, 0})},

    /* 62 reversed */
    {WHO(62, 1, "Priya", "Sorrell", 20120517, 'F'), SINCE_2016, TO_ADOPTION,
     EVENTS({1, "PETITION", 20170410, 0, 0}, {1, "TERM_INVOLUNTARY", 20170815, 0, 0},
            {2, "PETITION", 20170410, 0, 0}, {2, "TERM_INVOLUNTARY", 20170815, 0, 0},
            {2, "APPEAL", 20170901, 0, 0}, {2, "REVERSED", 20180306, 0, 0})},

    /* 63 a parent has died: before, with a petition open, after the last day */
    {WHO(63, 1, "Ravi", "Tillman", 20111111, 'M'), SINCE_2016, TO_ADOPTION,
     PARENTS({"MOTHER", 0, 20170520}, {"LEGAL_FATHER", 0, 0}),
     EVENTS({2, "PETITION", 20170601, 0, 0}, {2, "TERM_INVOLUNTARY", 20171114, 0, 0})},
    {WHO(63, 2, "Renata", "Ulloa", 20111111, 'F'), .hispanic = 'Y', SINCE_2016, TO_ADOPTION,
     PARENTS({"MOTHER", 0, 20180302}, {"LEGAL_FATHER", 0, 0}),
     EVENTS({1, "PETITION", 20170601, 0, 0})},
    {WHO(63, 3, "Roman", "Vickers", 20111111, 'M'), SINCE_2016, TO_ADOPTION,
     PARENTS({"MOTHER", 0, 0}, {"LEGAL_FATHER", 0, 20180401}),
     EVENTS({1, "TERM_VOLUNTARY", 20170919, 0, 0})},

    /* 64 a parent is not recorded */
    {WHO(64, 1, "Ruby", "Weston", 20150822, 'F'), SINCE_2016, TO_ADOPTION,
     PARENTS({"MOTHER", 0, 0}),
     EVENTS({1, "PETITION", 20170515, 0, 0}, {1, "TERM_INVOLUNTARY", 20171017, 0, 0})},
    {WHO(64, 2, "Samir", "Yoder", 20150822, 'M'), .without = PARENT_ROWS, SINCE_2016, TO_ADOPTION},

    /* 65 adoptive parents; 66 nobody applies */
    {WHO(65, 1, "Selena", "Zapata", 20060909, 'F'), .hispanic = 'Y', SINCE_2016, TO_ADOPTION,
     PARENTS({"ADOPTIVE_PARENT", 0, 0}, {"ADOPTIVE_PARENT", 0, 0}),
     EVENTS({1, "TERM_VOLUNTARY", 20170718, 0, 0}, {2, "TERM_VOLUNTARY", 20170719, 0, 0})},
    {WHO(66, 1, "Silas", "Alford", 20100218, 'M'), SINCE_2016, TO_ADOPTION,
     PARENTS({"MOTHER", 'N', 0}, {"LEGAL_FATHER", 'N', 0}),
     EVENTS({1, "TERM_INVOLUNTARY", 20170718, 0, 0})},

    /* 67 dismissed, declined, referred; 68 consent */
    {WHO(67, 1, "Simon", "Barksdale", 20130130, 'M'), SINCE_2016, TO_ADOPTION,
     EVENTS({1, "REFERRED", 20170605, 0, 0}, {1, "PETITION", 20170710, 0, 0},
            {1, "DISMISSED", 20171205, 0, 0})},
    {WHO(67, 2, "Skye", "Chadwick", 20130130, 'F'), SINCE_2016, TO_ADOPTION,
     EVENTS({1, "REFERRED", 20170605, 0, 0}, {1, "DECLINED", 20170629, 0, 0})},
    {WHO(67, 3, "Soren", "Delacroix", 20130130, 'M'), SINCE_2016, TO_ADOPTION,
     EVENTS({1, "REFERRED", 20180205, 0, 0})},
    {WHO(68, 1, "Stella", "Easley", 20141001, 'F'), SINCE_2016, TO_ADOPTION,
     EVENTS({1, "CONSENT", 20180305, 0, 0})},

    /* 69 two on one day: the one typed in later; 70 names another child; 71 tomorrow's order */
    {WHO(69, 1, "Tamara", "Fairchild", 20090627, 'F'), SINCE_2016, TO_ADOPTION,
     EVENTS({1, "DISMISSED", 20180111, 20180112, 0}, {1, "PETITION", 20180111, 20180115, 0})},
    {WHO(70, 1, "Tariq", "Goodwin", 20120321, 'M'), SINCE_2016, TO_ADOPTION,
     EVENTS({1, "TERM_INVOLUNTARY", 20170926, 0, 99900011})},
    {WHO(71, 1, "Theo", "Haverford", 20110907, 'M'), SINCE_2016, TO_ADOPTION,
     EVENTS({1, "PETITION", 20170925, 0, 0}, {1, "TERM_INVOLUNTARY", 20180401, 0, 0},
            {2, "PETITION", 20170925, 0, 0}, {2, "TERM_INVOLUNTARY", 20180401, 0, 0})},

    /* 72 the concurrent goal is missing: at 30 days, not yet at 29, at 31 */
    {WHO(72, 1, "Trey", "Isbell", 20101224, 'M'), EPISODES({.start = 20180301}),
     GOALS({'P', "G_REUNIFY", 20180302, 0, 0})},
    {WHO(72, 2, "Valeria", "Jacinto", 20101224, 'F'), .hispanic = 'Y',
     EPISODES({.start = 20180302}), GOALS({'P', "G_REUNIFY", 20180303, 0, 0})},
    {WHO(72, 3, "Vincent", "Knowles", 20101224, 'M'), EPISODES({.start = 20180228}),
     GOALS({'P', "G_REUNIFY", 20180301, 0, 0})},

    /* 73-77 goals that are not, or not any more, or not yet */
    {WHO(73, 1, "Wren", "Langford", 20090531, 'F'), EPISODES({.start = 20180108}),
     GOALS({'P', "G_NOTSET", 20180108, 0, 0})},
    {WHO(73, 2, "Yosef", "Millard", 20090531, 'M'), .without = GOAL_SET,
     EPISODES({.start = 20180319})},
    {WHO(74, 1, "Zoë", "Norris", 20140214, 'F'), EPISODES({.start = 20171127}),
     GOALS({'P', "G_REUNIFY", 20171129, 0, 0}, {'C', "G_NOTSET", 20171129, 0, 0})},
    {WHO(75, 1, "Aaron", "Orr", 20080801, 'M'), EPISODES({.start = 20170313}),
     GOALS({'P', "G_REUNIFY", 20170315, 20171204, 0}, {'C', "G_GUARD", 20170320, 20171204, 0},
           {'P', "G_GUARD", 20171204, 0, 0})},
    {WHO(76, 1, "Aisha", "Peralta", 20120412, 'F'), EPISODES({.start = 20170220}),
     GOALS({'P', "G_REUNIFY", 20170222, 20180401, 0}, {'C', "G_ADOPT", 20170301, 0, 0},
           {'P', "G_ADOPT", 20180401, 0, 0})},
    {WHO(77, 1, "Alec", "Ridley", 20070717, 'M'), EPISODES({.start = 20170424}),
     GOALS({'P', "G_REUNIFY", 20170426, 20180215, 0}, {'C', "G_ADOPT", 20170510, 0, 0})},

    /* 78 goal adoption and no petition: 60 days today, 61 */
    {WHO(78, 1, "Amelia", "Sherwood", 20150611, 'F'), EPISODES({.start = 20170105}),
     GOALS({'P', "G_REUNIFY", 20170106, 20180130, 0}, {'P', "G_ADOPT", 20180130, 0, 0})},
    {WHO(78, 2, "Anders", "Talbot", 20150611, 'M'), EPISODES({.start = 20170105}),
     GOALS({'P', "G_REUNIFY", 20170106, 20180129, 0}, {'P', "G_ADOPT", 20180129, 0, 0})},

    /* 79 the yearly hearing: overdue, due today; 80 not held; 81 a goal no list has */
    {WHO(79, 1, "Audrey", "Urquhart", 20100820, 'F'), EPISODES({.start = 20160321}),
     HEARINGS({"PERMANENCY", 20170320, 20170320}, {"REVIEW", 20180612, 0})},
    {WHO(79, 2, "Axel", "Vandermeer", 20100820, 'M'), EPISODES({.start = 20160321}),
     HEARINGS({"PERMANENCY", 20170331, 20170331}, {"PERMANENCY", 20180424, 0})},
    {WHO(80, 1, "Brooke", "Westfall", 20130703, 'F'), EPISODES({.start = 20170619}),
     HEARINGS({"ADJUDICATION", 20170724, 20170724}, {"REVIEW", 20180320, 0})},
    {WHO(81, 1, "Caleb", "Yardley", 20081117, 'M'), EPISODES({.start = 20170717}),
     GOALS({'P', "G_XX", 20170720, 0, 0})},
};

const struct stories faces_stories_law = {children, sizeof(children) / sizeof(*children)};
