/* Marks of many contents into strings, held against the rule said mark by
   mark (details 5): the newer content's counts, and what it came from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/markday.h"
#include "core/err.h"
#include "core/mem.h"
#include "ingest/keep/content.h"
#include "ingest/load/markstore.h"
#include "tests/testing.h"
#include "tests/world.h"

#define SCHOOLS 2
#define PUPILS 5
#define DAYS 12 /* on both sides of a bucket's end, with two weekends */
#define CONTENTS 8
#define FIRST_CONTENT 120 /* keys of one byte and of two */
#define LINES_MAX (PUPILS * DAYS * 2 + 16)

struct line {
    int school, pupil, day, session;
    char mark[2];
    bool on_roll;
};

struct file {
    char stamp[32];
    struct line lines[LINES_MAX];
    int count;
};

struct mark {
    char symbol; /* 0 = none */
    int content;
};

struct model {
    struct mark at[SCHOOLS][PUPILS][DAYS][2]; /* by day and session */
};

struct scene {
    struct world w;
    struct contents contents;
    struct markstore store;
    struct file files[CONTENTS];
    struct model now;
};

static date_t day_of(int day)
{
    return date_make(2025, 10, 22) + day;
}

/* --- the rule ------------------------------------------------------------ */

static bool is_same(char a, char b)
{
    return (a == '\\' ? '/' : a) == (b == '\\' ? '/' : b);
}

static bool is_same_place(const struct line *a, const struct line *b)
{
    return a->school == b->school && a->pupil == b->pupil && a->day == b->day
           && a->session == b->session;
}

static const struct line *last_for(const struct file *file,
                                   const struct line *line)
{
    const struct line *last = line;

    for (const struct line *at = line; at < file->lines + file->count; at++)
        if (is_same_place(at, line))
            last = at;
    return last;
}

static void apply(struct scene *s, int content, struct marks_counts *counts)
{
    const struct file *file = &s->files[content];

    memset(counts, 0, sizeof(*counts));
    for (const struct line *line = file->lines;
         line < file->lines + file->count; line++) {
        const struct line *last = last_for(file, line);
        struct mark *mark =
            &s->now.at[line->school][line->pupil][line->day][line->session];
        char symbol = line->mark[0];
        bool is_older =
            mark->symbol
            && strcmp(s->files[mark->content].stamp, file->stamp) > 0;
        int64_t *count = &counts->loaded;

        if (last != line)
            count = is_same(last->mark[0], symbol) ? &counts->duplicate
                                                   : &counts->superseded;
        else if (mark->symbol && is_same(mark->symbol, symbol))
            count = &counts->duplicate;
        else if (mark->symbol && (is_older || mark->content == content))
            count = &counts->superseded;
        *count += line->on_roll;
        if (last == line && !is_older)
            *mark = (struct mark){ symbol, content };
    }
}

static void forget(struct scene *s, int content, int school)
{
    struct mark *marks = &s->now.at[school][0][0][0];

    for (size_t i = 0; i < PUPILS * DAYS * 2; i++)
        if (marks[i].symbol && marks[i].content == content)
            marks[i] = (struct mark){ 0, 0 };
}

/* --- the store ----------------------------------------------------------- */

static void scene_open(struct scene *s)
{
    struct err err = ERR_INIT;

    world_open(&s->w, "merge");
    assert_ok(db_exec(s->w.db, "begin", &err), &err);
    for (int i = 1; i <= SCHOOLS; i++)
        assert_ok(db_execf(s->w.db, &err,
                           "insert into school_ident values (%d, '10000%d')", i,
                           i),
                  &err);
    for (int i = 1; i <= PUPILS; i++)
        assert_ok(db_execf(s->w.db, &err,
                           "insert into ident values (%d, 'upn', '%d')", i, i),
                  &err);
    assert_ok(contents_open(&s->contents, s->w.db, &err), &err);
    markstore_open(&s->store, s->w.db, &s->contents);
}

static void scene_close(struct scene *s)
{
    markstore_close(&s->store);
    contents_close(&s->contents);
    world_close(&s->w);
}

static void add_content(struct scene *s, int content)
{
    struct err err = ERR_INIT;

    assert_ok(db_execf(s->w.db, &err,
                       "insert into content (content_id, sha256, type, status,"
                       " stamp, encoding) values (%d, '%d', 'attendance',"
                       " 'loaded', '%s', 0)",
                       content + FIRST_CONTENT * (content % 2 + 1), content,
                       s->files[content].stamp),
              &err);
}

static int64_t content_key(int content)
{
    return content + FIRST_CONTENT * (content % 2 + 1);
}

static int content_of_key(int64_t key)
{
    for (int i = 0; i < CONTENTS; i++)
        if (content_key(i) == key)
            return i;
    return -1;
}

static void load(struct scene *s, int content)
{
    const struct file *file = &s->files[content];
    struct err err = ERR_INIT;

    markstore_begin(&s->store, content_key(content));
    for (const struct line *line = file->lines;
         line < file->lines + file->count; line++) {
        const struct mark_of of = { line->school + 1, line->pupil + 1,
                                    day_of(line->day) };

        assert_ok(markstore_add(&s->store, &of, line->session, line->mark,
                                line->on_roll, &err),
                  &err);
    }
    assert_ok(markstore_end(&s->store, &err), &err);
}

/* --- what is kept --------------------------------------------------------- */

static void read_marks(struct scene *s, struct model *marks)
{
    struct err err = ERR_INIT;
    struct query *q;

    memset(marks, 0, sizeof(*marks));
    assert_ok(query_open(&q, s->w.db,
                         "select school_key, ident_key, bucket, marks, pattern"
                         " from mark_string left join mark_source"
                         " using (source_id, bucket, school_key)",
                         &err),
              &err);
    while (query_step(q, &err) == 1) {
        int bucket = (int)query_int(q, 2);
        const char *text = query_text(q, 3);
        size_t len;
        const void *pattern = query_blob(q, 4, &len);

        assert_int_not_equal(text[strlen(text) - 1], ' ');
        for (int at = 0; text[at]; at++) {
            int day = markday_date(bucket, at) - day_of(0);

            if (text[at] == ' ')
                continue;
            assert_in_range(day, 0, DAYS - 1);
            marks->at[query_int(q, 0) - 1][query_int(q, 1) - 1][day][at % 2] =
                (struct mark){ text[at], content_of_key(
                                             marksource_at(pattern, len, at)) };
        }
    }
    query_close(q);
}

/* Which buckets and schools have other marks than before, a bit each. */
static unsigned compare_buckets(const struct model *before,
                                const struct model *now)
{
    unsigned changed = 0;

    for (int school = 0; school < SCHOOLS; school++)
        for (int pupil = 0; pupil < PUPILS; pupil++)
            for (int i = 0; i < DAYS * 2; i++)
                if (before->at[school][pupil][i / 2][i % 2].symbol
                    != now->at[school][pupil][i / 2][i % 2].symbol)
                    changed |=
                        1u << (school * 8 + markday_bucket(day_of(i / 2)) % 8);
    return changed;
}

static unsigned noted_buckets(struct scene *s)
{
    struct err err = ERR_INIT;
    unsigned changed = 0;
    struct query *q;

    assert_ok(query_open(&q, s->w.db,
                         "select school_key, bucket from changed_marks", &err),
              &err);
    while (query_step(q, &err) == 1)
        changed |= 1u << ((query_int(q, 0) - 1) * 8 + query_int(q, 1) % 8);
    query_close(q);
    assert_int_equal(world_int(&s->w, "select count(*) from changed_relation"
                                      " where relation = 'mark_string'"),
                     changed != 0);
    assert_ok(db_exec(s->w.db,
                      "delete from changed_marks; delete from changed_relation",
                      &err),
              &err);
    return changed;
}

/* Nothing is kept of who has no marks, and nobody is missing. */
static void check_pupils(struct scene *s)
{
    assert_int_equal(
        world_int(&s->w, "select count(*) from (select school_key, ident_key"
                         " from mark_pupil except select school_key, ident_key"
                         " from mark_string)"),
        0);
    assert_int_equal(
        world_int(&s->w, "select count(*) from (select school_key, ident_key"
                         " from mark_string except select school_key, ident_key"
                         " from mark_pupil)"),
        0);
}

static bool is_same_model(const struct model *a, const struct model *b)
{
    const struct mark *x = &a->at[0][0][0][0], *y = &b->at[0][0][0][0];

    for (size_t i = 0; i < sizeof(*a) / sizeof(*x); i++)
        if (x[i].symbol != y[i].symbol || x[i].content != y[i].content)
            return false;
    return true;
}

static void check(struct prop *p, struct scene *s, const struct model *before)
{
    struct model kept;

    read_marks(s, &kept);
    prop_assert(p, is_same_model(&kept, &s->now));
    prop_assert(p, noted_buckets(s) == compare_buckets(before, &s->now));
    check_pupils(s);
}

/* --- drawing -------------------------------------------------------------- */

static const char symbols[] = "/\\ILB";

static void add_line(struct prop *p, struct file *file, int school, int pupil,
                     int day, int session, char symbol)
{
    assert_true(file->count < LINES_MAX);
    file->lines[file->count++] = (struct line){
        school, pupil, day, session, { symbol, '\0' }, prop_below(p, 8) != 0
    };
}

static char draw_symbol(struct prop *p)
{
    return symbols[prop_below(p, sizeof(symbols) - 1)];
}

/* A school sends all days up to one again: few marks are another, and now and
   then a pupil is not in it. */
static void draw_year(struct prop *p, struct file *file, int school)
{
    int last = 1 + (int)prop_below(p, DAYS);
    size_t odd = 1 + prop_below(p, 60);

    for (int pupil = 0; pupil < PUPILS; pupil++)
        for (int i = 0; i < 2 * last && prop_below(p, 200); i++)
            if (date_weekday(day_of(i / 2)) <= 5 && pupil * 7 % (i + 2))
                add_line(p, file, school, pupil, i / 2, i % 2,
                         prop_below(p, odd) ? "/\\"[i % 2] : draw_symbol(p));
}

static void draw_day(struct prop *p, struct file *file, int school)
{
    int day = (int)prop_below(p, DAYS);

    for (int pupil = 0; pupil < PUPILS; pupil++)
        for (int session = 0; session < 2; session++)
            add_line(p, file, school, pupil, day, session,
                     prop_below(p, 5) ? '/' : draw_symbol(p));
}

static void draw_few(struct prop *p, struct file *file)
{
    int pupil = (int)prop_below(p, PUPILS);

    for (size_t left = 1 + prop_below(p, 10); left > 0; left--)
        add_line(p, file, (int)prop_below(p, SCHOOLS), pupil,
                 (int)prop_below(p, 3) * 5, (int)prop_below(p, 2),
                 draw_symbol(p));
}

static void draw_file(struct prop *p, struct file *file)
{
    int school = (int)prop_below(p, SCHOOLS);

    file->count = 0;
    snprintf(file->stamp, sizeof(file->stamp), "2025-12-%02d %llu",
             1 + (int)prop_below(p, 28), (unsigned long long)prop_random(p));
    switch (prop_below(p, 4)) {
    case 0:
        draw_day(p, file, school);
        break;
    case 1:
        draw_few(p, file);
        break;
    default:
        draw_year(p, file, school);
    }
}

static void begin_anew(struct prop *p, struct scene *s)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(s->w.db,
                      "delete from mark_string; delete from mark_source;"
                      " delete from content_school; delete from content;"
                      " delete from changed_marks;"
                      " delete from changed_relation",
                      &err),
              &err);
    check_pupils(s);
    markstore_forget(&s->store);
    contents_forget(&s->contents);
    memset(&s->now, 0, sizeof(s->now));
    for (int i = 0; i < CONTENTS; i++) {
        draw_file(p, &s->files[i]);
        add_content(s, i);
    }
}

static void each_mark_is_the_newest_contents(void **state)
{
    struct scene *s = mem_zero(1, sizeof(*s));
    struct err err = ERR_INIT;
    struct marks_counts counts;
    struct model before;

    (void)state;
    scene_open(s);
    for (struct prop p = prop_begin(150); prop_next(&p);) {
        begin_anew(&p, s);
        for (int step = 0; step < 12; step++) {
            int content = (int)prop_below(&p, CONTENTS);
            int school = (int)prop_below(&p, SCHOOLS);

            before = s->now;
            if (prop_below(&p, 6)) {
                load(s, content);
                apply(s, content, &counts);
                prop_assert(
                    &p, memcmp(&counts, &s->store.merge.counts, sizeof(counts))
                            == 0);
            } else {
                assert_ok(markstore_clear(&s->store, content_key(content),
                                          school + 1, &err),
                          &err);
                forget(s, content, school);
            }
            check(&p, s, &before);
        }
    }
    scene_close(s);
    free(s);
}

/* --- what is written ------------------------------------------------------ */

static void fill_year(struct file *file, const char *stamp, int pupils)
{
    struct prop p = { 1, 1, 0 };

    file->count = 0;
    snprintf(file->stamp, sizeof(file->stamp), "%s", stamp);
    for (int pupil = 0; pupil < pupils; pupil++)
        for (int i = 0; i < 2 * DAYS; i++)
            add_line(&p, file, 0, pupil, i / 2, i % 2, "/\\"[i % 2]);
}

/* Rows of strings that a content changes. */
static int64_t rows_written(struct scene *s, int content)
{
    struct err err = ERR_INIT;
    struct marks_counts counts;
    struct model kept;
    int64_t rows;

    assert_ok(db_exec(s->w.db, "delete from written", &err), &err);
    load(s, content);
    apply(s, content, &counts);
    read_marks(s, &kept);
    assert_true(is_same_model(&kept, &s->now));
    rows = world_int(&s->w, "select count(*) from written");
    return rows;
}

/* Where all strings of a source go on alike, it is the source that changes. */
static void a_year_sent_again_writes_no_string(void **state)
{
    struct scene *s = mem_zero(1, sizeof(*s));
    struct err err = ERR_INIT;

    (void)state;
    scene_open(s);
    assert_ok(db_exec(s->w.db,
                      "create temp table written (ident_key integer);"
                      " create temp trigger mark_written after update on"
                      " main.mark_string begin insert into written values"
                      " (new.ident_key); end",
                      &err),
              &err);
    fill_year(&s->files[0], "2025-12-01", PUPILS);
    fill_year(&s->files[1], "2025-12-02", PUPILS);
    fill_year(&s->files[2], "2025-12-03", PUPILS - 1);
    fill_year(&s->files[3], "2025-12-04", PUPILS);
    fill_year(&s->files[4], "2025-11-01", PUPILS);
    for (int i = 0; i <= 4; i++)
        add_content(s, i);
    assert_int_equal(rows_written(s, 0), 0);
    assert_int_equal(rows_written(s, 1), 0);
    assert_int_equal(world_int(&s->w, "select count(*) from mark_source"), 2);
    /* One pupil's strings keep their source: the others get another. */
    assert_int_equal(rows_written(s, 2), 2 * (PUPILS - 1));
    assert_int_equal(world_int(&s->w, "select count(*) from mark_source"), 4);
    /* Of two sources that come together the one with more strings goes on. */
    assert_int_equal(rows_written(s, 3), 2);
    assert_int_equal(rows_written(s, 4), 0);
    scene_close(s);
    free(s);
}

static void fill_days(struct file *file, int pupil, int first, int last)
{
    struct prop p = { 1, 1, 0 };

    for (int day = first; day <= last; day++)
        add_line(&p, file, 0, pupil, day, 0, '/');
}

/* A content that is merged in several goes: in the second the first pupil's
   string leaves the source that the other's comes to. */
static void a_source_that_a_string_comes_to_stays(void **state)
{
    struct scene *s = mem_zero(1, sizeof(*s));
    struct model kept;
    struct marks_counts counts;

    (void)state;
    scene_open(s);
    snprintf(s->files[0].stamp, sizeof(s->files[0].stamp), "2025-12-01");
    snprintf(s->files[1].stamp, sizeof(s->files[1].stamp), "2025-12-02");
    add_content(s, 0);
    add_content(s, 1);
    fill_days(&s->files[0], 0, 0, 2);
    fill_days(&s->files[0], 1, 0, 2);
    load(s, 0);
    apply(s, 0, &counts);
    fill_days(&s->files[1], 0, 2, 2);
    load(s, 1);
    apply(s, 1, &counts);
    s->files[1].count = 0;
    fill_days(&s->files[1], 0, 1, 1);
    fill_days(&s->files[1], 1, 2, 2);
    load(s, 1);
    apply(s, 1, &counts);
    read_marks(s, &kept);
    assert_true(is_same_model(&kept, &s->now));
    scene_close(s);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mark_is_the_newest_contents),
        cmocka_unit_test(a_year_sent_again_writes_no_string),
        cmocka_unit_test(a_source_that_a_string_comes_to_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
