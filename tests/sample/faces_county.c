/*
 * tests/sample/faces_county.c - Missouri's circuits and counties and their children in care
 *
 * Circuits and counties are the public ones of 2017-2020: Taney became the 46th circuit in 2017,
 * Jefferson moved to the Southeast region in September 2019, Benton and Carter changed circuit
 * with 2021. Regions of counties that no public text names are guesses from the map.
 * Published: 13,535 children in care in the state on 31 March 2018, 1,862 in the 16th circuit,
 * 973 in the 21st. All other numbers per county are invented, in proportion to its size.
 */
#include "faces_internal.h"

#include "banned.h"

#define NORTHEAST   "Northeast"
#define NORTHWEST   "Northwest"
#define KANSAS_CITY "Kansas City"
#define ST_LOUIS    "St. Louis"
#define SOUTHEAST   "Southeast"
#define SOUTHWEST   "Southwest"

/* circuit, county, name, region, in care, valid from and until (0: as far as records go) */
static const struct county counties[FACES_COUNTIES] = {
    {1, 29045, "Clark", NORTHEAST, 13, 0, 0},
    {1, 29197, "Schuyler", NORTHEAST, 8, 0, 0},
    {1, 29199, "Scotland", NORTHEAST, 10, 0, 0},
    {2, 29001, "Adair", NORTHEAST, 45, 0, 0},
    {2, 29103, "Knox", NORTHEAST, 8, 0, 0},
    {2, 29111, "Lewis", NORTHEAST, 24, 0, 0},
    {3, 29079, "Grundy", NORTHWEST, 29, 0, 0},
    {3, 29081, "Harrison", NORTHWEST, 22, 0, 0},
    {3, 29129, "Mercer", NORTHWEST, 8, 0, 0},
    {3, 29171, "Putnam", NORTHWEST, 10, 0, 0},
    {4, 29005, "Atchison", NORTHWEST, 9, 0, 0},
    {4, 29075, "Gentry", NORTHWEST, 12, 0, 0},
    {4, 29087, "Holt", NORTHWEST, 8, 0, 0},
    {4, 29147, "Nodaway", NORTHWEST, 29, 0, 0},
    {4, 29227, "Worth", NORTHWEST, 3, 0, 0},
    {5, 29003, "Andrew", NORTHWEST, 30, 0, 0},
    {5, 29021, "Buchanan", NORTHWEST, 327, 0, 0},
    {6, 29165, "Platte", NORTHWEST, 119, 0, 0},
    {7, 29047, "Clay", NORTHWEST, 327, 0, 0},
    {8, 29033, "Carroll", NORTHWEST, 24, 0, 0},
    {8, 29177, "Ray", NORTHWEST, 59, 0, 0},
    {9, 29041, "Chariton", NORTHWEST, 8, 0, 0},
    {9, 29115, "Linn", NORTHWEST, 36, 0, 0},
    {9, 29211, "Sullivan", NORTHWEST, 14, 0, 0},
    {10, 29127, "Marion", NORTHEAST, 126, 0, 0},
    {10, 29137, "Monroe", NORTHEAST, 26, 0, 0},
    {10, 29173, "Ralls", NORTHEAST, 28, 0, 0},
    {11, 29183, "St. Charles", NORTHEAST, 337, 0, 0},
    {12, 29007, "Audrain", NORTHEAST, 79, 0, 0},
    {12, 29139, "Montgomery", NORTHEAST, 36, 0, 0},
    {12, 29219, "Warren", NORTHEAST, 91, 0, 0},
    {13, 29019, "Boone", NORTHEAST, 327, 0, 0},
    {13, 29027, "Callaway", NORTHEAST, 119, 0, 0},
    {14, 29089, "Howard", NORTHEAST, 18, 0, 0},
    {14, 29175, "Randolph", NORTHEAST, 81, 0, 0},
    {15, 29107, "Lafayette", NORTHWEST, 69, 0, 0},
    {15, 29195, "Saline", NORTHWEST, 66, 0, 0},
    {16, 29095, "Jackson", KANSAS_CITY, 1862, 0, 0},
    {17, 29037, "Cass", NORTHWEST, 168, 0, 0},
    {17, 29101, "Johnson", NORTHWEST, 109, 0, 0},
    {18, 29053, "Cooper", NORTHWEST, 36, 0, 0},
    {18, 29159, "Pettis", NORTHWEST, 129, 0, 0},
    {19, 29051, "Cole", NORTHEAST, 148, 0, 0},
    {20, 29071, "Franklin", NORTHEAST, 258, 0, 0},
    {20, 29073, "Gasconade", NORTHEAST, 44, 0, 0},
    {20, 29151, "Osage", NORTHEAST, 21, 0, 0},
    {21, 29189, "St. Louis County", ST_LOUIS, 973, 0, 0},
    {22, 29510, "St. Louis City", ST_LOUIS, 555, 0, 0},
    {23, 29099, "Jefferson", NORTHEAST, 416, 0, 20190901},
    {23, 29099, "Jefferson", SOUTHEAST, 0, 20190901, 0},
    {24, 29123, "Madison", SOUTHEAST, 52, 0, 0},
    {24, 29187, "St. Francois", SOUTHEAST, 267, 0, 0},
    {24, 29186, "Ste. Genevieve", SOUTHEAST, 40, 0, 0},
    {24, 29221, "Washington", SOUTHEAST, 119, 0, 0},
    {25, 29125, "Maries", SOUTHEAST, 24, 0, 0},
    {25, 29161, "Phelps", SOUTHEAST, 188, 0, 0},
    {25, 29169, "Pulaski", SOUTHEAST, 149, 0, 0},
    {25, 29215, "Texas", SOUTHEAST, 105, 0, 0},
    {26, 29029, "Camden", SOUTHWEST, 119, 0, 0},
    {26, 29105, "Laclede", SOUTHWEST, 148, 0, 0},
    {26, 29131, "Miller", SOUTHWEST, 87, 0, 0},
    {26, 29135, "Moniteau", SOUTHWEST, 38, 0, 0},
    {26, 29141, "Morgan", SOUTHWEST, 62, 0, 0},
    {27, 29013, "Bates", SOUTHWEST, 43, 0, 0},
    {27, 29083, "Henry", SOUTHWEST, 62, 0, 0},
    {27, 29185, "St. Clair", SOUTHWEST, 27, 0, 0},
    {28, 29011, "Barton", SOUTHWEST, 36, 0, 0},
    {28, 29039, "Cedar", SOUTHWEST, 46, 0, 0},
    {28, 29057, "Dade", SOUTHWEST, 19, 0, 0},
    {28, 29217, "Vernon", SOUTHWEST, 76, 0, 0},
    {29, 29097, "Jasper", SOUTHWEST, 436, 0, 0},
    {30, 29015, "Benton", SOUTHWEST, 53, 0, 20210101},
    {27, 29015, "Benton", SOUTHWEST, 0, 20210101, 0},
    {30, 29059, "Dallas", SOUTHWEST, 58, 0, 0},
    {30, 29085, "Hickory", SOUTHWEST, 25, 0, 0},
    {30, 29167, "Polk", SOUTHWEST, 98, 0, 0},
    {30, 29225, "Webster", SOUTHWEST, 95, 0, 0},
    {31, 29077, "Greene", SOUTHWEST, 555, 0, 0},
    {32, 29017, "Bollinger", SOUTHEAST, 33, 0, 0},
    {32, 29031, "Cape Girardeau", SOUTHEAST, 189, 0, 0},
    {32, 29157, "Perry", SOUTHEAST, 45, 0, 0},
    {33, 29133, "Mississippi", SOUTHEAST, 66, 0, 0},
    {33, 29201, "Scott", SOUTHEAST, 168, 0, 0},
    {34, 29143, "New Madrid", SOUTHEAST, 74, 0, 0},
    {34, 29155, "Pemiscot", SOUTHEAST, 144, 0, 0},
    {35, 29069, "Dunklin", SOUTHEAST, 149, 0, 0},
    {35, 29207, "Stoddard", SOUTHEAST, 103, 0, 0},
    {36, 29023, "Butler", SOUTHEAST, 218, 0, 0},
    {36, 29181, "Ripley", SOUTHEAST, 61, 0, 0},
    {37, 29035, "Carter", SOUTHEAST, 30, 0, 20210101},
    {36, 29035, "Carter", SOUTHEAST, 0, 20210101, 0},
    {37, 29091, "Howell", SOUTHEAST, 148, 0, 0},
    {37, 29149, "Oregon", SOUTHEAST, 32, 0, 0},
    {37, 29203, "Shannon", SOUTHEAST, 26, 0, 0},
    {38, 29043, "Christian", SOUTHWEST, 168, 0, 0},
    {39, 29009, "Barry", SOUTHWEST, 132, 0, 0},
    {39, 29109, "Lawrence", SOUTHWEST, 137, 0, 0},
    {39, 29209, "Stone", SOUTHWEST, 97, 0, 0},
    {40, 29119, "McDonald", SOUTHWEST, 84, 0, 0},
    {40, 29145, "Newton", SOUTHWEST, 158, 0, 0},
    {41, 29121, "Macon", NORTHEAST, 40, 0, 0},
    {41, 29205, "Shelby", NORTHEAST, 12, 0, 0},
    {42, 29055, "Crawford", SOUTHEAST, 109, 0, 0},
    {42, 29065, "Dent", SOUTHEAST, 61, 0, 0},
    {42, 29093, "Iron", SOUTHEAST, 40, 0, 0},
    {42, 29179, "Reynolds", SOUTHEAST, 18, 0, 0},
    {42, 29223, "Wayne", SOUTHEAST, 45, 0, 0},
    {43, 29025, "Caldwell", NORTHWEST, 22, 0, 0},
    {43, 29049, "Clinton", NORTHWEST, 44, 0, 0},
    {43, 29061, "Daviess", NORTHWEST, 15, 0, 0},
    {43, 29063, "DeKalb", NORTHWEST, 18, 0, 0},
    {43, 29117, "Livingston", NORTHWEST, 40, 0, 0},
    {44, 29067, "Douglas", SOUTHWEST, 40, 0, 0},
    {44, 29153, "Ozark", SOUTHWEST, 23, 0, 0},
    {44, 29229, "Wright", SOUTHWEST, 66, 0, 0},
    {45, 29113, "Lincoln", NORTHEAST, 148, 0, 0},
    {45, 29163, "Pike", NORTHEAST, 52, 0, 0},
    {38, 29213, "Taney", SOUTHWEST, 0, 0, 20170101},
    {46, 29213, "Taney", SOUTHWEST, 149, 20170101, 0},
};

/* Where circuits differ from the state, per mille: length of stay, exits against entries (above
   1000 the circuit is getting smaller), cases managed by contractors. */
static const struct profile {
    int circuit, stay, exits, managed;
} profiles[] = {
    {1, 820, 1000, 0},     {2, 900, 1000, 0},     {3, 1040, 1000, 0},    {4, 760, 1000, 0},
    {5, 930, 1000, 0},     {6, 1010, 1000, 150},  {7, 960, 1000, 260},   {9, 700, 1000, 0},
    {10, 1080, 640, 0},    {11, 940, 1000, 320},  {12, 1030, 1000, 0},   {13, 1010, 1000, 330},
    {14, 860, 1000, 0},    {15, 1120, 1000, 0},   {16, 1110, 1000, 520}, {17, 900, 1000, 180},
    {18, 980, 1000, 0},    {19, 1050, 1000, 210}, {20, 920, 1000, 0},    {21, 1105, 1000, 480},
    {22, 1200, 1020, 560}, {23, 980, 1000, 240},  {24, 1090, 760, 0},    {25, 880, 900, 160},
    {26, 840, 1000, 0},    {27, 970, 1000, 0},    {28, 790, 1000, 0},    {29, 930, 1040, 340},
    {30, 1000, 1000, 120}, {31, 960, 1420, 430},  {32, 1090, 1000, 0},   {33, 1010, 1000, 0},
    {34, 1320, 1000, 0},   {35, 1140, 1000, 0},   {36, 1060, 1000, 0},   {37, 890, 1000, 0},
    {38, 1000, 1000, 280}, {39, 1060, 1000, 200}, {40, 870, 1000, 300},  {41, 600, 1000, 0},
    {42, 1100, 1000, 0},   {43, 830, 1000, 0},    {44, 1200, 1000, 0},   {45, 960, 1000, 0},
    {46, 1020, 1000, 260},
};

/* The circuits of the small agency: those with attorneys and one without. */
static const int small_circuits[] = {16, 21, 25, 31, 39};

static const struct profile *find_profile(int circuit)
{
    static const struct profile usual = {0, 1000, 1000, 0};

    for (size_t i = 0; i < sizeof(profiles) / sizeof(*profiles); i++) {
        if (profiles[i].circuit == circuit)
            return &profiles[i];
    }
    return &usual;
}

int faces_county_stay(int circuit)
{
    return find_profile(circuit)->stay;
}

int faces_county_managed(int circuit)
{
    return find_profile(circuit)->managed;
}

const struct county *faces_county_at(size_t index)
{
    return &counties[index];
}

int faces_county_any(struct rng *rng)
{
    return counties[rng_between(rng, 0, FACES_COUNTIES - 1)].fips;
}

static bool has_county(enum size size, const struct county *county)
{
    if (county->in_care == 0)
        return false;
    for (size_t i = 0; i < sizeof(small_circuits) / sizeof(*small_circuits); i++) {
        if (small_circuits[i] == county->circuit)
            return true;
    }
    return size != SIZE_SMALL;
}

/*
 * Shares out the agency's children in care and exits over its counties. Shares are differences
 * of rounded running sums, so that they add up to the total exactly.
 */
void faces_county_init(struct world *world)
{
    int64_t weight = 0, exit_weight = 0, sum = 0, exit_sum = 0;
    int64_t exits = world->episodes - world->in_care;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < FACES_COUNTIES; i++) {
            const struct county *county = &counties[i];
            const struct profile *profile = find_profile(county->circuit);
            struct target *target = &world->targets[i];
            int64_t share = (int64_t)county->in_care * profile->exits * 1000 / profile->stay;

            if (!has_county(world->size, county))
                continue;
            if (pass == 0) {
                weight += county->in_care;
                exit_weight += share;
                continue;
            }
            target->open =
                (sum + county->in_care) * world->in_care / weight - sum * world->in_care / weight;
            target->exited =
                (exit_sum + share) * exits / exit_weight - exit_sum * exits / exit_weight;
            sum += county->in_care;
            exit_sum += share;
            world->children_of[county->circuit] += target->open;
        }
    }
}

void faces_county_write(void)
{
    copy_begin("circuit_county", "circuit, county_fips, county_name, region, valid_from, valid_to");
    for (size_t i = 0; i < FACES_COUNTIES; i++) {
        put_int(counties[i].circuit);
        put_int(counties[i].fips);
        put_text(counties[i].name);
        put_text(counties[i].region);
        put_date(faces_time_key(counties[i].from != 0 ? counties[i].from : 19800101));
        put_date(faces_time_key(counties[i].until));
        row_end();
    }
    copy_end();
}
