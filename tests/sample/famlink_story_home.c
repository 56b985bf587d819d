/*
 * tests/sample/famlink_story_home.c - planted kin homes (stories 51 to 78)
 *
 * Setting 15 with service 342 is an unlicensed relative; days run to 2020-01-31.
 */
#include "famlink_story.h"

#include <stddef.h>

#include "banned.h"

#define COUNT(list) ((int)(sizeof(list) / sizeof(*(list))))

/* clang-format off */
const struct story_person story_home_people[] = {
    {5101, 20130407, 'F', "Alma", "Redfern", 0},
    {5201, 20150918, 'M', "Ben", "Sayer", 0},
    {5301, 20110126, 'F', "Cora", "Thorn", 0},
    {5401, 20161205, 'M', "Dan", "Usher", 0},
    {5501, 20090313, 'F', "Elsa", "Vail", 0},
    {5601, 20140722, 'M', "Floyd", "Wragg", 0},
    {5701, 20171030, 'F', "Gia", "Yost", 0},
    {5801, 20120608, 'M', "Hal", "Arden", 0},
    {5901, 20180215, 'F', "Inga", "Bolt", 0},
    {6001, 20100819, 'M', "Jed", "Coyle", 0},
    {6101, 20130927, 'F', "Kay", "Dowling", 0},
    {6201, 20150504, 'M', "Len", "Eames", 0},
    {6301, 20081112, 'F', "Mae", "Frayne", 0},
    {6401, 20160321, 'M', "Ned", "Gorman", 0},
    {6501, 20110630, 'F', "Opal", "Hewitt", 0},
    {6601, 20190107, 'M', "Paul", "Isham", 0},
    {6701, 20140416, 'F', "Rita", "Joiner", 0},
    {6702, 20170225, 'M', "Rob", "Joiner", 0},
    {6801, 20001003, 'F', "Sal", "Kerr", 0},
    {6901, 20120711, 'M', "Tad", "Lowell", 0},
    {7001, 20151120, 'F', "Una", "Mercer", 0},
    {7101, 20130829, 'M', "Vic", "Norris", 0},
    {7201, 20070606, 'F', "Wanda", "Odell", 0},
    {7301, 20100215, 'M', "Xan", "Pruitt", 0},
    {7401, 20160524, 'F', "Yvette", "Quayle", 0},
    {7501, 20180902, 'M', "Zeb", "Ross", 0},
    {7601, 20090110, 'F', "Anya", "Speer", 0},
    {7701, 20140319, 'M', "Boyd", "Teague", 0},
    {7801, 20171228, 'F', "Cyd", "Usborne", 0},
};

const struct story_stay story_home_stays[] = {
    {.n = 5101, .begin = 20191101, .counts = 'c'},
    {.n = 5201, .begin = 20191101, .counts = 'c'},
    {.n = 5301, .begin = 20190901, .counts = 'c'},
    {.n = 5401, .begin = 20190510, .counts = 'c'},
    {.n = 5501, .begin = 20191002, .counts = 'c'},
    {.n = 5601, .begin = 20181201, .counts = 'c'},
    {.n = 5701, .begin = 20190801, .counts = 'c'},
    {.n = 5801, .begin = 20200101, .counts = 'c'},
    {.n = 5901, .begin = 20191231, .counts = 'c'},
    {.n = 6001, .begin = 20191015, .counts = 'c'},
    {.n = 6101, .begin = 20190601, .counts = 'c'},
    {.n = 6201, .begin = 20191001, .counts = 'c'},
    {.n = 6301, .begin = 20190711, .counts = 'c'},
    {.n = 6401, .begin = 20190404, .counts = 'c'},
    {.n = 6501, .begin = 20190205, .counts = 'c'},
    {.n = 6601, .begin = 20191119, .counts = 'c'},
    {.n = 6701, .begin = 20190315, .counts = 'c'},
    {.n = 6702, .begin = 20190315, .counts = 'c'},
    {.n = 6801, .begin = 20170822, .extended = true},
    {.n = 6901, .begin = 20190918, .counts = 'c'},
    {.n = 7001, .begin = 20191120, .counts = 'c'},
    {.n = 7101, .begin = 20191022, .counts = 'c'},
    {.n = 7201, .begin = 20170801, .counts = 'c'},
    {.n = 7301, .begin = 20190601, .counts = 'c'},
    {.n = 7401, .begin = 20190702, .counts = 'c'},
    {.n = 7501, .begin = 20191126, .counts = 'c'},
    {.n = 7601, .begin = 20191010, .counts = 'c'},
    {.n = 7701, .begin = 20190613, .counts = 'c'},
    {.n = 7801, .begin = 20190808, .counts = 'c'},
};

#define KIN .setting = 15, .service = 342
#define GRAND .rel = "Grandparent - Maternal"
#define AUNT .rel = "Aunt/Uncle"

const struct story_placement story_placements[] = {
    {.n = 2401, .child = 2401, .begin = 20191105, KIN, .caregiver = 2401, GRAND},
    {.n = 3909, .child = 3909, .begin = 20191001, KIN, .caregiver = 3901, AUNT, .orphan = true},

    {.n = 5101, .child = 5101, .begin = 20191101, .end = 20200109, KIN, .caregiver = 5101, GRAND},
    {.n = 5102, .child = 5101, .begin = 20200110, KIN, .caregiver = 5101, GRAND,
     .counts = 'o', .days = 91, .first = true},
    {.n = 5201, .child = 5201, .begin = 20191101, .end = 20200109, KIN, .caregiver = 5201, AUNT},
    {.n = 5202, .child = 5201, .begin = 20200111, KIN, .caregiver = 5201, AUNT, .counts = 'p'},
    {.n = 5301, .child = 5301, .begin = 20190901, .end = 20191115, .setting = 10, .service = -1,
     .caregiver = 5301, GRAND},
    {.n = 5302, .child = 5301, .begin = 20191110, KIN, .caregiver = 5301, GRAND,
     .counts = 'o', .days = 152, .first = true},
    {.n = 5401, .child = 5401, .begin = 20190510, KIN, .caregiver = 5401, AUNT},
    {.n = 5501, .child = 5501, .begin = 20191002, KIN, .caregiver = 5501, GRAND,
     .counts = 'o', .days = 121, .first = true},
    {.n = 5601, .child = 5601, .begin = 20181201, KIN, .caregiver = 5601, AUNT, .counts = 'p'},
    {.n = 5701, .child = 5701, .begin = 20190801, KIN, .caregiver = 5701, GRAND,
     .counts = 'w', .days = 183, .first = true},
    {.n = 5801, .child = 5801, .begin = 20200101, KIN, .caregiver = 5801, AUNT, .counts = 'p'},
    {.n = 5901, .child = 5901, .begin = 20191231, KIN, .caregiver = 5901, GRAND,
     .counts = 'o', .days = 31, .first = true},
    {.n = 6001, .child = 6001, .begin = 20191015, KIN, .caregiver = 6001, AUNT,
     .counts = 'o', .days = 108, .first = true},
    {.n = 6101, .child = 6101, .begin = 20190601, KIN, .caregiver = 6101, GRAND,
     .counts = 'o', .days = 244, .first = true},
    {.n = 6201, .child = 6201, .begin = 20191001, KIN, .caregiver = 6201, AUNT, .counts = 'p'},
    {.n = 6301, .child = 6301, .begin = 20190711, .setting = 12, .service = 2450,
     .caregiver = 6301, .rel = "Family Friend", .counts = 'p'},
    {.n = 6401, .child = 6401, .begin = 20190404, .setting = 11, .service = -1,
     .caregiver = 6401, .rel = "Godparent"},
    {.n = 6501, .child = 6501, .begin = 20190205, KIN, .caregiver = 6501, GRAND, .counts = 'p'},
    {.n = 6502, .child = 6501, .begin = 20191203, KIN, .caregiver = 6502, AUNT},
    {.n = 6601, .child = 6601, .begin = 20191119, KIN, .caregiver = 0, GRAND},
    {.n = 6701, .child = 6701, .begin = 20190315, KIN, .caregiver = 6701, GRAND,
     .counts = 'o', .days = 322, .first = true},
    {.n = 6702, .child = 6702, .begin = 20190315, .end = 20200115, .setting = 5, .service = -1,
     .caregiver = 1, .rel = "Unrelated"},
    {.n = 6703, .child = 6702, .begin = 20200115, KIN, .caregiver = 6701, GRAND, .counts = 'p'},
    {.n = 6801, .child = 6801, .begin = 20170822, KIN, .caregiver = 6801, AUNT},
    {.n = 6901, .child = 6901, .begin = 20190918, KIN, .caregiver = 6901, GRAND, .counts = 'p'},
    {.n = 7001, .child = 7001, .begin = 20191120, KIN, .caregiver = 7001, AUNT,
     .counts = 'o', .days = 72, .first = true},
    {.n = 7101, .child = 7101, .begin = 20191022, .setting = 15, .service = 342,
     .caregiver = 7101, GRAND, .temporary = true},
    {.n = 7201, .child = 7201, .begin = 20170801, KIN, .caregiver = 7201, AUNT,
     .counts = 'w', .days = 913, .first = true},
    {.n = 7301, .child = 7301, .begin = 20190601, .end = 20191201, KIN, .caregiver = 7301, GRAND},
    {.n = 7302, .child = 7301, .begin = 20191201, .end = 20200105, .setting = 5, .service = -1,
     .caregiver = 1, .rel = "Unrelated"},
    {.n = 7303, .child = 7301, .begin = 20200105, KIN, .caregiver = 7301, GRAND, .counts = 'p'},
    {.n = 7401, .child = 7401, .begin = 20190702, .end = 20200131, KIN, .caregiver = 7401, AUNT},
    {.n = 7402, .child = 7401, .begin = 20200131, .setting = 5, .service = -1,
     .caregiver = 1, .rel = "Unrelated"},
    {.n = 7501, .child = 7501, .begin = 20191126, .end = 20200201, .setting = 5, .service = -1,
     .caregiver = 1, .rel = "Unrelated"},
    {.n = 7502, .child = 7501, .begin = 20200201, KIN, .caregiver = 7501, GRAND},
    {.n = 7601, .child = 7601, .begin = 20191010, KIN, .caregiver = 7601, AUNT,
     .counts = 'o', .days = 113, .first = true},
    {.n = 7701, .child = 7701, .begin = 20190613, KIN, .caregiver = 7701, GRAND},
    {.n = 7801, .child = 7801, .begin = 20190808, KIN, .caregiver = 7801, AUNT, .counts = 'p'},
};

/* 1 is the licensed foster home of all planted children without a placement of their own. */
const struct story_provider story_providers[] = {
    {1, "Foster, Joan"},      {2401, "Mott, Irene"},     {3901, "Crane, Lyle"},
    {5101, "Redfern, Bea"},   {5201, "Sayer, Mona"},     {5301, "Thorn, Ida"},
    {5401, "Usher, Cal"},     {5501, "Vail, Nettie"},    {5601, "Wragg, Sue"},
    {5701, "Yost, Marge"},    {5801, "Arden, Pat"},      {5901, "Bolt, Signe"},
    {6001, "Coyle, Dot"},     {6101, "Dowling, Fern"},   {6201, "Eames, Ruth"},
    {6301, "Larkin, Abe"},    {6401, "Gorman, Lil"},     {6501, "Hewitt, Joy"},
    {6502, "Hewitt, Clem"},   {6701, "Joiner, Pearl"},   {6801, "Kerr, Dora"},
    {6901, "Lowell, Gail"},   {7001, "Mercer, Bob"},     {7101, "Norris, Flo"},
    {7201, "Odell, Hank"},    {7301, "Pruitt, Ann"},     {7401, "Quayle, Roy"},
    {7501, "Ross, Minnie"},   {7601, "Speer, Otto"},     {7701, "Teague, Liz"},
    {7801, "Usborne, Kit"},
};

const struct story_license story_licenses[] = {
    {1, 1, 20170105, 20170320, 20230320, 0},
    {5301, 5301, 20180601, 20180815, 20210815, 20191201},
    {5401, 5401, 20161101, 20170131, 20200131, 0},
    {5501, 5501, 20161101, 20170130, 20200130, 0},
    {6401, 6401, 20181110, 20190201, 20220201, 0},
    {6901, 6901, 20191204, 0, 0, 0},
    {7601, 7601, 20181203, 20190214, 20220214, 20200131},
    {7701, 7701, 20190901, 20200131, 20230131, 0},
    {7801, 7801, 20191015, 20200201, 20230201, 0},
};

const struct story_tracking story_trackings[] = {
    {5601, "2019-01-15", "REFERRED"}, {5601, "2019-03-22", "DENIED"},
    {5601, "2019-10-07", "REFERRED"},
    {5701, "2019-08-20", "REFERRED"}, {5701, "2019-11-14", "REFERRED"},
    {5701, "2019-11-14", "DENIED"},
    {6001, "2020-02-01", "REFERRED"},
    {6101, "2018-01-05", "REFERRED"},
    {6201, "2015-12-01", "REFERRED"}, {6201, "2016-03-03", "APPROVED"},
    {6301, "2019-07-30", "REFERRED"}, {6301, "2019-08-19", "ASSIGNED"},
    {6501, "2019-06-11", "APPROVED"}, {6502, "2020-01-10", "APPROVED"},
    {7001, "2019-12-05", "PENDING"},
    {7201, "2017-08-28", "REFERRED"}, {7201, "2017-11-10", "WITHDRAWN"},
};
/* clang-format on */

const int story_home_people_n = COUNT(story_home_people);
const int story_home_stays_n = COUNT(story_home_stays);
const int story_placements_n = COUNT(story_placements);
const int story_providers_n = COUNT(story_providers);
const int story_licenses_n = COUNT(story_licenses);
const int story_trackings_n = COUNT(story_trackings);
