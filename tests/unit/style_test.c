/* tests/unit/style_test.c - the colours of style.h: contrast (WCAG 2), order in a grey print, and what
 * remains of the differences for a reader who cannot tell red from green (Machado 2009, severity 1) */
#include <math.h>
#include <stdio.h>

#include "style.h"
#include "unit.h"
#include "banned.h"

struct rgb {
    double c[3]; /* linear, 0 to 1 */
};

static struct rgb linear(unsigned color)
{
    struct rgb out;
    for (int i = 0; i < 3; i++) {
        double c = (color >> (16 - 8 * i) & 255) / 255.0;
        out.c[i] = c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
    }
    return out;
}

static double luminance(struct rgb c)
{
    return 0.2126 * c.c[0] + 0.7152 * c.c[1] + 0.0722 * c.c[2];
}

static double contrast(unsigned one, unsigned two)
{
    double a = luminance(linear(one)), b = luminance(linear(two));
    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

/* As a black and white printer shows it, 0 black to 255 white. */
static double grey(unsigned color)
{
    double y = luminance(linear(color));
    return 255 * (y <= 0.0031308 ? 12.92 * y : 1.055 * pow(y, 1 / 2.4) - 0.055);
}

enum sight { USUAL, DEUTAN, PROTAN };

static struct rgb seen(unsigned color, enum sight sight)
{
    static const double deutan[3][3] = {{0.367322, 0.860646, -0.227968},
                                        {0.280085, 0.672501, 0.047413},
                                        {-0.011820, 0.042940, 0.968881}};
    static const double protan[3][3] = {{0.152286, 1.052583, -0.204868},
                                        {0.114503, 0.786281, 0.099216},
                                        {-0.003882, -0.048116, 1.051998}};
    struct rgb in = linear(color), out = in;
    for (int i = 0; sight != USUAL && i < 3; i++) {
        const double *row = sight == DEUTAN ? deutan[i] : protan[i];
        out.c[i] = fmin(1, fmax(0, row[0] * in.c[0] + row[1] * in.c[1] + row[2] * in.c[2]));
    }
    return out;
}

/* CIE 1976 L*a*b*, D65. */
static void lab(struct rgb c, double *out)
{
    double xyz[3] = {
        (0.4124 * c.c[0] + 0.3576 * c.c[1] + 0.1805 * c.c[2]) / 0.9505,
        luminance(c),
        (0.0193 * c.c[0] + 0.1192 * c.c[1] + 0.9505 * c.c[2]) / 1.089,
    };
    for (int i = 0; i < 3; i++)
        xyz[i] = xyz[i] > 0.008856 ? cbrt(xyz[i]) : 7.787 * xyz[i] + 16.0 / 116;
    out[0] = 116 * xyz[1] - 16;
    out[1] = 500 * (xyz[0] - xyz[1]);
    out[2] = 200 * (xyz[1] - xyz[2]);
}

static double difference(unsigned one, unsigned two, enum sight sight)
{
    double a[3], b[3], sum = 0;
    lab(seen(one, sight), a);
    lab(seen(two, sight), b);
    for (int i = 0; i < 3; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

static void test_the_measures_themselves(void **state)
{
    (void)state;
    assert_true(fabs(contrast(0x000000, 0xFFFFFF) - 21) < 0.01);
    assert_true(fabs(contrast(0x777777, 0xFFFFFF) - 4.48) < 0.01);
    assert_true(fabs(grey(0x808080) - 128) < 0.5);
    assert_true(fabs(difference(0x000000, 0xFFFFFF, USUAL) - 100) < 0.1);
    /* the classic pair: a red and a green that one in twelve men cannot tell apart */
    assert_true(difference(0xB03030, 0x6A6A00, USUAL) > 50);
    assert_true(difference(0xB03030, 0x6A6A00, DEUTAN) < 20);
}

static void test_text_can_be_read(void **state)
{
    (void)state;
    static const unsigned pairs[][2] = {
        {INK, WHITE}, {NAVY, WHITE}, {SECONDARY, WHITE}, {LINK, WHITE},    {ACT, WHITE},
        {NAVY, HEAD}, {INK, TOTAL},  {WHITE, ACT},       {LATE_INK, LATE}, {NAVY, WAIT},
        {INK, GAP},   {INK, INPUT},  {INK, LATEBAR},     {INK, SOONBAR},   {STATE, WHITE},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        if (contrast(pairs[i][0], pairs[i][1]) < 4.5)
            print_error("#%06X on #%06X: %.2f\n", pairs[i][0], pairs[i][1],
                        contrast(pairs[i][0], pairs[i][1]));
        assert_true(contrast(pairs[i][0], pairs[i][1]) >= 4.5);
    }
    /* edges that tell one thing from another need 3:1 */
    static const unsigned edges[][2] = {
        {BOX, WHITE}, {BOX, INPUT}, {LATE_INK, LATEBAR}, {NAVY, SOONBAR}, {ACT, WHITE}};
    for (size_t i = 0; i < sizeof(edges) / sizeof(*edges); i++)
        assert_true(contrast(edges[i][0], edges[i][1]) >= 3);
}

static const unsigned fills[] = {WHITE, LATE, WAIT, GAP, HEAD, TOTAL, INPUT};

static void test_the_worst_stands_out_in_grey(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(fills) / sizeof(*fills); i++)
        assert_true(grey(fills[i]) - grey(ACT) > 120);
    /* bars of one stack, in the order in which they touch */
    assert_true(grey(LATEBAR) - grey(ACT) > 100);
    assert_true(grey(SOONBAR) - grey(ACT) > 100);
    /* the own line against the state's, which is dashed too */
    assert_true(grey(STATE) - grey(NAVY) > 50);
}

static void test_differences_remain_without_red_and_green(void **state)
{
    (void)state;
    static const enum sight sights[] = {USUAL, DEUTAN, PROTAN};
    for (size_t s = 0; s < 3; s++) {
        for (size_t i = 0; i < sizeof(fills) / sizeof(*fills); i++)
            assert_true(difference(ACT, fills[i], sights[s]) > 50);
        assert_true(difference(LATE, WAIT, sights[s]) > 15);
        assert_true(difference(LATE, GAP, sights[s]) > 12);
        assert_true(difference(LATE, WHITE, sights[s]) > 12);
        assert_true(difference(ACT, LATEBAR, sights[s]) > 40);
        assert_true(difference(ACT, SOONBAR, sights[s]) > 40);
        assert_true(difference(LATEBAR, SOONBAR, sights[s]) > 25);
        assert_true(difference(NAVY, STATE, sights[s]) > 20);
        /* "Worse" in ACT and "Better" in NAVY: the word differs, and the colour still does */
        assert_true(difference(ACT, NAVY, sights[s]) > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_measures_themselves),
        cmocka_unit_test(test_text_can_be_read),
        cmocka_unit_test(test_the_worst_stands_out_in_grey),
        cmocka_unit_test(test_differences_remain_without_red_and_green),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
