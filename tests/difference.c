#include "tests/difference.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"
#include "tests/testing.h"

/* The sum of the lines' hashes (FNV-1a, finished as splitmix64 is). */
static uint64_t sum_of_lines(const char *text)
{
    static const uint64_t basis = UINT64_C(14695981039346656037);
    uint64_t sum = 0, h = basis;

    for (; *text; text++) {
        h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
        if (*text != '\n')
            continue;
        h = (h ^ h >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        h = (h ^ h >> 27) * UINT64_C(0x94D049BB133111EB);
        sum += h ^ h >> 31;
        h = basis;
    }
    return sum;
}

bool difference_same(const char *one, const char *other)
{
    return !strcmp(one, other)
           || (strlen(one) == strlen(other)
               && sum_of_lines(one) == sum_of_lines(other));
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **split(char *text, size_t *count)
{
    char **lines = NULL;
    size_t capacity = 0;

    *count = 0;
    for (char *at = text; *at;) {
        char *end = at + strcspn(at, "\n");

        MEM_ROOM(lines, *count, capacity);
        lines[(*count)++] = at;
        at = *end ? end + 1 : end;
        *end = '\0';
    }
    if (*count)
        qsort(lines, *count, sizeof(*lines), compare_lines);
    return lines;
}

void difference_sort(struct str *text)
{
    char *unsorted = str_take(text);
    size_t count;
    char **lines = split(unsorted, &count);

    for (size_t i = 0; i < count; i++) {
        str_add(text, lines[i]);
        str_add_c(text, '\n');
    }
    free(lines);
    free(unsorted);
}

static void say_line(char sign, const char *line)
{
    struct str text = STR_INIT;

    for (const char *at = line; *at; at++) {
        char digits[17] = "";
        uint64_t bits;
        double number;

        if (*at != DIFFERENCE_BITS) {
            str_add_c(&text, *at);
            continue;
        }
        memcpy(digits, at + 1, 16);
        bits = strtoull(digits, NULL, 16);
        memcpy(&number, &bits, sizeof(number));
        str_addf(&text, "%.17g", number);
        at += 16;
    }
    print_error("  %c %s\n", sign, text.text);
    str_release(&text);
}

void difference_say(const char *one, const char *other)
{
    size_t expected_count, actual_count, e = 0, a = 0;
    char *expected = mem_dup(one), *actual = mem_dup(other);
    char **old = split(expected, &expected_count);
    char **new = split(actual, &actual_count);

    for (int said = 0; said < 12 && (e < expected_count || a < actual_count);) {
        int order = e == expected_count ? 1
                    : a == actual_count ? -1
                                        : strcmp(old[e], new[a]);

        if (order)
            say_line(order < 0 ? '-' : '+', order < 0 ? old[e] : new[a]);
        said += order != 0;
        e += order <= 0;
        a += order >= 0;
    }
    free(old);
    free(new);
    free(expected);
    free(actual);
}
