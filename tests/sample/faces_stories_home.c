/*
 * tests/sample/faces_stories_home.c - planted children: placements, visits at home, 15 of 22
 */
#include "faces_planted.h"

#include "banned.h"

static const struct planted_child children[] = {
    /* 40 trial home visit: 180 days, 181, the first day */
    {WHO(40, 1, "Zane", "Dorsey", 20110601, 'M'), EPISODES({.start = 20161103}),
     PLACEMENTS({.start = 20161103, .end = 20171002},
                {.start = 20171002, .code = "N_TRIAL_HOME", .home = NO_HOME})},
    {WHO(40, 2, "Adela", "Eastwood", 20110601, 'F'), EPISODES({.start = 20161103}),
     PLACEMENTS({.start = 20161103, .end = 20171001},
                {.start = 20171001, .code = "N_TRIAL_HOME", .home = NO_HOME})},
    {WHO(40, 3, "Arlo", "Fielding", 20110601, 'M'), EPISODES({.start = 20170713}),
     PLACEMENTS({.start = 20170713, .end = 20180331},
                {.start = 20180331, .code = "CTOA", .home = NO_HOME})},

    /* 41 away without leave today */
    {WHO(41, 1, "Beatriz", "Guerra", 20020520, 'F'), .hispanic = 'Y', EPISODES({.start = 20170110}),
     PLACEMENTS({.start = 20170110, .end = 20180302, .code = "N_GROUP"},
                {.start = 20180302, .code = "N_RUNAWAY", .home = NO_HOME})},

    /* 42 the last row ended one day ago, two days ago */
    {WHO(42, 1, "Bruno", "Haskell", 20070202, 'M'), EPISODES({.start = 20170905}),
     PLACEMENTS({.start = 20170905, .end = 20180330})},
    {WHO(42, 2, "Camila", "Ibarra", 20070202, 'F'), EPISODES({.start = 20170905}),
     PLACEMENTS({.start = 20170905, .end = 20180329})},

    /* 43 no row at all, one day and two days after the removal */
    {WHO(43, 1, "Cedric", "Jessup", 20160616, 'M'), .without = HOME, EPISODES({.start = 20180330})},
    {WHO(43, 2, "Corinne", "Kendall", 20160616, 'F'), .without = HOME,
     EPISODES({.start = 20180329})},

    /* 44 respite is never the placement of record */
    {WHO(44, 1, "Damian", "Leonard", 20130929, 'M'), EPISODES({.start = 20170912}),
     PLACEMENTS({.start = 20170912}, {.start = 20180329, .code = "N_RESPITE", .home = 2})},
    {WHO(44, 2, "Daisy", "Mosley", 20130929, 'F'), EPISODES({.start = 20170912}),
     PLACEMENTS({.start = 20170912, .end = 20180328},
                {.start = 20180328, .code = "N_RESPITE", .home = 2})},

    /* 45 three homes on one day */
    {WHO(45, 1, "Elias", "Newsome", 20040811, 'M'), EPISODES({.start = 20170804}),
     PLACEMENTS({.start = 20170804, .end = 20180214},
                {.start = 20180214, .end = 20180214, .code = "N_SHELTER_FAM", .home = 2},
                {.start = 20180214, .code = "N_GROUP", .home = 3})},

    /* 46 a row of no days that corrects the code */
    {WHO(46, 1, "Eliza", "Ogden", 20060126, 'F'), EPISODES({.start = 20170706}),
     PLACEMENTS({.start = 20170706, .end = 20180110},
                {.start = 20180110, .end = 20180110, .code = "N_CCI", .home = 2},
                {.start = 20180110, .home = 2})},

    /* 47 away and back to the same home, or not */
    {WHO(47, 1, "Felix", "Paxton", 20150418, 'M'), EPISODES({.start = 20170501}),
     PLACEMENTS({.start = 20170501, .end = 20180120},
                {.start = 20180120, .end = 20180127, .code = "N_MED_HOSP", .home = 2},
                {.start = 20180127})},
    {WHO(47, 2, "Flora", "Quigley", 20150418, 'F'), EPISODES({.start = 20170501}),
     PLACEMENTS({.start = 20170501, .end = 20180120},
                {.start = 20180120, .end = 20180127, .code = "N_MED_HOSP", .home = 2},
                {.start = 20180127, .home = 3})},
    {WHO(47, 3, "Finn", "Redmond", 20150418, 'M'), EPISODES({.start = 20170501}),
     PLACEMENTS({.start = 20170501, .end = 20171113},
                {.start = 20171113, .end = 20180105, .code = "N_TRIAL_HOME", .home = NO_HOME},
                {.start = 20180105})},

    /* 48 the home of kin is licensed */
    {WHO(48, 1, "Gemma", "Salter", 20120707, 'F'), EPISODES({.start = 20170222}),
     PLACEMENTS({.start = 20170222, .end = 20171120, .code = "RHU"},
                {.start = 20171120, .code = "N_RELATIVE"})},

    /* 49 a chain with a gap of one day, of two */
    {WHO(49, 1, "Gavin", "Thackeray", 20091010, 'M'), EPISODES({.start = 20170614}),
     PLACEMENTS({.start = 20170614, .end = 20171210}, {.start = 20171211})},
    {WHO(49, 2, "Grace", "Upshaw", 20091010, 'F'), EPISODES({.start = 20170614}),
     PLACEMENTS({.start = 20170614, .end = 20171210}, {.start = 20171212})},

    /* 50 a code that no list has */
    {WHO(50, 1, "Hector", "Valdez", 20050505, 'M'), .hispanic = 'Y', EPISODES({.start = 20170925}),
     PLACEMENTS({.start = 20170925, .code = "ZZ9"})},

    /* 51 pre-adoptive on the day, the day after next, in the home before */
    {WHO(51, 1, "Iris", "Waverly", 20160214, 'F'), EPISODES({.start = 20160411}),
     PLACEMENTS({.start = 20160411, .preadopt = 20180331})},
    {WHO(51, 2, "Jonah", "Yeats", 20160214, 'M'), EPISODES({.start = 20160411}),
     PLACEMENTS({.start = 20160411, .preadopt = 20180402})},
    {WHO(51, 3, "Josephine", "Zimmer", 20160214, 'F'), EPISODES({.start = 20160411}),
     PLACEMENTS({.start = 20160411, .end = 20180209, .preadopt = 20171101},
                {.start = 20180209, .home = 2})},

    /* 52 moves tomorrow; 53 a row that belongs to no episode; 59 an end that is no date */
    {WHO(52, 1, "Julian", "Ashby", 20080606, 'M'), EPISODES({.start = 20170808}),
     PLACEMENTS({.start = 20170808, .end = 20180401},
                {.start = 20180401, .home = 2, .entered = 20180330})},
    {WHO(53, 1, "Kiara", "Bellows", 20140909, 'F'), EPISODES({.start = 20170911}),
     PLACEMENTS({.start = 20170911}, {.start = 20170911, .end = 20171011, .episode = 9})},
    {WHO(59, 1, "Laila", "Crockett", 20110319, 'F'), EPISODES({.start = 20170523}),
     PLACEMENTS({.start = 20170523, .end = 99991231})},

    /* 54 15 of 22: 455 days, 456, and what starts the clock */
    {WHO(54, 1, "Levi", "Dunbar", 20120120, 'M'),
     EPISODES({.start = 20161220, .finding = 20161231})},
    {WHO(54, 2, "Linh", "Edmonds", 20120120, 'F'), .race = "Asian",
     EPISODES({.start = 20161220, .finding = 20161230})},
    {WHO(54, 3, "Lorenzo", "Foley", 20120120, 'M'), EPISODES({.start = 20161031})},
    {WHO(54, 4, "Luna", "Gossett", 20120120, 'F'),
     EPISODES({.start = 20170201, .finding = 20160110})},

    /* 55 on a trial home visit now: paused; reached before it */
    {WHO(55, 1, "Malik", "Hurst", 20090228, 'M'),
     EPISODES({.start = 20161205, .finding = 20170110}),
     PLACEMENTS({.start = 20161205, .end = 20180108},
                {.start = 20180108, .code = "N_TRIAL_HOME", .home = NO_HOME})},
    {WHO(55, 2, "Maren", "Ivey", 20090228, 'F'), EPISODES({.start = 20150601, .finding = 20150622}),
     PLACEMENTS({.start = 20150601, .end = 20180212},
                {.start = 20180212, .code = "N_TRIAL_HOME", .home = NO_HOME})},

    /* 56 the days of two episodes */
    {WHO(56, 1, "Miles", "Jamison", 20100730, 'M'),
     EPISODES({.start = 20160606, .end = 20170612, .reason = REUNIFY, .finding = 20160620},
              {.start = 20170904, .finding = 20170925})},

    /* 57 reached: an exception, one written down too late, none */
    {WHO(57, 1, "Mila", "Kincaid", 20110615, 'F'),
     EPISODES({.start = 20160901, .finding = 20160920}), EXCEPTIONS({"RELATIVE", 20171201})},
    {WHO(57, 2, "Miguel", "Lozano", 20110615, 'M'), .hispanic = 'Y',
     EPISODES({.start = 20160901, .finding = 20160920}), EXCEPTIONS({"COMPELLING", 20180401})},
    {WHO(57, 3, "Nora", "Mayfield", 20110615, 'F'),
     EPISODES({.start = 20160901, .finding = 20160920})},

    /* 58 a runaway row stops the clock although a later row is the placement of record */
    {WHO(58, 1, "Niko", "Nolte", 20030203, 'M'), EPISODES({.start = 20161220, .finding = 20161230}),
     PLACEMENTS({.start = 20161220, .end = 20170520},
                {.start = 20170520, .end = 20170620, .code = "N_RUNAWAY", .home = NO_HOME},
                {.start = 20170601})},
};

const struct stories faces_stories_home = {children, sizeof(children) / sizeof(*children)};
