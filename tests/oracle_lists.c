#include "tests/oracle_lists.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/mem.h"
#include "tests/oracle.h"
#include "tests/oracle_compare.h"
#include "tests/testing.h"
#include "tests/xlsx.h"

enum { CELLS = 16, CARE = 2, NEED = 3 }; /* worksheets */

struct line {
    const char *cells[CELLS];
    int count;
};

/* Cut a line up where there are bars. */
static void split(char *text, struct line *line)
{
    line->count = 0;
    while (text != NULL && line->count < CELLS) {
        line->cells[line->count++] = text;
        text = strchr(text, '|');
        if (text != NULL)
            *text++ = '\0';
    }
}

/* The cell at a place, from the end where it is below 0; "" for none. */
static const char *cell(const struct line *line, int at)
{
    at = at < 0 ? line->count + at : at;
    return at >= 0 && at < line->count ? line->cells[at] : "";
}

/* "None; id C4" is a child without a UPN. */
static const char *id_of(const struct line *line)
{
    const char *upn = cell(line, -2);
    const char *id = strstr(upn, "; id ");

    return id != NULL ? id + strlen("; id ") : upn;
}

static bool has_word(const char *words, const char *word)
{
    size_t len = strlen(word);

    for (; words != NULL; words = strchr(words, ';'), words += words != NULL)
        if (strncmp(words, word, len) == 0
            && (words[len] == ';' || words[len] == '\0'))
            return true;
    return false;
}

/* ---- what should be there ---- */

/* Children in care for the Virtual School, others for their team; of the watch
 * list those with a social worker. 0: on no sheet. */
static int sheet_of(const struct line *row)
{
    if (has_word(cell(row, 4), "CLA") || has_word(cell(row, 4), "cla"))
        return CARE;
    return has_word(cell(row, 4), "CIN") || has_word(cell(row, 4), "CPP")
                   || has_word(cell(row, 4), "csw")
               ? NEED
               : 0;
}

static void expect(const struct oracle_table *of, struct oracle_table *rows)
{
    for (size_t i = 0; i < of->count; i++) {
        char *text = mem_dup(of->rows[i].key);
        struct line line;
        char key[200];

        split(text, &line);
        if (sheet_of(&line) != 0) {
            (void)snprintf(key, sizeof(key), "%d|%s|%s|%s", sheet_of(&line),
                           cell(&line, 0), cell(&line, 2), cell(&line, 3));
            oracle_table_add(rows, key, NULL, 0);
        }
        free(text);
    }
    oracle_table_sort(rows);
}

/* ---- in which order ---- */

/*
 * How a child stands on the safety list: protection plans before others in
 * need, then by what is worst of its rows (unseen at a school that marks
 * others, at no school, seen, at a silent school), those of compulsory school
 * age before the others, then since when.
 */
struct standing {
    int plan, kind;
    bool is_of_other_age;
    char since[DATE_TEXT_SIZE];
};

static int kind_of(const struct line *row)
{
    static const char *const seen[] = { "two_rolls", "present_while_away",
                                        "part_time_lapsed", "new_to_care" };

    if (strcmp(cell(row, 2), "school_silent") == 0)
        return 4;
    for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
        if (strcmp(cell(row, 2), seen[i]) == 0)
            return 3;
    return cell(row, 1)[0] == '\0' ? 2 : 1;
}

static void stand(const struct oracle_table *of, const char *id,
                  struct standing *standing)
{
    *standing = (struct standing){ .kind = 5, .since = "9999-12-31" };
    for (size_t i = 0; i < of->count; i++) {
        char *text = mem_dup(of->rows[i].key);
        struct line line;

        split(text, &line);
        if (strcmp(cell(&line, 0), id) == 0) {
            standing->plan = strcmp(cell(&line, 4), "CIN") == 0;
            if (kind_of(&line) < standing->kind)
                standing->kind = kind_of(&line);
            if (strcmp(cell(&line, 3), standing->since) < 0)
                (void)snprintf(standing->since, sizeof(standing->since), "%s",
                               cell(&line, 3));
        }
        free(text);
    }
}

static int compare_standing(const struct standing *a, const struct standing *b)
{
    if (a->plan != b->plan)
        return a->plan - b->plan;
    if (a->kind != b->kind)
        return a->kind - b->kind;
    if (a->is_of_other_age != b->is_of_other_age)
        return a->is_of_other_age - b->is_of_other_age;
    return strcmp(a->since, b->since);
}

/* ---- what is there ---- */

struct reading {
    const struct oracle *oracle;
    const struct oracle_table *of;
    bool is_ordered;
    struct oracle_table found;
    size_t disorder;
    char team[64]; /* of the line before */
    struct standing before;
};

static void look_at_order(struct reading *r, const char *team, const char *id)
{
    struct standing now;

    stand(r->of, id, &now);
    now.is_of_other_age = !oracle_is_of_compulsory_age(r->oracle, id);
    if (strcmp(team, r->team) == 0 && compare_standing(&r->before, &now) > 0) {
        (void)fprintf(stderr, "    %s stands too late\n", id);
        r->disorder++;
    }
    (void)snprintf(r->team, sizeof(r->team), "%s", team);
    r->before = now;
}

/* Lines after the headings; a day is a number of days since 1899. */
static void read_sheet(struct reading *r, const char *book, int sheet,
                       int since)
{
    char *rows = xlsx_rows(book, sheet);
    char *text = strstr(rows, "|Rule\n");

    r->team[0] = '\0';
    for (text = text != NULL ? strchr(text, '\n') + 1 : NULL;
         text != NULL && *text != '\0';) {
        char *next = strchr(text, '\n');
        char day[DATE_TEXT_SIZE];
        struct line line;
        char key[200];

        if (next != NULL)
            *next++ = '\0';
        split(text, &line);
        date_format(date_make(1899, 12, 30)
                        + (date_t)strtol(cell(&line, since), NULL, 10),
                    day);
        (void)snprintf(key, sizeof(key), "%d|%s|%s|%s", sheet, id_of(&line),
                       cell(&line, -1), day);
        oracle_table_add(&r->found, key, NULL, 0);
        if (r->is_ordered)
            look_at_order(r, sheet == NEED ? cell(&line, 0) : "care",
                          id_of(&line));
        text = next;
    }
    free(rows);
}

static size_t compare_list(const struct oracle *oracle, const char *folder,
                           const char *name, enum oracle_table_id id, int since)
{
    const struct oracle_reading reading = { name, NULL, id, 4 };
    struct reading r = { .oracle = oracle,
                         .of = oracle_table(oracle, id),
                         .is_ordered = id == ORACLE_SAFETY };
    struct oracle_table expected = { NULL, 0, 0 };
    size_t differences;
    char book[200];

    (void)snprintf(book, sizeof(book), "%s/%s", folder, name);
    expect(r.of, &expected);
    read_sheet(&r, book, CARE, since);
    read_sheet(&r, book, NEED, since + 2); /* the team and plan before it */
    oracle_table_sort(&r.found);
    differences = oracle_compare(&reading, &expected, &r.found, false);
    oracle_table_release(&expected);
    oracle_table_release(&r.found);
    return differences + r.disorder;
}

size_t oracle_lists_compare(const struct oracle *oracle, const char *folder)
{
    return compare_list(oracle, folder, "safety.xlsx", ORACLE_SAFETY, 5)
           + compare_list(oracle, folder, "watch-list.xlsx", ORACLE_WATCH, 4);
}
