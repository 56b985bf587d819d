/*
 * tests/sample/names.c - names of people and towns that do not exist
 *
 * First and last names are common ones, put together at random; towns are made of a plant or
 * bird and an old ending. A few names carry accents, apostrophes and hyphens, as real lists do.
 */
#include "sample.h"

#include <stdio.h>

#include "banned.h"

static const char *const girls[] = {
    "Abigail", "Adela",   "Aisha",   "Alana",    "Alma",      "Amara",   "Amelia",  "Anika",
    "Annika",  "Ariana",  "Audrey",  "Aurora",   "Autumn",    "Beatriz", "Bethany", "Bianca",
    "Brooke",  "Camila",  "Carmen",  "Cassidy",  "Celeste",   "Chloe",   "Clara",   "Corinne",
    "Daisy",   "Dalia",   "Daniela", "Delia",    "Destiny",   "Eden",    "Elena",   "Eliza",
    "Ella",    "Eloise",  "Emilia",  "Esme",     "Esperanza", "Eva",     "Faith",   "Fatima",
    "Fiona",   "Flora",   "Freya",   "Gabriela", "Gemma",     "Gloria",  "Grace",   "Greta",
    "Hailey",  "Hannah",  "Harper",  "Hazel",    "Heidi",     "Imani",   "Ines",    "Iris",
    "Ivy",     "Jada",    "Jasmine", "Joanna",   "Josephine", "Juliana", "Juniper", "Kaia",
    "Kamila",  "Keira",   "Keisha",  "Kiara",    "Laila",     "Lan",     "Leah",    "Leila",
    "Lena",    "Lila",    "Linh",    "Luna",     "Lydia",     "Mabel",   "Maren",   "Margot",
    "Maya",    "Mei",     "Mila",    "Miriam",   "Molly",     "Nadia",   "Naomi",   "Nia",
    "Noor",    "Nora",    "Olive",   "Paloma",   "Penelope",  "Phoebe",  "Priya",   "Rania",
    "Renata",  "Renée",   "Rosa",    "Ruby",     "Sabrina",   "Sadie",   "Salma",   "Sasha",
    "Selena",  "Sienna",  "Skye",    "Sofía",    "Stella",    "Summer",  "Tamara",  "Tessa",
    "Thea",    "Valeria", "Vera",    "Violet",   "Willa",     "Ximena",  "Yara",    "Zara",
    "Zoë",
};

static const char *const boys[] = {
    "Aaron",  "Abel",    "Adam",    "Adrian",   "Ahmed",   "Alan",   "Alec",    "Amir",
    "Anders", "Andre",   "Anton",   "Arlo",     "Asher",   "August", "Axel",    "Beau",
    "Benito", "Bennett", "Blake",   "Boris",    "Brandon", "Bruno",  "Caleb",   "Calvin",
    "Camden", "Carlos",  "Cedric",  "Colin",    "Conrad",  "Cyrus",  "Damian",  "Dante",
    "Darius", "David",   "Declan",  "Desmond",  "Devon",   "Diego",  "Dmitri",  "Dominic",
    "Duc",    "Edgar",   "Eli",     "Elias",    "Emmett",  "Enzo",   "Esteban", "Ezra",
    "Felix",  "Finn",    "Francis", "Gael",     "Gavin",   "Gideon", "Gilbert", "Grady",
    "Grant",  "Hakeem",  "Hassan",  "Hector",   "Hugo",    "Ian",    "Ibrahim", "Isaac",
    "Ivan",   "Jamal",   "Jasper",  "Javier",   "Jerome",  "Jesse",  "Joaquin", "Joel",
    "Jonah",  "José",    "Jude",    "Julian",   "Kai",     "Kareem", "Keanu",   "Kenji",
    "Kofi",   "Lamar",   "Landon",  "Leo",      "Leon",    "Levi",   "Lorenzo", "Lucas",
    "Malik",  "Marco",   "Mario",   "Mateo",    "Micah",   "Miguel", "Miles",   "Nathan",
    "Niko",   "Nolan",   "Omar",    "Orlando",  "Oscar",   "Otto",   "Owen",    "Pablo",
    "Pavel",  "Quentin", "Rafael",  "Ravi",     "Reid",    "Rhys",   "River",   "Roman",
    "Rory",   "Rowan",   "Samir",   "Santiago", "Seth",    "Silas",  "Simon",   "Soren",
    "Tariq",  "Theo",    "Tobias",  "Trey",     "Tyrone",  "Umar",   "Victor",  "Vincent",
    "Wade",   "Xavier",  "Yusuf",   "Zane",
};

static const char *const either[] = {
    "Ash",     "Avery", "Bay",   "Cameron", "Casey", "Dakota", "Drew",    "Emery",  "Finley",
    "Frankie", "Gray",  "Jamie", "Jordan",  "Kit",   "Lane",   "Marlowe", "Morgan", "Quinn",
    "Reese",   "Remy",  "Robin", "Rory",    "Sage",  "Shiloh", "Sky",     "Tatum",
};

static const char *const surnames[] = {
    "Abbott",      "Aguilar",   "Ahmadi",    "Akers",     "Alcott",     "Alvarado",   "Amundsen",
    "Anaya",       "Archer",    "Armitage",  "Arroyo",    "Atwater",    "Ayala",      "Babcock",
    "Bahr",        "Baptiste",  "Barlow",    "Barrera",   "Bass",       "Beaulieu",   "Becker",
    "Begay",       "Bellamy",   "Benavides", "Bergstrom", "Birch",      "Blackwood",  "Bledsoe",
    "Bloom",       "Boone",     "Bowers",    "Bradshaw",  "Bristow",    "Brock",      "Bui",
    "Burgess",     "Cabrera",   "Calloway",  "Camacho",   "Cantrell",   "Cardenas",   "Carmichael",
    "Castellanos", "Chavez",    "Chisholm",  "Cisneros",  "Clemens",    "Cobb",       "Colvin",
    "Conley",      "Cordero",   "Corrigan",  "Costa",     "Crabtree",   "Crespo",     "Cullen",
    "Dahl",        "Dang",      "Darby",     "Dawkins",   "De la Cruz", "Deleon",     "Delgado",
    "Denton",      "Dillard",   "Dinh",      "Doran",     "Dowd",       "Drummond",   "Dubois",
    "Duran",       "Eastman",   "Echols",    "Eldridge",  "Ellsworth",  "Engstrom",   "Escobar",
    "Espinoza",    "Eubanks",   "Fairbanks", "Farah",     "Farrow",     "Fenton",     "Figueroa",
    "Finch",       "Fitch",     "Flanagan",  "Fontaine",  "Foss",       "Fox-Rivera", "Frost",
    "Fuentes",     "Gaines",    "Gallegos",  "Garner",    "Gentry",     "Gill",       "Glover",
    "Godfrey",     "Goldman",   "Grady",     "Granger",   "Greer",      "Grimes",     "Guerrero",
    "Gupta",       "Haddad",    "Hagen",     "Hale",      "Halvorsen",  "Hammond",    "Haney",
    "Hardin",      "Hargrove",  "Hassan",    "Hatch",     "Heath",      "Hendrix",    "Herrera",
    "Hightower",   "Hoang",     "Hobbs",     "Holcomb",   "Holloway",   "Horn",       "Huynh",
    "Ibarra",      "Ingram",    "Irwin",     "Jaramillo", "Jarvis",     "Jensen",     "Joyner",
    "Juarez",      "Kaplan",    "Kaur",      "Kearney",   "Keller",     "Khan",       "Kim-Torres",
    "Kirkland",    "Knox",      "Kowalski",  "Lachance",  "Lam",        "Landry",     "Langley",
    "Larkin",      "Laurent",   "Leblanc",   "Ledford",   "Lindgren",   "Locke",      "Lozano",
    "Lundy",       "Lyles",     "Macias",    "Madrid",    "Mahoney",    "Maldonado",  "Mansour",
    "Marsh",       "Mathis",    "Maxey",     "Maynard",   "McAllister", "McBride",    "McClure",
    "McKinley",    "Mead",      "Mejia",     "Melton",    "Mercado",    "Merritt",    "Middleton",
    "Montoya",     "Moody",     "Mosley",    "Muñoz",     "Nakamura",   "Nash",       "Navarro",
    "Neville",     "Ngo",       "Nieves",    "Nolan",     "Norwood",    "Núñez",      "O'Dell",
    "O'Hara",      "Oakley",    "Ochoa",     "Okafor",    "Olvera",     "Orozco",     "Ortega",
    "Osborne",     "Pacheco",   "Padilla",   "Paige",     "Paredes",    "Parrish",    "Peck",
    "Pennington",  "Petrov",    "Pham",      "Pickett",   "Pike",       "Pineda",     "Poole",
    "Prather",     "Prescott",  "Quach",     "Quarles",   "Quiroga",    "Ramsey",     "Rankin",
    "Redmond",     "Reyes",     "Rhodes",    "Ridley",    "Rios",       "Roark",      "Rollins",
    "Romano",      "Roth",      "Rowland",   "Saldana",   "Salinas",    "Sampson",    "Sandoval",
    "Santana",     "Savage",    "Schaefer",  "Schroeder", "Sepulveda",  "Serrano",    "Sexton",
    "Shepherd",    "Singh",     "Slater",    "Solis",     "Sorensen",   "Stafford",   "Stanton",
    "Stark",       "Sterling",  "Stokes",    "Sutton",    "Swenson",    "Tafoya",     "Talbot",
    "Tanner",      "Terrell",   "Thao",      "Thornton",  "Tobin",      "Tran",       "Trujillo",
    "Tucker",      "Underhill", "Urban",     "Valdez",    "Vance",      "Vang",       "Varela",
    "Vaughn",      "Velasco",   "Vickers",   "Villa",     "Vo",         "Waddell",    "Walden",
    "Waller",      "Ware",      "Weaver",    "Weeks",     "Whitaker",   "Whitlock",   "Wiley",
    "Winslow",     "Wooten",    "Xiong",     "Yamada",    "Yates",      "Yazzie",     "Yoder",
    "Youngblood",  "Zamora",    "Ziegler",   "Zuniga",
};

static const char *const town_stems[] = {
    "Yarrow", "Heron",  "Quill",   "Ember",  "Larch",  "Osprey", "Thistle", "Bramble", "Vesper",
    "Marten", "Cinder", "Juniper", "Wren",   "Sorrel", "Gannet", "Pebble",  "Umber",   "Fennel",
    "Rook",   "Dapple", "Kestrel", "Nettle", "Harrow", "Orrin",  "Tamar",
};

static const char *const town_endings[] = {
    "mere", "holt", "wick", "stead", "garth", "combe", "thorpe", "lea",
};

#define COUNT(list) (sizeof(list) / sizeof(*(list)))
#define STEMS       COUNT(town_stems)
#define ENDINGS     COUNT(town_endings)

static const char *pick(struct rng *rng, const char *const *list, size_t n)
{
    return list[rng_between(rng, 0, (int64_t)n - 1)];
}

const char *name_first(struct rng *rng, char sex)
{
    if (sex == 'F')
        return pick(rng, girls, COUNT(girls));
    if (sex == 'M')
        return pick(rng, boys, COUNT(boys));
    return pick(rng, either, COUNT(either));
}

const char *name_last(struct rng *rng)
{
    return pick(rng, surnames, COUNT(surnames));
}

/* Each ending meets each stem once: 200 names, neighbours in the list unlike each other. */
const char *name_place(size_t n)
{
    static char places[STEMS * ENDINGS][32];
    size_t at = n % (STEMS * ENDINGS);

    if (places[at][0] == '\0')
        (void)snprintf(places[at], sizeof(places[at]), "%s%s", town_stems[at % STEMS],
                       town_endings[(at / STEMS + at % STEMS) % ENDINGS]);
    return places[at];
}
