/* etl/book_cell.c - SQL text becomes the value of a cell, see book_int.h
 *
 * What is not a value of the cell's kind stays text: a word in a column of dates, a date that
 * Excel does not know (before 1900-03-01: its calendar has a 29 February 1900), NaN, a number
 * with more digits than Excel keeps.
 */
#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "book_int.h"

#include "banned.h"

enum { DIGITS = 15, NUMBER_MAX = 48, SECONDS_PER_DAY = 86400 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Plain decimal, or with an exponent as a double is printed. Whole digits beyond what a double
   keeps make it text; decimals beyond that are rounded by the reader. */
static bool is_number(const char *text, size_t n)
{
    size_t i = text[0] == '-', whole;

    for (whole = i; i < n && is_digit(text[i]); i++)
        ;
    whole = i - whole;
    if (whole == 0 || whole > DIGITS || (whole > 1 && text[i - whole] == '0'))
        return false;
    if (i + 1 < n && text[i] == '.' && is_digit(text[i + 1]))
        for (i++; i < n && is_digit(text[i]); i++)
            ;
    if (i + 3 < n && n - i <= 4 && text[i] == 'e' && (text[i + 1] == '-' || text[i + 1] == '+') &&
        is_digit(text[i + 2]) && is_digit(text[i + 3]))
        i += 4;
    return i == n;
}

/* Reads "09-30-59" with that separator, all eight bytes at once. */
static bool three_numbers(const char *text, char separator, unsigned ret_numbers[3])
{
    static const uint64_t zeros = 0x3030003030003030, /* '0' where a digit stands */
        sixes = 0x0606000606000606,                   /* carries 10 to 15 into the upper half */
        must_go = 0xf0f0fff0f0fff0f0;
    uint64_t bytes, apart = (unsigned char)separator;

    memcpy(&bytes, text, sizeof(bytes));
    bytes = le64toh(bytes) ^ (zeros | apart << 16 | apart << 40);
    if ((bytes | (bytes + sixes)) & must_go)
        return false;
    bytes = bytes * 10 + (bytes >> 8); /* each digit with the one behind it */
    ret_numbers[0] = bytes & 0xff;
    ret_numbers[1] = bytes >> 24 & 0xff;
    ret_numbers[2] = bytes >> 48 & 0xff;
    return true;
}

/* Days since 1970-01-01 of a day of the Gregorian calendar; counts years from March. */
static int days(int year, int month, int day)
{
    int y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;

    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int month_length(int year, int month)
{
    static const unsigned char length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return length[month - 1] + (month == 2 && leap);
}

/* Excel's day number of the ISO date at the front of text; 0 when it has none. */
static int serial(const char *text, size_t n)
{
    unsigned part[3];

    if (n < 10 || !is_digit(text[0]) || !is_digit(text[1]) || !three_numbers(text + 2, '-', part))
        return 0;
    int year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (int)part[0];
    int month = (int)part[1], day = (int)part[2];
    if (year < 1900 || month < 1 || month > 12 || day < 1 ||
        (day > 28 && day > month_length(year, month)))
        return 0;
    int number = days(year, month, day) + 25569;
    return number >= 61 ? number : 0;
}

/* Seconds of the day in " hh:mm:ss[.fraction]"; -1 when it is something else. */
static int seconds(const char *text, size_t n)
{
    unsigned part[3];

    if (n < 9 || (text[0] != ' ' && text[0] != 'T') || !three_numbers(text + 1, ':', part))
        return -1;
    if (part[0] > 23 || part[1] > 59 || part[2] > 59)
        return -1;
    if (n > 9 && (text[9] != '.' || n > 16))
        return -1;
    for (size_t i = 10; i < n; i++)
        if (!is_digit(text[i]))
            return -1;
    return (int)(3600 * part[0] + 60 * part[1] + part[2]);
}

/* Two digits at a time, leading zeros too. */
static void put_pairs(char *p, uint32_t number, int pairs)
{
    static const char all[] = "00010203040506070809101112131415161718192021222324"
                              "25262728293031323334353637383940414243444546474849"
                              "50515253545556575859606162636465666768697071727374"
                              "75767778798081828384858687888990919293949596979899";

    for (p += 2 * pairs; pairs > 0; pairs--, number /= 100) {
        p -= 2;
        memcpy(p, all + number % 100 * 2, 2);
    }
}

/* Of days up to the year 2173 and from 1927 on there are five digits. */
static char *put_date(char *p, int day)
{
    char digits[8];
    size_t i = 0;

    if (day >= 10000 && day < 100000) {
        *p = (char)('0' + day / 10000);
        put_pairs(p + 1, (uint32_t)day % 10000, 2);
        p += 5;
    } else {
        put_pairs(digits, (uint32_t)day, 4);
        while (digits[i] == '0')
            i++;
        memcpy(p, digits + i, sizeof(digits) - i);
        p += sizeof(digits) - i;
    }
    *p = '\0';
    return p;
}

/* The fraction has 12 decimals: finer than a double of that size, so a reader that rounds to the
   second finds the second. */
static char *put_stamp(char *p, int day, int second)
{
    uint64_t part = (uint64_t)second * 1000000000000u;
    uint64_t fraction = (part + SECONDS_PER_DAY / 2) / SECONDS_PER_DAY;

    p = put_date(p, day);
    if (fraction == 0)
        return p;
    *p = '.';
    put_pairs(p + 1, (uint32_t)(fraction / 1000000), 3);
    put_pairs(p + 7, (uint32_t)(fraction % 1000000), 3);
    for (p += 13; p[-1] == '0'; p--)
        ;
    *p = '\0';
    return p;
}

static enum value_kind take_date(struct value *value, enum cell cell, const char *text, size_t n)
{
    int day = serial(text, n);
    int second = n > 10 ? seconds(text + 10, n - 10) : 0;
    char *end;

    if (day == 0 || second < 0)
        return VALUE_TEXT;
    bool date = n == 10 || (cell != CELL_STAMP && second == 0);
    end = date ? put_date(value->room, day) : put_stamp(value->room, day, second);
    value->digits = value->room;
    value->n = (size_t)(end - value->room);
    return date ? VALUE_DATE : VALUE_STAMP;
}

void book_cell_value(struct value *value, enum cell cell, const char *text, size_t n)
{
    value->kind = n == 0 ? VALUE_EMPTY : VALUE_TEXT;
    if (n == 0)
        return;
    switch (cell) {
    case CELL_TEXT:
    case CELL_ID:
        return;
    case CELL_COUNT:
    case CELL_NUMBER:
    case CELL_PERCENT:
        if (n >= NUMBER_MAX || !is_number(text, n))
            return;
        value->digits = text;
        value->n = n;
        value->kind = VALUE_NUMBER;
        return;
    case CELL_DATE:
    case CELL_STAMP:
    case CELL_MONTH:
        value->kind = take_date(value, cell, text, n);
        return;
    }
}

double book_cell_double(const struct value *value)
{
    double number = 0;

    return str_to_double(value->digits, &number) ? number : 0;
}
