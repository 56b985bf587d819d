/*
 * tests/sample/faces_stories_people.c - planted children: names, ages, counties, case workers
 */
#include "faces_planted.h"

#include "banned.h"

static const struct planted_child children[] = {
    /* 85 four siblings of one case, each with a goal of its own */
    {WHO(85, 1, "Carmen", "Arriaga", 20030310, 'F'), .hispanic = 'Y',
     EPISODES({.start = 20160815, .finding = 20160912}),
     GOALS({'P', "G_REUNIFY", 20160817, 20170918, 0}, {'P', "G_APPLA", 20170918, 0, 0})},
    {WHO(85, 2, "Carlos", "Arriaga", 20080227, 'M'), .with = 1, .hispanic = 'Y',
     EPISODES({.start = 20160815, .finding = 20160912}),
     GOALS({'P', "G_REUNIFY", 20160817, 20170918, 0}, {'P', "G_GUARD", 20170918, 0, 0})},
    {WHO(85, 3, "Celeste", "Arriaga", 20130919, 'F'), .with = 1, .hispanic = 'Y',
     EPISODES({.start = 20160815, .finding = 20160912}),
     GOALS({'P', "G_REUNIFY", 20160817, 20170918, 0}, {'P', "G_ADOPT", 20170918, 0, 0})},
    {WHO(85, 4, "Cyrus", "Arriaga", 20170926, 'M'), .with = 1, .hispanic = 'Y',
     EPISODES({.start = 20170928, .finding = 20171023})},

    /* 86 birthdays */
    {WHO(86, 1, "Dalia", "Bloomfield", 20160229, 'F'), EPISODES({.start = 20170403})},
    {WHO(86, 2, "Dante", "Cavanaugh", 20000331, 'M'), EPISODES({.start = 20160118}),
     GOALS({'P', "G_APPLA", 20170405, 0, 0})},
    {WHO(86, 3, "Destiny", "Driscoll", 19981102, 'F'), EPISODES({.start = 20141006}),
     GOALS({'P', "G_APPLA", 20150406, 0, 0}),
     PLACEMENTS({.start = 20141006, .end = 20161205},
                {.start = 20161205, .code = "N_SIL", .home = 2})},
    {WHO(86, 4, "Eden", "Eubank", 20180212, 'X'), EPISODES({.start = 20180212})},
    {WHO(86, 5, "Enzo", "Fontenot", 0, 'M'), EPISODES({.start = 20170802})},
    {WHO(86, 6, "Eva", "Grantham", 20180120, 'F'), EPISODES({.start = 20180119})},

    /* 87 counties: unknown, none, and those that change their circuit */
    {WHO(87, 1, "Ezra", "Hollister", 20091009, 'M'), .county = 29999,
     EPISODES({.start = 20170907})},
    {WHO(87, 2, "Fatima", "Ismail", 20091009, 'F'), .without = COUNTY,
     EPISODES({.start = 20170907})},
    {WHO(87, 3, "Francis", "Jolley", 20050114, 'M'), .county = 29213, .without = LAWYER,
     EPISODES({.start = 20151102, .end = 20161230, .reason = REUNIFY},
              {.start = 20171106, .end = 20180316, .reason = REUNIFY})},
    {WHO(87, 4, "Freya", "Kessler", 20120606, 'F'), .county = 29015, EPISODES({.start = 20170814})},
    {WHO(87, 5, "Gael", "Lucero", 20120606, 'M'), .county = 29189, .hispanic = 'Y',
     EPISODES({.start = 20170814})},

    /* 88 names that a spreadsheet, a page or a line must not swallow */
    {WHO(88, 1, "=cmd|' /C calc'!A0", "Begay-O'Neill", 20110421, 'M'),
     .race = "American Indian or Alaska Native", EPISODES({.start = 20170601})},
    {WHO(88, 2, "<b>Éloïse</b> & \"Ella\"", "Begay-O'Neill", 20130214, 'F'), .with = 1,
     .race = "American Indian or Alaska Native", EPISODES({.start = 20170601})},
    {WHO(88, 3, "@SUM(A1:A9)", "+1-555-0100", 20150730, 'F'), .with = 1,
     .race = "American Indian or Alaska Native", EPISODES({.start = 20170601})},
    {WHO(88, 4, "https://example.org/?a=1&b=2", "D'Angelo\tTab", 20080108, 'M'),
     EPISODES({.start = 20170710})},
    {WHO(88, 5, "Ñusta\nNewline", "_x0041_ \\N", 20060606, 'F'),
     .race = "American Indian or Alaska Native", EPISODES({.start = 20170710})},
    {WHO(88, 6, "\xF0\x9F\xA6\x89 Owl", "Nguyễn-Šimůnek", 20091231, 'M'), .race = "Asian",
     EPISODES({.start = 20170710})},

    /* 89 half a name, no name */
    {WHO(89, 1, "Harper", NULL, 20140917, 'F'), EPISODES({.start = 20170906})},
    {WHO(89, 2, NULL, NULL, 20180302, 'M'), EPISODES({.start = 20180304})},

    /* 90 managed by a contractor, with and without its name */
    {WHO(90, 1, "Hugo", "Merriweather", 20100519, 'M'),
     EPISODES({.start = 20170424, .managed = "FCCM", .agency = "Prairie Lantern Alliance"})},
    {WHO(90, 2, "Imani", "Nightingale", 20100519, 'F'),
     EPISODES({.start = 20170424, .managed = "FCCM"})},

    /* 91 who works the case */
    {WHO(91, 1, "Ines", "Ordway", 20111025, 'F'), .without = WORKER, EPISODES({.start = 20170828})},
    {WHO(91, 2, "Jamal", "Prescott", 20111025, 'M'), EPISODES({.start = 20170828}),
     WORKERS({990009, 20170828, 0})},
    {WHO(91, 3, "Javier", "Quintero", 20111025, 'M'), .hispanic = 'Y',
     EPISODES({.start = 20170828}), WORKERS({990002, 20170828, 0}, {990003, 20171115, 0})},
    {WHO(91, 4, "Joanna", "Rockwell", 20111025, 'F'), EPISODES({.start = 20170828}),
     WORKERS({990004, 20170828, 0})},
    {WHO(91, 5, "Joel", "Sutherland", 20111025, 'M'), EPISODES({.start = 20170828}),
     WORKERS({990005, 20170828, 0})},
    {WHO(91, 6, "Juniper", "Thornhill", 20111025, 'F'), EPISODES({.start = 20170828}),
     WORKERS({990002, 20170828, 20180331}, {990003, 20180331, 0})},

    /* 92 twins: one birth date, one surname, two children */
    {WHO(92, 1, "Kamila", "Vasquez", 20160704, 'F'), .hispanic = 'Y',
     EPISODES({.start = 20170508})},
    {WHO(92, 2, "Kamil", "Vasquez", 20160704, 'M'), .with = 1, .hispanic = 'Y',
     EPISODES({.start = 20170508})},
};

const struct stories faces_stories_people = {children, sizeof(children) / sizeof(*children)};
