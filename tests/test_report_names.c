/* Who may be named where: every byte of every file that a run publishes. */
#include "report/report.h"

#include <ctype.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define LATEST "w/outbox/latest"

/* Folders whose readers may know whom a row is about. */
static const char *const named[] = { "restricted", "advisers" };

/* What a child may be known by; the fixture's names stand for nothing else. */
struct secrets {
    struct map words; /* UPNs, ChildIDs, names */
    char **dates;     /* of birth, in each way that a date is printed */
    size_t date_count, date_capacity;
};

static void add_word(struct secrets *s, const char *word)
{
    bool is_new;

    map_put(&s->words, word, strlen(word), 1, &is_new);
}

static void add_date(struct secrets *s, const char *text)
{
    MEM_ROOM(s->dates, s->date_count, s->date_capacity);
    s->dates[s->date_count++] = mem_dup(text);
}

static void read_words(struct secrets *s, struct db *db, const char *select)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;
    int row;

    assert_ok(query_open(&q, db, select, &err), &err);
    while ((row = query_step(q, &err)) == 1)
        add_word(s, query_text(q, 0));
    assert_ok(row, &err);
    query_close(q);
}

static void read_dates(struct secrets *s, struct db *db)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;
    int row;

    assert_ok(query_open(&q, db,
                         "select distinct date_of_birth from dim_pupil"
                         " where date_of_birth is not null",
                         &err),
              &err);
    while ((row = query_step(q, &err)) == 1) {
        struct date_parts born = date_split(date_parse_iso(query_text(q, 0)));
        const char *month = date_month(born.month);
        char text[64];

        add_date(s, query_text(q, 0));
        snprintf(text, sizeof(text), "%02d/%02d/%d", born.day, born.month,
                 born.year);
        add_date(s, text);
        snprintf(text, sizeof(text), "%d %s %d", born.day, month, born.year);
        add_date(s, text);
        snprintf(text, sizeof(text), "%d %.3s %d", born.day, month, born.year);
        add_date(s, text);
    }
    assert_ok(row, &err);
    query_close(q);
}

static void secrets_read(struct secrets *s, struct db *db)
{
    memset(s, 0, sizeof(*s));
    read_words(s, db, "select upn from dim_pupil where upn is not null");
    read_words(s, db,
               "select surname from dim_pupil"
               " where surname is not null");
    read_words(s, db,
               "select forename from dim_pupil"
               " where forename is not null");
    read_words(s, db,
               "select child_id from dim_pupil where child_id is not null");
    read_dates(s, db);
    assert_true(s->words.count > 1000);
    assert_int_equal(s->date_count, 3 * 4);
}

static void secrets_release(struct secrets *s)
{
    map_release(&s->words);
    for (size_t i = 0; i < s->date_count; i++)
        free(s->dates[i]);
    free(s->dates);
}

/* Pictures hold NULs, which end no text. */
static bool holds(const struct str *text, const char *what)
{
    size_t len = strlen(what);
    const char *end = text->text + text->len;

    for (const char *at = text->text; (size_t)(end - at) >= len; at++) {
        at = memchr(at, what[0], (size_t)(end - at) - len + 1);
        if (!at)
            return false;
        if (!memcmp(at, what, len))
            return true;
    }
    return false;
}

/* The first of them that stands in a text; NULL where none does. */
static char *find_secret(const struct secrets *s, const struct str *text)
{
    for (size_t i = 0; i < text->len;) {
        size_t from = i;

        while (i < text->len && isalnum((unsigned char)text->text[i]))
            i++;
        if (i > from && map_find(&s->words, text->text + from, i - from))
            return mem_dup_n(text->text + from, i - from);
        i += i == from;
    }
    for (size_t i = 0; i < s->date_count; i++)
        if (text->len && holds(text, s->dates[i]))
            return mem_dup(s->dates[i]);
    return NULL;
}

/* -------------------------------------------- what a file holds, unpacked */

static int digit_of(char c)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* Pictures that stand in a page, after all else. */
static void add_pictures(struct str *text)
{
    static const char mark[] = ";base64,";
    struct str pictures = STR_INIT;

    for (const char *at = text->text; (at = strstr(at, mark));) {
        unsigned bits = 0;
        int have = 0;
        int digit;

        for (at += strlen(mark); (digit = digit_of(*at)) >= 0; at++) {
            bits = bits << 6 | (unsigned)digit;
            have += 6;
            if (have >= 8) {
                have -= 8;
                str_add_c(&pictures, (char)(bits >> have & 0xff));
            }
        }
    }
    str_add_n(text, pictures.text ? pictures.text : "", pictures.len);
    str_release(&pictures);
}

static bool ends_in(const char *path, const char *end)
{
    size_t len = strlen(path), tail = strlen(end);

    return len >= tail && !strcmp(path + len - tail, end);
}

static uint32_t read_length(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8
           | at[3];
}

/* A picture's own words; its squeezed dots hold any letters by chance. */
static void add_png(struct str *out, const char *bytes, size_t len)
{
    const unsigned char *at = (const unsigned char *)bytes + 8;
    const unsigned char *end = (const unsigned char *)bytes + len;

    while (end - at >= 12) {
        size_t size = read_length(at);

        assert_true(size <= (size_t)(end - at) - 12);
        if (memcmp(at + 4, "IDAT", 4) != 0)
            str_add_n(out, (const char *)at + 4, size + 4);
        at += size + 12;
    }
}

static void read_unpacked(struct str *out, const char *path)
{
    struct err err = ERR_INIT;
    char *bytes;
    size_t len;

    str_clear(out);
    if (ends_in(path, ".xlsx")) {
        char *all = xlsx_all(path);

        str_add(out, all);
        free(all);
        return;
    }
    assert_ok(file_read(path, &bytes, &len, &err), &err);
    if (ends_in(path, ".png"))
        add_png(out, bytes, len);
    else
        str_add_n(out, bytes, len);
    free(bytes);
    if (ends_in(path, ".html"))
        add_pictures(out);
}

/* ------------------------------------------------------------------- tests */

static void publish(struct world *w)
{
    struct report_result result;
    struct err err = ERR_INIT;

    assert_ok(report_fixture_publish(w, NULL, 0, 1, &result, &err), &err);
}

static bool may_name(const char *path)
{
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        size_t len = strlen(named[i]);

        if (!strncmp(path, named[i], len) && path[len] == '/')
            return true;
    }
    return false;
}

struct tally {
    size_t files; /* that may name nobody */
    size_t named; /* that do, and may */
};

static void look_at(const struct secrets *s, const char *path,
                    struct tally *tally)
{
    struct str text = STR_INIT;
    const char *below = strstr(path, LATEST "/") + strlen(LATEST "/");
    char *found;

    read_unpacked(&text, path);
    found = find_secret(s, &text);
    if (may_name(below)) {
        tally->named += found != NULL;
    } else {
        tally->files++;
        if (found)
            fail_msg("'%s' stands in %s", found, below);
    }
    free(found);
    str_release(&text);
}

static void only_those_who_may_read_names_do(void **state)
{
    char latest[] = LATEST "/";
    char *roots[] = { latest, NULL };
    struct tally tally = { 0 };
    struct world w;
    struct secrets s;
    FTS *tree;

    (void)state;
    report_fixture_open(&w, "w");
    publish(&w);
    secrets_read(&s, w.db);
    tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    assert_non_null(tree);
    for (FTSENT *entry; (entry = fts_read(tree));)
        if (entry->fts_info == FTS_F)
            look_at(&s, entry->fts_path, &tally);
    fts_close(tree);
    assert_true(tally.files > 10);
    assert_true(tally.named > 1);
    secrets_release(&s);
    world_close(&w);
}

/* A file of the county that sends names, and the same of the one that sends
 * none: where nobody is named both say the same, but for the hashes of what was
 * sent, and where children are, the second has somebody still, by the number.
 */
static void look_at_both(const struct secrets *s, const char *path,
                         struct tally *tally)
{
    struct str with = STR_INIT, without = STR_INIT;
    const char *below = strstr(path, LATEST "/") + strlen(LATEST "/");
    char other[1024];

    snprintf(other, sizeof(other), "n/outbox/latest/%s", below);
    read_unpacked(&without, other);
    if (may_name(below)) {
        char *found = find_secret(s, &without);

        tally->named += found != NULL;
        free(found);
    } else if (strcmp(below, "manifest.json") != 0
               && strcmp(below, "annual/basis.csv") != 0) {
        read_unpacked(&with, path);
        if (strcmp(with.text, without.text) != 0)
            fail_msg("%s is another without names", below);
        tally->files++;
    }
    str_release(&with);
    str_release(&without);
}

static void without_names_every_figure_is_the_same(void **state)
{
    char latest[] = LATEST "/";
    char *roots[] = { latest, NULL };
    struct tally tally = { 0 };
    struct world w, nameless;
    struct secrets s;
    FTS *tree;

    (void)state;
    report_fixture_open(&w, "w");
    publish(&w);
    report_fixture_open_nameless(&nameless, "n");
    publish(&nameless);
    secrets_read(&s, w.db);
    tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    assert_non_null(tree);
    for (FTSENT *entry; (entry = fts_read(tree));)
        if (entry->fts_info == FTS_F)
            look_at_both(&s, entry->fts_path, &tally);
    fts_close(tree);
    assert_true(tally.files > 10);
    assert_true(tally.named > 1);
    secrets_release(&s);
    world_close(&nameless);
    world_close(&w);
}

/* What looks for names finds them, also where they are packed away. */
static void a_name_that_is_hidden_is_found(void **state)
{
    struct secrets s = { 0 };
    struct str text = STR_INIT;
    char *found;

    (void)state;
    add_word(&s, "A919400024002");
    add_date(&s, "1 Mar 2011");
    str_add(&text, "<img src=\"data:image/svg+xml;base64,"
                   "PHN2Zz5BOTE5NDAwMDI0MDAyPC9zdmc+\"/>");
    assert_null(find_secret(&s, &text));
    add_pictures(&text);
    found = find_secret(&s, &text);
    assert_string_equal(found, "A919400024002");
    free(found);
    str_clear(&text);
    str_add(&text, "born 1 Mar 2011.");
    found = find_secret(&s, &text);
    assert_string_equal(found, "1 Mar 2011");
    free(found);
    str_release(&text);
    secrets_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_that_is_hidden_is_found),
        cmocka_unit_test(only_those_who_may_read_names_do),
        cmocka_unit_test(without_names_every_figure_is_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
