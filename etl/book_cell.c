/* etl/book_cell.c - SQL text becomes the value of a cell, see book_int.h
 *
 * What is not a value of the cell's kind stays text: a word in a column of dates, a date that
 * Excel does not know (before 1900-03-01: its calendar has a 29 February 1900), NaN, a number
 * with more digits than Excel keeps.
 */
#include <stdio.h>
#include <string.h>

#include "book_int.h"

#include "banned.h"

enum { DIGITS = 15, SECONDS_PER_DAY = 86400 };

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

/* Digits at text[at..], -1 when there is another character. */
static int number_at(const char *text, size_t at, size_t n)
{
    int value = 0;

    for (size_t i = at; i < at + n; i++) {
        if (!is_digit(text[i]))
            return -1;
        value = 10 * value + (text[i] - '0');
    }
    return value;
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
    if (n < 10 || text[4] != '-' || text[7] != '-')
        return 0;
    int year = number_at(text, 0, 4), month = number_at(text, 5, 2), day = number_at(text, 8, 2);
    if (year < 1900 || month < 1 || month > 12 || day < 1 || day > month_length(year, month))
        return 0;
    int number = days(year, month, day) + 25569;
    return number >= 61 ? number : 0;
}

/* Seconds of the day in " hh:mm:ss[.fraction]"; -1 when it is something else. */
static int seconds(const char *text, size_t n)
{
    if (n < 9 || (text[0] != ' ' && text[0] != 'T') || text[3] != ':' || text[6] != ':')
        return -1;
    int hour = number_at(text, 1, 2), minute = number_at(text, 4, 2),
        second = number_at(text, 7, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return -1;
    if (n > 9 && (text[9] != '.' || n > 16 || number_at(text, 10, n - 10) < 0))
        return -1;
    return 3600 * hour + 60 * minute + second;
}

static void put_date(struct value *value, int day)
{
    char *p = value->digits + 8;
    size_t n = 0;

    *p = '\0';
    for (; day > 0; day /= 10, n++)
        *--p = (char)('0' + day % 10);
    memmove(value->digits, p, n + 1);
    value->kind = VALUE_DATE;
}

/* The fraction has 12 decimals: finer than a double of that size, so a reader that rounds to the
   second finds the second. */
static void put_stamp(struct value *value, int day, int second)
{
    uint64_t part = (uint64_t)second * 1000000000000u;
    unsigned long long fraction = (part + SECONDS_PER_DAY / 2) / SECONDS_PER_DAY;

    put_date(value, day);
    value->kind = VALUE_STAMP;
    if (fraction == 0)
        return;
    size_t n = strlen(value->digits);
    value->digits[n++] = '.';
    for (size_t i = 12; i-- > 0; fraction /= 10)
        value->digits[n + i] = (char)('0' + fraction % 10);
    for (n += 12; value->digits[n - 1] == '0'; n--)
        ;
    value->digits[n] = '\0';
}

void book_cell_value(struct value *value, enum cell cell, const char *text, size_t n)
{
    int day, second;

    if (n == 0) {
        value->kind = VALUE_EMPTY;
        return;
    }
    value->kind = VALUE_TEXT;
    switch (cell) {
    case CELL_TEXT:
    case CELL_ID:
        return;
    case CELL_COUNT:
    case CELL_NUMBER:
    case CELL_PERCENT:
        if (n >= sizeof(value->digits) || !is_number(text, n))
            return;
        memcpy(value->digits, text, n + 1);
        value->kind = VALUE_NUMBER;
        return;
    case CELL_DATE:
    case CELL_STAMP:
    case CELL_MONTH:
        day = serial(text, n);
        if (day == 0)
            return;
        second = n > 10 ? seconds(text + 10, n - 10) : 0;
        if (second < 0)
            return;
        if (n == 10 || (cell != CELL_STAMP && second == 0))
            put_date(value, day);
        else
            put_stamp(value, day, second);
        return;
    }
}

double book_cell_double(const struct value *value)
{
    double number = 0;

    return str_to_double(value->digits, &number) ? number : 0;
}
