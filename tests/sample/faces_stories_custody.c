/*
 * tests/sample/faces_stories_custody.c - planted children: entries, exits, corrections
 */
#include "faces_planted.h"

#include "banned.h"

static const struct planted_child children[] = {
    /* 1 re-entry in the month */
    {WHO(1, 1, "Alma", "Reed", 20100512, 'F'),
     EPISODES({.start = 20160512, .end = 20171120, .reason = REUNIFY}, {.start = 20180312})},

    /* 2 exit and re-entry in the same month, assigned anew */
    {WHO(2, 1, "Bennett", "Calloway", 20080902, 'M'),
     EPISODES({.start = 20160914, .end = 20180306, .reason = REUNIFY}, {.start = 20180321}),
     ATTORNEYS({9901, 20170601, 20180306, 0, 1, 0}, {9901, 20180323, 0, 0, 2, 0})},

    /* 3 exits on the edges of the month, and one that is announced */
    {WHO(3, 1, "Clara", "Fenton", 20140630, 'F'),
     EPISODES({.start = 20160405, .end = 20180301, .reason = ADOPTION, .finding = 20160502}),
     PLACEMENTS({.start = 20160405, .end = 20180301, .preadopt = 20170615}),
     GOALS({'P', "G_REUNIFY", 20160407, 20161201, 0}, {'P', "G_ADOPT", 20161201, 0, 0}),
     EVENTS({1, "PETITION", 20170110, 0, 0}, {1, "TERM_INVOLUNTARY", 20170510, 0, 0},
            {2, "PETITION", 20170110, 0, 0}, {2, "TERM_VOLUNTARY", 20170510, 0, 0})},
    {WHO(3, 2, "Darius", "Gaines", 20111120, 'M'),
     EPISODES({.start = 20170502, .end = 20180331, .reason = REUNIFY})},
    {WHO(3, 3, "Edgar", "Hollis", 20090303, 'M'),
     EPISODES({.start = 20170620, .end = 20180403, .reason = REUNIFY, .exit_entered = 20180329})},

    /* 4 exits typed in late */
    {WHO(4, 1, "Faith", "Iverson", 20121009, 'F'),
     EPISODES({.start = 20170118, .end = 20180220, .reason = REUNIFY, .exit_entered = 20180307})},
    {WHO(4, 2, "Gideon", "Jarrett", 20060417, 'M'),
     EPISODES({.start = 20170206, .end = 20180131, .reason = REUNIFY, .exit_entered = 20180227})},

    /* 5 typed in by mistake */
    {WHO(5, 1, "Hazel", "Kirby", 20130208, 'F'), EPISODES({.start = 20171004, .in_error = 'Y'})},
    {WHO(5, 2, "Ivan", "Larkin", 20150311, 'M'), EPISODES({.start = 20171004, .in_error = 'y'})},
    {WHO(5, 3, "Jada", "Mercer", 20100721, 'F'),
     EPISODES({.start = 20170301, .end = 20180312, .reason = REUNIFY, .in_error = '1'})},

    /* 6 timely to the day, month ends included */
    {WHO(6, 1, "Kai", "Norwood", 20091215, 'M'),
     EPISODES({.start = 20170315, .end = 20180315, .reason = REUNIFY})},
    {WHO(6, 2, "Leila", "Osgood", 20091215, 'F'),
     EPISODES({.start = 20170314, .end = 20180315, .reason = REUNIFY})},
    {WHO(6, 3, "Marco", "Pruitt", 20080808, 'M'),
     EPISODES({.start = 20160831, .end = 20180301, .reason = GUARDIANSHIP}),
     GOALS({'P', "G_GUARD", 20170601, 0, 0})},
    {WHO(6, 4, "Nadia", "Quimby", 20080808, 'F'),
     EPISODES({.start = 20160930, .end = 20180330, .reason = GUARDIANSHIP}),
     GOALS({'P', "G_GUARD", 20170601, 0, 0})},
    {WHO(6, 5, "Omar", "Rutledge", 20150101, 'M'),
     EPISODES({.start = 20160330, .end = 20180330, .reason = ADOPTION}),
     GOALS({'P', "G_ADOPT", 20161101, 0, 0}),
     EVENTS({1, "TERM_INVOLUNTARY", 20170620, 0, 0}, {2, "TERM_INVOLUNTARY", 20170620, 0, 0})},
    {WHO(6, 6, "Paloma", "Sandoval", 20150101, 'F'), .hispanic = 'Y',
     EPISODES({.start = 20160329, .end = 20180330, .reason = ADOPTION}),
     GOALS({'P', "G_ADOPT", 20161101, 0, 0}),
     EVENTS({1, "TERM_INVOLUNTARY", 20170620, 0, 0}, {2, "TERM_INVOLUNTARY", 20170620, 0, 0})},
    {WHO(6, 7, "Remy", "Tolbert", 20130505, 'M'),
     EPISODES({.start = 20160229, .end = 20180228, .reason = ADOPTION}),
     GOALS({'P', "G_ADOPT", 20161101, 0, 0}),
     EVENTS({1, "TERM_INVOLUNTARY", 20170620, 0, 0}, {2, "TERM_INVOLUNTARY", 20170620, 0, 0})},

    /* 7-10 exits that are not to a family */
    {WHO(7, 1, "Quentin", "Ulrich", 20070606, 'M'), EPISODES({.start = 20161010, .end = 20180313})},
    {WHO(8, 1, "Rosa", "Vance", 20160130, 'F'), .death = 20180318,
     EPISODES({.start = 20160822, .end = 20180318, .reason = DEATH})},
    {WHO(9, 1, "Seth", "Wardlow", 20020214, 'M'),
     EPISODES({.start = 20170109, .end = 20180322, .reason = TRANSFER, .subreason = "DYS"})},
    {WHO(10, 1, "Tessa", "Yarrow", 20001120, 'F'),
     EPISODES({.start = 20160307, .end = 20180308, .reason = RUNAWAY}),
     PLACEMENTS({.start = 20160307, .end = 20180110},
                {.start = 20180110, .end = 20180308, .code = "N_RUNAWAY", .home = NO_HOME})},

    /* 11 came and went on one day */
    {WHO(11, 1, "Umar", "Zeller", 20041230, 'M'),
     EPISODES({.start = 20180309, .end = 20180309, .reason = REUNIFY}),
     ATTORNEYS({9901, 20180309, 0, 0, 0, 0})},

    /* 12 entries on the edge of the month */
    {WHO(12, 1, "Violet", "Abernathy", 20170707, 'F'), EPISODES({.start = 20180331})},
    {WHO(12, 2, "Wade", "Bascom", 20131013, 'M'), EPISODES({.start = 20180401})},

    /* 13 an end that is no date, a begin that is missing */
    {WHO(13, 1, "Ximena", "Cordova", 20110404, 'F'), .hispanic = 'Y',
     EPISODES({.start = 20170815, .end = 99991231, .exit_entered = 20170815})},
    {WHO(13, 2, "Yusuf", "Dempsey", 20120229, 'M'),
     .without = HOME | GOAL_SET | HEARING_ROWS | LAWYER, EPISODES({.entered = 20180105}),
     WORKERS({990002, 20180105, 0})},

    /* 14 of age */
    {WHO(14, 1, "Zara", "Ellery", 19970314, 'F'),
     EPISODES({.start = 20120601, .end = 20180314, .reason = EMANCIPATION}),
     GOALS({'P', "G_APPLA", 20130314, 0, 0})},

    /* 15 custody modification */
    {WHO(15, 1, "Abel", "Farrell", 20090119, 'M'),
     EPISODES(
         {.start = 20170227, .end = 20180327, .reason = RELATIVE, .subreason = "X_CUSTODY_MOD"})},

    /* 16 three removals */
    {WHO(16, 1, "Bianca", "Gallagher", 20070525, 'F'),
     EPISODES({.start = 20130204, .end = 20130930, .reason = REUNIFY},
              {.start = 20150112, .end = 20160226, .reason = GUARDIANSHIP}, {.start = 20171003})},

    /* 17 exit before entry */
    {WHO(17, 1, "Calvin", "Hendry", 20101110, 'M'),
     EPISODES({.start = 20180215, .end = 20180210, .reason = REUNIFY})},
};

const struct stories faces_stories_custody = {children, sizeof(children) / sizeof(*children)};
