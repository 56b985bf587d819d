/*
 * tests/sample/famlink_story_ftdm.c - planted removals and their meetings (stories 1 to 45)
 *
 * Most were removed on 2020-01-14, a Tuesday, so that the boundary days are easy to count.
 */
#include "famlink_story.h"

#include <stddef.h>

#include "banned.h"

#define COUNT(list) ((int)(sizeof(list) / sizeof(*(list))))

/* clang-format off */
const struct story_person story_ftdm_people[] = {
    {101, 20120504, 'F', "Ada", "Marlow", 0},
    {201, 20140919, 'M', "Bram", "Oakley", 0},
    {301, 20170122, 'F', "Cleo", "Vance", 0},
    {401, 20110311, 'M', "Dov", "Parrish", 'o'},
    {501, 20090727, 'F', "Edie", "Locke", 0},
    {601, 20151230, 'M', "Fitz", "Harlan", 0},
    {701, 20100608, 'F', "Greta", "Sunday", 0},
    {702, 20130215, 'M', "Gus", "Sunday", 0},
    {801, 20161103, 'F', "Hedy", "Castle", 0},
    {901, 20080414, 'M', "Ike", "Rowland", 0},
    {1001, 20181009, 'F', "Jo", "Tilden", 0},
    {1101, 20190302, 'M', "Kip", "Weller", 0},
    {1201, 20070830, 'F', "Lark", "Ames", 0},
    {1301, 20130606, 'M', "Milo", "Brandt", 0},
    {1401, 20111111, 'F', "Nell", "Corwin", 0},
    {1501, 20140228, 'M', "Otis", "Dunmore", 0},
    {1601, 20160229, 'F', "Pia", "Ellery", 0},
    {1701, 20100117, 'M', "Quill", "Farley", 0},
    {1801, 20120821, 'F', "Rhea", "Gladwin", 0},
    {1901, 20150523, 'M', "Saul", "Hadley", 0},
    {2001, 20170709, 'F', "Tess", "Iverson", 0},
    {2101, 20060613, 'M', "Ugo", "Jessup", 0},
    {2201, 20010402, 'F', "Vida", "Kendrick", 0},
    {2301, 20110926, 'M', "Wes", "Lomax", 0},
    {2401, 20130519, 'F', "Xenia", "Mott", 0},
    {2501, 20120130, 'M', "York", "Nisbet", 'x'},
    {2601, 20040905, 'F', "Zelda", "Orton", 0},
    {2701, 20160416, 'M', "Alec", "Penrose", 0},
    {2801, 20150808, 'F', "Bess", "Quimby", 0},
    {2901, 20180321, 'M', "Cass", "Rusk", 0},
    {3001, 20110704, 'F', "Della", "Stroud", 'd'},
    {3101, 20191121, 'M', "Ezra", "Tolman", 0},
    {3201, 20130213, 'F', "Fay", "Upshaw", 0},
    {3301, 20091012, 'M', "Gabe", "Verity", 0},
    {3401, 20140625, 'F', "Hope", "Wickham", 0},
    {3501, 20120417, 'M', "Ivo", "Yardley", 0},
    {3601, 20100308, 'F', "June", "Zeller", 0},
    {3701, 20081228, 'M', "Kurt", "Abel", 0},
    {3801, 20160101, 'F', "Lois", "Burke", 0},
    {3901, 20170630, 'M', "Moss", "Crane", 0},
    {4001, 20050720, 'F', "Nan", "Drury", 0},
    {4101, 20111003, 'M', "Orin", "Emmett", 0},
    {4201, 20130911, 'F', "Petra", "Fulton", 0},
    {4301, 20150214, 'M', "Rafe", "Gentry", 0},
    {4401, 20180518, 'F', "Sybil", "Hale", 0},
    {4501, 20140102, 'M', "Theo", "Ingalls", 0},
};

const struct story_stay story_ftdm_stays[] = {
    {.n = 101, .begin = 20200114, .counts = 'c'},
    {.n = 201, .begin = 20200114, .counts = 'h'},
    {.n = 301, .begin = 20200114, .counts = 'h'},
    {.n = 401, .begin = 20200114, .counts = 'h'},
    {.n = 501, .begin = 20200114, .counts = 'h'},
    {.n = 601, .begin = 20200114, .counts = 'c'},
    {.n = 701, .begin = 20200114, .counts = 'h'},
    {.n = 702, .begin = 20200114, .counts = 'c'},
    {.n = 801, .begin = 20200114, .counts = 'c'},
    {.n = 901, .begin = 20200114, .counts = 'c'},
    {.n = 1001, .begin = 20200130},
    {.n = 1101, .begin = 20200130, .counts = 'h'},
    {.n = 1201, .begin = 20200128, .counts = 'c'},
    {.n = 1301, .begin = 20200129},
    {.n = 1401, .begin = 20200114, .counts = 'h'},
    {.n = 1501, .begin = 20200114, .counts = 'c'},
    {.n = 1601, .begin = 20200114, .counts = 'c'},
    {.n = 1701, .begin = 20200114, .counts = 'c'},
    {.n = 1801, .begin = 20200114, .counts = 'c'},
    {.n = 1901, .begin = 20200102, .end = 20200106, .federal_end = 20200106, .reason = 36},
    {.n = 1902, .child = 1901, .begin = 20200110, .counts = 'h'},
    {.n = 2001, .begin = 20200117, .counts = 'c'},
    {.n = 2101, .begin = 20200114, .counts = 'c'},
    {.n = 2201, .begin = 20170613, .extended = true},
    {.n = 2301, .begin = 20190820, .authority = 5},
    {.n = 2401, .begin = 20191105, .error = true},
    {.n = 2501, .begin = 20191217},
    {.n = 2601, .begin = 20180927, .end = 99991231, .federal_end = 99991231, .counts = 'h'},
    {.n = 2701, .begin = 20190416, .federal_end = 20191220, .counts = 'c'},
    {.n = 2801, .begin = 20190611, .end = 20200131, .federal_end = 20200131, .reason = 9},
    {.n = 2901, .begin = 20190924, .end = 20200201, .federal_end = 20200201, .reason = 36,
     .counts = 'c'},
    {.n = 3001, .begin = 20191008, .counts = 'c'},
    {.n = 3101, .begin = 20200110, .end = 20200112, .federal_end = 20200112, .reason = 36},
    {.n = 3201, .begin = 20200201},
    {.n = 3301, .begin = 20190305, .counts = 'c'},
    {.n = 3401, .begin = 20190709, .counts = 'c', .unit = -1},
    {.n = 3501, .begin = 20191112, .counts = 'c'},
    {.n = 3601, .begin = 20181120, .counts = 'c'},
    {.n = 3701, .begin = 20191203, .authority = 77, .counts = 'c'},
    {.n = 3801, .begin = 20190231},
    {.n = 3901, .begin = 20191001, .counts = 'c'},
    {.n = 4001, .begin = 20200114, .counts = 'h'},
    {.n = 4101, .begin = 20200114, .counts = 'h'},
    {.n = 4201, .begin = 20200114, .counts = 'c'},
    {.n = 4301, .begin = 20200114, .counts = 'c'},
    {.n = 4401, .begin = 20200103, .end = 20200110, .federal_end = 20200110, .reason = 36},
    {.n = 4501, .begin = 20191210, .counts = 'c'},
};

/* Type 1 is the family team meeting, 2 shared planning, 9001 a code no map knows. */
const struct story_meeting story_meetings[] = {
    {101, 101, "20200106", "0", "1", "1", "Initial Placement", NULL},
    {201, 201, "20200107", "0", "1", "1", "Initial Placement", NULL},
    {301, 301, "20200113", "0", "Y", "1", "Imminent Risk of Placement", NULL},
    {401, 401, "20200114", "0", "1", "1", "Initial Placement", NULL},
    {501, 501, "20200117", "0", "1", "1", "Initial Placement", NULL},
    {601, 601, "20200118", "0", "1", "1", "Initial Placement", NULL},
    {701, 701, "20200115", "0", "1", "1", "Initial Placement", NULL},
    {801, 801, "20200115", "20200113", "0", "1", "Initial Placement", NULL},
    {901, 901, "20200212", "0", "0", "1", "Initial Placement", NULL},
    {1001, 1001, "20200201", "0", "0", "1", "Initial Placement", NULL},
    {1101, 1101, "20200131", "0", "1", "1", "Initial Placement", NULL},
    {1301, 1301, "20200201", "0", "1", "1", "Initial Placement", NULL},
    {1401, 1401, "20200115  ", " 0 ", " TRUE ", " 1 ", "Initial Placement  ", " 9001401 "},
    {1501, 1501, "20200115", "0", "maybe", "1", "Initial Placement", NULL},
    {1601, 1601, "2020-01-14", "0", "1", "1", "Initial Placement", NULL},
    {1602, 1601, "20260231", "0", "1", "1", "Initial Placement", NULL},
    {1603, 1601, "-1", "0", "1", "1", "Initial Placement", NULL},
    {1604, 1601, "see note", "0", "1", "1", "Initial Placement", NULL},
    {1701, 1701, "20200115", "0", "1", "9001", "Initial Placement", NULL},
    {1801, 1801, "20200115", "0", "1", "2", NULL, NULL},
    {1901, 1901, "20200103", "0", "1", "1", "Initial Placement", NULL},
    {2001, 2001, "20200120", "20200201", "0", "1", "Initial Placement", NULL},
    {2101, 2101, "20200115", "20200115", "1", "1", "Initial Placement", NULL},
    {2501, 2501, "20191216", "0", "1", "1", "Initial Placement", NULL},
    {2601, 2601, "20180928", "0", "1", "90", "Initial Placement", NULL},
    {3901, 3901, "20191003", "0", "1", "1", "Initial Placement", "n/a"},
    {3902, 3901, "20191003", "0", "1", "1", "Initial Placement", ""},
    {4001, 4001, "20200115", "99991231", "1", "1", "Shelter Care", NULL},
    {4101, 4101, "20200116", "0", "1", "1", "Initial Placement", NULL},
    {4102, 4101, "20200116", "0", "1", "1", "Shelter Care", NULL},
    {4201, 4201, "20191215", "0", "1", "1", "Imminent Risk of Placement", NULL},
    {4301, 4301, "20191214", "0", "1", "1", "Imminent Risk of Placement", NULL},
    {4401, 4401, "20200114", "0", "1", "1", "Initial Placement", NULL},
};

/* Cases that are not simply in their unit's hands for years; 33, 34, 106 have nobody. */
const struct story_assignment story_assignments[] = {
    {3501, 3500, "2019-11-12 10:00:00", NULL, UNIT_3_CFWS, false},
    {3502, 3500, "2019-12-02 09:30:00", "9999-12-31 00:00:00", UNIT_5_CFWS, false},
    {3601, 3600, "2018-11-20 13:00:00", "2020-01-31 16:00:00", UNIT_3_CFWS, false},
    {3602, 3600, "2020-01-31 16:00:00", "3999-12-31 00:00:00", UNIT_5_CFWS, false},
    {4501, 4500, "2019-12-10 09:00:00", NULL, UNIT_3_CFWS, false},
    {4502, 4500, "2019-12-11 09:00:00", NULL, UNIT_5_CFWS, true},
    {12201, 12200, "2019-05-06 16:00:00", "2019-05-08 11:00:00", UNIT_2_CPS, false},
    {12202, 12200, "2019-05-08 11:00:00", "2019-07-12 11:00:00", UNIT_5_CFWS, false},
};
/* clang-format on */

const int story_ftdm_people_n = COUNT(story_ftdm_people);
const int story_ftdm_stays_n = COUNT(story_ftdm_stays);
const int story_meetings_n = COUNT(story_meetings);
const int story_assignments_n = COUNT(story_assignments);
