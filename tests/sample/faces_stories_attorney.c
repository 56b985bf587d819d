/*
 * tests/sample/faces_stories_attorney.c - planted children: who holds the case
 *
 * An assignment: attorney, start, end, typed in, episode, Child ID when it contradicts.
 */
#include "faces_planted.h"

#include "banned.h"

static const struct planted_child children[] = {
    /* 20 who is credited with an exit */
    {WHO(20, 1, "Delia", "Ingram", 20090901, 'F'),
     EPISODES({.start = 20170410, .end = 20180315, .reason = REUNIFY}),
     ATTORNEYS({9901, 20180315, 0, 0, 0, 0})},
    {WHO(20, 2, "Emmett", "Joplin", 20090901, 'M'),
     EPISODES({.start = 20170410, .end = 20180320, .reason = REUNIFY}),
     ATTORNEYS({9901, 20170601, 20180225, 0, 0, 0})},
    {WHO(20, 3, "Fiona", "Keller", 20090901, 'F'),
     EPISODES({.start = 20170410, .end = 20180320, .reason = REUNIFY}),
     ATTORNEYS({9901, 20170601, 20180218, 0, 0, 0})},
    {WHO(20, 4, "Grant", "Lowell", 20090901, 'M'),
     EPISODES({.start = 20170410, .end = 20180320, .reason = REUNIFY}),
     ATTORNEYS({9901, 20170601, 20180217, 0, 0, 0})},

    /* 21 changed in the middle of the month */
    {WHO(21, 1, "Hannah", "Maddox", 20120312, 'F'), EPISODES({.start = 20170306}),
     ATTORNEYS({9901, 20170601, 20180315, 0, 0, 0}, {9902, 20180315, 0, 0, 0, 0})},
    {WHO(21, 2, "Isaac", "Nesbitt", 20120312, 'M'), EPISODES({.start = 20170306}),
     ATTORNEYS({9901, 20170601, 20180315, 0, 0, 0}, {9911, 20180315, 0, 0, 0, 0})},
    {WHO(21, 3, "Jasmine", "Overton", 20120312, 'F'), EPISODES({.start = 20170306}),
     ATTORNEYS({9901, 20170601, 20180310, 0, 0, 0}, {9911, 20180314, 0, 0, 0, 0})},

    /* 22 changed, then left */
    {WHO(22, 1, "Kofi", "Pickett", 20080723, 'M'),
     EPISODES({.start = 20170501, .end = 20180320, .reason = REUNIFY}),
     ATTORNEYS({9901, 20170601, 20180312, 0, 0, 0}, {9911, 20180312, 20180320, 0, 0, 0})},
    {WHO(22, 2, "Lydia", "Quarles", 20080723, 'F'),
     EPISODES({.start = 20170501, .end = 20180320, .reason = REUNIFY}),
     ATTORNEYS({9901, 20170601, 20180320, 0, 0, 0}, {9911, 20180320, 0, 0, 0, 0})},

    /* 23 two at once */
    {WHO(23, 1, "Mateo", "Rosales", 20140516, 'M'), .hispanic = 'Y', EPISODES({.start = 20170123}),
     ATTORNEYS({9901, 20170601, 0, 0, 0, 0}, {9911, 20180201, 0, 0, 0, 0})},
    {WHO(23, 2, "Nia", "Stovall", 20140516, 'F'), EPISODES({.start = 20170123}),
     ATTORNEYS({9902, 20180108, 0, 20180112, 0, 0}, {9901, 20180108, 0, 20180109, 0, 0})},

    /* 24-27 who the attorney answers to */
    {WHO(24, 1, "Owen", "Tisdale", 20100101, 'M'), EPISODES({.start = 20161205}),
     ATTORNEYS({9930, 20170901, 0, 0, 0, 0})},
    {WHO(25, 1, "Phoebe", "Underhill", 20110211, 'F'), .county = 29161,
     EPISODES({.start = 20170718}), ATTORNEYS({9920, 20170901, 0, 0, 0, 0})},
    {WHO(26, 1, "Rafael", "Vargas", 20070930, 'M'), .hispanic = 'Y', EPISODES({.start = 20170418}),
     ATTORNEYS({9940, 20170901, 0, 0, 0, 0})},
    {WHO(27, 1, "Sadie", "Winslow", 20130629, 'F'), EPISODES({.start = 20170207}),
     ATTORNEYS({9900, 20170901, 0, 0, 0, 0})},

    /* 28 gone from the list without an exit */
    {WHO(28, 1, "Tobias", "Yancey", 20090414, 'M'), EPISODES({.start = 20170321}),
     ATTORNEYS({9901, 20170601, 20180310, 0, 0, 0})},
    {WHO(28, 2, "Thea", "Yancey", 20111005, 'F'), EPISODES({.start = 20170321}),
     ATTORNEYS({9901, 20180305, 20180319, 0, 0, 0})},

    /* 29 dated back, dated ahead */
    {WHO(29, 1, "Vera", "Ziegler", 20121212, 'F'), EPISODES({.start = 20170601}),
     ATTORNEYS({9901, 20180210, 0, 20180320, 0, 0})},
    {WHO(29, 2, "Victor", "Ziegler", 20100303, 'M'), EPISODES({.start = 20170601}),
     ATTORNEYS({9901, 20180401, 0, 20180330, 0, 0})},

    /* 30 names another child than its episode does */
    {WHO(30, 1, "Willa", "Ames", 20150715, 'F'), EPISODES({.start = 20170912}),
     ATTORNEYS({9901, 20171016, 0, 0, 0, 99900011})},

    /* 31 ended on the last day */
    {WHO(31, 1, "Xavier", "Burdette", 20081021, 'M'), EPISODES({.start = 20170515}),
     ATTORNEYS({9901, 20170601, 20180331, 0, 0, 0})},

    /* 32 back in care, the assignment is not */
    {WHO(32, 1, "Yara", "Coulter", 20110817, 'F'),
     EPISODES({.start = 20160606, .end = 20180302, .reason = REUNIFY}, {.start = 20180319}),
     ATTORNEYS({9901, 20170601, 20180302, 0, 1, 0})},
};

const struct stories faces_stories_attorney = {children, sizeof(children) / sizeof(*children)};
