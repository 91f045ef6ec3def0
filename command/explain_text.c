#include <stdio.h>
#include <string.h>

#include "command/explain.h"
#include "core/db.h"
#include "core/err.h"
#include "core/json.h"
#include "core/str.h"
#include "report/words/figure.h"

#define SQL EXPLAIN_SQL
#define WIDTH 78
#define FILES_SHOWN 10

/* What is said of the metric and needed again for its numbers. */
struct saying {
    const struct asking *a;
    struct str *text;
    struct str unit, polarity, interval, numerator, denominator;
    struct str definition, source, cohort;
    bool is_over;
    bool has_figure;
};

/* --- words and numbers -----------------------------------------------------
 */

/* A label and words after it, in lines of WIDTH; further ones are indented. */
static void add_lines(struct str *text, const char *label, const char *words)
{
    size_t at = strlen(label);

    str_add(text, label);
    while (*words) {
        size_t len = strcspn(words, " ");

        if (at + 1 + len > WIDTH) {
            str_add(text, "\n   ");
            at = 3;
        }
        str_add_c(text, ' ');
        str_add_n(text, words, len);
        at += 1 + len;
        words += len;
        words += strspn(words, " ");
    }
    str_add_c(text, '\n');
}

static void add_number(struct str *text, double value,
                       enum figure_format format)
{
    char figure[FIGURE_TEXT_SIZE];

    figure_write(value, format, figure);
    str_add(text, figure);
}

/* 1,234 of what is counted in whole numbers, else 1,234.5. */
static void add_count(struct str *text, double value)
{
    double whole = figure_round(value, 0);
    double off = value - whole;

    add_number(text, value,
               off < 1e-9 && off > -1e-9 ? FIGURE_COUNT : FIGURE_DECIMAL);
}

static void add_value(const struct saying *s, struct str *text, double value,
                      enum figure_format format)
{
    add_number(text, value, format);
    if (!strcmp(s->unit.text, "%"))
        str_add_c(text, '%');
    else
        str_addf(text, " %s", s->unit.text);
}

/* A difference of shares is in points. */
static void add_difference(const struct saying *s, struct str *text,
                           double value)
{
    add_number(text, value, FIGURE_SIGNED);
    str_addf(text, " %s", !strcmp(s->unit.text, "%") ? "points" : s->unit.text);
}

static void add_date(struct str *text, const char *iso)
{
    char date[FIGURE_TEXT_SIZE];

    figure_write_date(iso, false, date);
    str_add(text, date);
}

static int read_one(const struct saying *s, const char *asset, struct query **q,
                    struct err *err)
{
    *q = db_query(s->a->session.db, asset, err);
    return query_step(*q, err);
}

/* --- the figure ------------------------------------------------------------
 */

static int read_metric(struct saying *s, struct err *err)
{
    struct query *q;
    int row = read_one(s, SQL "metric", &q, err);

    if (row != 1)
        return -1;
    str_addf(s->text, "%s (%s)\n", query_text(q, 1), query_text(q, 0));
    str_add(&s->definition, query_text(q, 3));
    str_add(&s->source, query_text(q, 4));
    str_add(&s->unit, query_text(q, 2));
    str_add(&s->numerator, query_text(q, 5));
    str_add(&s->denominator, query_text(q, 6));
    str_add(&s->interval, query_text(q, 7));
    str_add(&s->polarity, query_text(q, 8));
    query_reset(q);
    return 0;
}

static void add_definition(const struct saying *s)
{
    bool is_neither = !strcmp(s->polarity.text, "neither");

    str_add_c(s->text, '\n');
    add_lines(s->text, "What it measures:", s->definition.text);
    add_lines(s->text, "Whose definition:", s->source.text);
    add_lines(s->text, "Numerator:", s->numerator.text);
    add_lines(s->text, "Denominator:", s->denominator.text);
    add_lines(s->text, "Good is:",
              is_neither ? "neither high nor low in itself" : s->polarity.text);
    str_add_c(s->text, '\n');
}

static int add_place(struct saying *s, struct str *words, struct err *err)
{
    struct query *q = explain_query(s->a, SQL "place", err);
    int row = query_step(q, err);

    if (row != 1)
        return -1;
    str_add(words, query_text(q, 2));
    if (!strcmp(query_text(q, 0), "school"))
        str_addf(words, " (URN %s)", query_text(q, 1));
    query_reset(q);
    return 0;
}

static int read_period(struct saying *s, struct str *words, struct str *dates,
                       struct err *err)
{
    struct query *q;
    int row = read_one(s, SQL "period", &q, err);

    if (row != 1)
        return -1;
    s->is_over = query_int(q, 8) != 0;
    str_add(words, query_text(q, 0));
    add_date(dates, query_text(q, 3));
    str_add(dates, " to ");
    add_date(dates, query_text(q, 4));
    str_add(dates, s->is_over ? "; it is over" : "; it is not over");
    str_add(dates, ". Cohorts are of ");
    add_date(dates, query_text(q, 6));
    str_add(dates, ". Figures are as of ");
    add_date(dates, query_text(q, 9));
    query_reset(q);
    return 0;
}

static void add_interval(const struct saying *s, struct query *q,
                         struct str *words)
{
    if (!query_is_null(q, 3)) {
        str_add(words, "; 95% interval ");
        add_number(words, query_real(q, 3), FIGURE_DECIMAL);
        str_add(words, " to ");
        add_number(words, query_real(q, 4), FIGURE_DECIMAL);
    } else if (!strcmp(s->interval.text, "none")) {
        str_add(words, "; no interval: the metric has none");
    } else {
        str_add(words, "; no interval: it rests on too few children, or on all"
                       " or none of them");
    }
}

static int add_figure(struct saying *s, struct str *words, struct err *err)
{
    struct query *q;
    int row = read_one(s, SQL "figure", &q, err);

    if (row < 0)
        return -1;
    s->has_figure = row == 1;
    if (row == 0) {
        str_addf(words, "no figure: no %s", s->denominator.text);
        return 0;
    }
    add_value(s, words, query_real(q, 2), FIGURE_DECIMAL);
    str_add(words, ", ");
    add_count(words, query_real(q, 0));
    str_add(words, " of ");
    add_count(words, query_real(q, 1));
    add_interval(s, q, words);
    query_reset(q);
    return 0;
}

/* "Has a social worker, Northmere, 2025/26: 12.4%, 1,234 of 9,999; ..." */
static int add_headline(struct saying *s, struct err *err)
{
    struct str words = STR_INIT;
    struct str dates = STR_INIT;
    struct query *q;
    int ret = read_one(s, SQL "cohort", &q, err) == 1 ? 0 : -1;

    if (ret == 0) {
        str_add(&s->cohort, query_text(q, 1));
        query_reset(q);
        str_addf(&words, "%s, ", s->cohort.text);
        ret = add_place(s, &words, err);
        str_add(&words, ", ");
    }
    if (ret == 0)
        ret = read_period(s, &words, &dates, err);
    str_add(&words, ": ");
    if (ret == 0)
        ret = add_figure(s, &words, err);
    if (ret == 0) {
        add_lines(s->text, "The figure:", words.text);
        add_lines(s->text, "The period:", dates.text);
    }
    str_release(&words);
    str_release(&dates);
    return ret;
}

/* --- what it is held against -----------------------------------------------
 */

enum comparator_column {
    COMPARATOR_KIND,
    COMPARATOR_LABEL,
    COMPARATOR_PERIOD,
    COMPARATOR_VALUE,
    COMPARATOR_GAP,
    COMPARATOR_LOWER,
    COMPARATOR_UPPER,
    COMPARATOR_NOTE,
    COMPARATOR_BETTER
};

static void say_chance(const struct saying *s, struct query *q,
                       struct str *words)
{
    double gap = query_real(q, COMPARATOR_GAP);
    double lower = query_real(q, COMPARATOR_LOWER);
    double upper = query_real(q, COMPARATOR_UPPER);

    add_difference(s, words, gap);
    str_add(words, " against peers");
    if (query_is_null(q, COMPARATOR_LOWER)) {
        str_add(words, "; whether that is more than chance cannot be said: one"
                       " of the two has no interval");
        return;
    }
    str_add(words, ", 95% interval ");
    add_number(words, lower, FIGURE_SIGNED);
    str_add(words, " to ");
    add_number(words, upper, FIGURE_SIGNED);
    if (lower <= 0 && upper >= 0) {
        str_add(words, ", which holds 0: it may be chance");
        return;
    }
    str_add(words, ", which does not hold 0: it is more than chance");
    if (!query_is_null(q, COMPARATOR_BETTER))
        str_add(words, query_int(q, COMPARATOR_BETTER) ? ", for the better"
                                                       : ", for the worse");
}

static int say_no_peers(const struct saying *s, struct str *words,
                        struct err *err)
{
    struct query *q;
    int row = read_one(s, SQL "is_gap_cohort", &q, err);

    if (row < 0)
        return -1;
    query_reset(q);
    if (row == 0)
        str_addf(words, "cannot be said: '%s' is not compared with peers",
                 s->cohort.text);
    else
        str_add(words, "cannot be said: peers have no figure here");
    return 0;
}

static int add_chance(const struct saying *s, struct err *err)
{
    struct query *q = explain_query(s->a, SQL "comparators", err);
    struct str words = STR_INIT;
    bool has_peers = false;
    int row;

    while ((row = query_step(q, err)) == 1)
        if (!strcmp(query_text(q, COMPARATOR_KIND), "peers")) {
            say_chance(s, q, &words);
            has_peers = true;
        }
    if (row == 0 && !has_peers)
        row = say_no_peers(s, &words, err);
    if (row == 0)
        add_lines(s->text, "More than chance?", words.text);
    str_release(&words);
    return row;
}

static void add_comparator(const struct saying *s, struct query *q)
{
    struct str line = STR_INIT;

    str_addf(&line, "%s (%s): ", query_text(q, COMPARATOR_LABEL),
             query_text(q, COMPARATOR_PERIOD));
    if (query_is_null(q, COMPARATOR_VALUE))
        str_add(&line, "none");
    else
        add_value(s, &line, query_real(q, COMPARATOR_VALUE), FIGURE_DECIMAL);
    if (!query_is_null(q, COMPARATOR_GAP)) {
        str_add(&line, ", ours is ");
        add_difference(s, &line, query_real(q, COMPARATOR_GAP));
    }
    if (!query_is_null(q, COMPARATOR_LOWER)) {
        str_add(&line, " (");
        add_number(&line, query_real(q, COMPARATOR_LOWER), FIGURE_SIGNED);
        str_add(&line, " to ");
        add_number(&line, query_real(q, COMPARATOR_UPPER), FIGURE_SIGNED);
        str_add_c(&line, ')');
    }
    if (*query_text(q, COMPARATOR_NOTE))
        str_addf(&line, "; %s", query_text(q, COMPARATOR_NOTE));
    add_lines(s->text, "  -", line.text);
    str_release(&line);
}

static int add_comparators(const struct saying *s, struct err *err)
{
    struct query *q = explain_query(s->a, SQL "comparators", err);
    bool any = false;
    int row;

    str_add(s->text, "Held against:\n");
    while ((row = query_step(q, err)) == 1) {
        add_comparator(s, q);
        any = true;
    }
    if (row == 0 && !any)
        str_add(s->text, "  - nothing: no cohort, year, target or published"
                         " figure has one beside it\n");
    return row;
}

static void add_part(const struct saying *s, struct str *words,
                     const char *label, double value, int64_t children)
{
    str_addf(words, "%s ", label);
    add_difference(s, words, value);
    str_add(words, " (");
    add_number(words, (double)children, FIGURE_COUNT);
    str_add_c(words, ')');
}

static void say_change(const struct saying *s, struct query *q,
                       struct str *words)
{
    add_difference(s, words, query_real(q, 3));
    str_add(words, ", from ");
    add_value(s, words, query_real(q, 1), FIGURE_DECIMAL);
    str_addf(words, " in %s", query_text(q, 0));
    if (!query_is_null(q, 10)) {
        str_add(words, " (95% interval ");
        add_number(words, query_real(q, 10), FIGURE_SIGNED);
        str_add(words, " to ");
        add_number(words, query_real(q, 11), FIGURE_SIGNED);
        str_add_c(words, ')');
    }
    if (query_is_null(q, 9)) {
        str_add(words, "; it has no parts: schools are counted, not children");
        return;
    }
    if (query_is_null(q, 5)) {
        str_add(words, "; it has no parts: no child is in both figures");
        return;
    }
    str_add(words, ". Of that, ");
    add_part(s, words, "children who joined", query_real(q, 4),
             query_int(q, 7));
    add_part(s, words, ", the same children", query_real(q, 5),
             query_int(q, 8));
    add_part(s, words, ", children who left", query_real(q, 6),
             query_int(q, 9));
}

static int add_change(const struct saying *s, struct err *err)
{
    struct query *q;
    struct str words = STR_INIT;
    int row = read_one(s, SQL "change", &q, err);

    if (row == 1)
        say_change(s, q, &words);
    else
        str_add(&words, "none is known: the period has no figure a year before"
                        " to be held against");
    if (row >= 0)
        add_lines(s->text, "The change on a year before:", words.text);
    query_reset(q);
    str_release(&words);
    return row < 0 ? -1 : 0;
}

/* --- what is left out, and what is behind it -------------------------------
 */

static int add_left_out(const struct saying *s, struct err *err)
{
    struct query *q = db_query(s->a->session.db, SQL "left_out", err);
    bool any = false;
    int row;

    str_add(s->text, "What is left out, and why:\n");
    while ((row = query_step(q, err)) == 1) {
        add_lines(s->text, "  -", query_text(q, 5));
        any = true;
    }
    if (row < 0)
        return -1;
    if (*s->a->unmade)
        add_lines(s->text, "  -", s->a->unmade);
    else if (!s->a->is_counted)
        add_lines(s->text, "  -",
                  "children without a denominator are not counted here, they"
                  " are so many: --pupils does");
    else if (!any)
        str_add(s->text, "  - nothing that is known\n");
    return 0;
}

static void add_file(struct str *text, struct query *q)
{
    str_addf(text, "  - %s %s %s (%.12s)", query_text(q, 3), query_text(q, 2),
             query_text(q, 0), query_text(q, 1));
    if (!query_is_null(q, 4))
        str_addf(text, ", %lld rows", (long long)query_int(q, 4));
    if (!query_is_null(q, 5))
        str_addf(text, ", %lld in force", (long long)query_int(q, 5));
    str_add_c(text, '\n');
}

static int add_files(const struct saying *s, struct err *err)
{
    struct query *q = db_query(s->a->session.db, SQL "files", err);
    struct str lines = STR_INIT;
    int64_t count = 0;
    int row;

    while ((row = query_step(q, err)) == 1)
        if (count++ < FILES_SHOWN)
            add_file(&lines, q);
    if (row == 0) {
        str_addf(s->text, "The files behind it (%lld%s):\n", (long long)count,
                 count > FILES_SHOWN ? ", the newest ten; --json has all" : "");
        str_add(s->text, lines.text);
    }
    str_release(&lines);
    return row;
}

/* --- who -------------------------------------------------------------------
 */

static void add_pupil(const struct saying *s, struct query *q)
{
    const char *upn = query_text(q, 0);
    const char *child = query_text(q, 1);
    const char *urn = query_text(q, 2);

    str_addf(s->text, "  %-14s %-7s",
             *upn     ? upn
             : *child ? child
                      : "-",
             *urn ? urn : "-");
    str_add_c(s->text, ' ');
    add_count(s->text, query_real(q, 3));
    str_add(s->text, " of ");
    add_count(s->text, query_real(q, 4));
    str_add_c(s->text, '\n');
}

static int add_pupils(const struct saying *s, struct err *err)
{
    static const char *const headings[][2] = {
        { "counted", "In the figure: UPN or ChildID, URN, numerator of"
                     " denominator" },
        { "numerator", "In the numerator alone" },
        { "left_out", "Of the cohort and not in the figure" },
    };
    struct query *q = db_query(s->a->session.db, SQL "pupils", err);
    char kind[16] = "";
    int row;

    while ((row = query_step(q, err)) == 1) {
        if (strcmp(kind, query_text(q, 5)) != 0) {
            snprintf(kind, sizeof(kind), "%s", query_text(q, 5));
            for (size_t i = 0; i < 3; i++)
                if (!strcmp(kind, headings[i][0]))
                    str_addf(s->text, "%s:\n", headings[i][1]);
        }
        add_pupil(s, q);
    }
    if (row == 0 && s->a->pupil && !*kind)
        str_add(s->text,
                "The child is in no way in this figure, nor of its cohort"
                " then\n");
    return row;
}

static void add_origin(const struct saying *s, struct query *q, int path)
{
    if (query_is_null(q, path))
        str_add(s->text, "; from no file that is known\n");
    else if (query_is_null(q, path + 2))
        str_addf(s->text, "; %s\n", query_text(q, path));
    else
        str_addf(s->text, "; %s:%lld\n", query_text(q, path),
                 (long long)query_int(q, path + 2));
}

/* Why a mark counts or not, in words. */
static const char *counts_words(const char *counts)
{
    static const char *const words[][2] = {
        { "counted", "counts" },
        { "off_roll", "does not count: on no roll there that day" },
        { "no_session", "does not count: no possible session" },
        { "year_11", "does not count: year 11, sixth half term" },
        { "other_school", "does not count: another school's mark does" },
        { "age", "does not count: not aged 5 to 15, or of no known age" },
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (!strcmp(words[i][0], counts))
            return words[i][1];
    return counts;
}

static int add_sessions(const struct saying *s, struct err *err)
{
    struct query *q = db_query(s->a->session.db, SQL "sessions", err);
    bool any = false;
    int row;

    while ((row = query_step(q, err)) == 1) {
        if (!any)
            str_add(s->text, "Marks of this child in the period: what each"
                             " means, whether it counts, file and line:\n");
        any = true;
        str_addf(s->text, "  %s %s at %s: %s %s; %s%s", query_text(q, 0),
                 query_text(q, 1), query_text(q, 2), query_text(q, 3),
                 query_text(q, 4), counts_words(query_text(q, 5)),
                 query_int(q, 6)   ? " as authorised absence"
                 : query_int(q, 7) ? " as unauthorised absence"
                                   : "");
        add_origin(s, q, 9);
    }
    return row;
}

static int add_facts(const struct saying *s, struct err *err)
{
    struct query *q = db_query(s->a->session.db, SQL "facts", err);
    char use[16] = "";
    int row;

    while ((row = query_step(q, err)) == 1) {
        if (strcmp(use, query_text(q, 1)) != 0) {
            snprintf(use, sizeof(use), "%s", query_text(q, 1));
            str_add(s->text,
                    !strcmp(use, "figure")
                        ? "Rows of this child, of any day, in the extracts"
                          " that the figure is made of:\n"
                        : "Rows that say who, on roll where and in which"
                          " cohort the child is:\n");
        }
        str_addf(s->text, "  %s%s%s %s", query_text(q, 0),
                 query_is_null(q, 2) ? "" : " at ", query_text(q, 2),
                 query_text(q, 3));
        add_origin(s, q, 4);
    }
    return row;
}

int explain_add_words(const struct asking *a, struct str *text, struct err *err)
{
    struct saying s = { .a = a,
                        .text = text,
                        .unit = STR_INIT,
                        .polarity = STR_INIT,
                        .interval = STR_INIT,
                        .numerator = STR_INIT,
                        .denominator = STR_INIT,
                        .definition = STR_INIT,
                        .source = STR_INIT,
                        .cohort = STR_INIT };
    int ret = read_metric(&s, err) || add_headline(&s, err);

    if (ret == 0)
        add_definition(&s);

    if (ret == 0 && a->pupil)
        ret =
            add_pupils(&s, err) || add_sessions(&s, err) || add_facts(&s, err);
    else if (ret == 0)
        ret = (s.has_figure
               && (add_chance(&s, err) || add_comparators(&s, err)
                   || add_change(&s, err)))
              || add_left_out(&s, err) || add_files(&s, err)
              || (a->wants_pupils && add_pupils(&s, err));
    str_release(&s.unit);
    str_release(&s.polarity);
    str_release(&s.interval);
    str_release(&s.numerator);
    str_release(&s.denominator);
    str_release(&s.definition);
    str_release(&s.source);
    str_release(&s.cohort);
    return ret ? -1 : 0;
}

/* The same list as JSON. */
static int list_json(struct query *q, struct str *text, struct err *err)
{
    const char *between = "{\"metrics\":[";
    int row;

    while ((row = query_step(q, err)) == 1) {
        str_add(text, between);
        json_add_row(text, q);
        between = ",\n";
    }
    str_addf(text, "%s]}\n", between[0] == '{' ? between : "");
    return row;
}

int explain_list(const struct asking *a, struct str *text, struct err *err)
{
    struct query *q = db_query(a->session.db, SQL "list_metrics", err);
    int row;

    if (a->is_json)
        return list_json(q, text, err);
    while ((row = query_step(q, err)) == 1)
        str_addf(text, "%-30s %s (%s)\n", query_text(q, 0), query_text(q, 1),
                 query_text(q, 2));
    return row;
}
