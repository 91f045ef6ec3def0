/*
 * Random histories of files: whatever the order they arrive in, the nights
 * they are spread over, what is sent again, withdrawn or rebuilt, the
 * warehouse and the marts are the same function of what counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/anyfile.h"
#include "tests/dayscheck.h"
#include "tests/difference.h"
#include "tests/testing.h"
#include "tests/world.h"

#define FILES_MAX 18
#define PUPILS 6

static struct world any; /* of whose types files are made up */

struct sent {
    char name[64];
    char *text;
};

struct history {
    struct sent files[FILES_MAX];
    size_t count;
};

static const char *const days[] = {
    "2025-09-02", "2025-09-03", "2025-10-23", "2025-11-04", "2025-12-01",
    "2026-01-06", "2026-01-10", "2025-10-28", "2024-09-04", "2025-03-03",
};
#define DAYS (sizeof(days) / sizeof(days[0]))

static const char *pick(struct prop *p, const char *const *list, size_t count)
{
    return list[prop_below(p, count)];
}

static const char *urn_of(size_t school)
{
    static const char *const urns[] = { "100001", "100002", "100003" };

    return urns[school];
}

static void write_schools(struct prop *p, struct str *s)
{
    static const char *const phases[] = { "Primary", "Secondary" };

    str_add(s, "URN,LA (code),EstablishmentNumber,EstablishmentName,"
               "PhaseOfEducation (name),TypeOfEstablishment (name),"
               "EstablishmentStatus (name),DistrictAdministrative (name)\n");
    for (size_t i = 0; i < 3; i++)
        if (prop_below(p, 5))
            str_addf(s, "%s,919,%zu,School %zu,%s,Academy,Open,District %zu\n",
                     urn_of(i), 4001 + i, i, pick(p, phases, 2),
                     prop_below(p, 2));
}

static void write_pupils(struct prop *p, struct str *s)
{
    static const char *const years[] = { "9", "10", "11", "X" };
    static const char *const needs[] = { "N", "K", "E" };
    static const char *const statuses[] = { "C", "C", "M", "S", "G", "" };
    static const char *const entries[] = { "2024-09-01", "2025-09-01",
                                           "2025-11-03" };
    static const char *const ends[] = { "", "", "", "2025-10-24",
                                        "2025-12-19" };
    size_t school = prop_below(p, 3);
    char upn[14], former[14];

    str_add(s, "URN,UPN,FormerUPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,"
               "NCYear,EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
               "FSMEver6,PostLookedAfter\n");
    for (int i = 0; i < PUPILS; i++) {
        if (!prop_below(p, 3))
            continue;
        world_upn(i, upn);
        former[0] = '\0';
        if (i == 5 && prop_below(p, 2))
            world_upn(4, former);
        str_addf(s,
                 "%s,%s,%s,Surname%d,Forename%d,2011-0%d-15,%s,WBRI,%s,%s,"
                 "%s,%s,%s,%s,N,%s\n",
                 urn_of(school), upn, former, i / 2, i / 2, i / 2 + 1,
                 i % 2 ? "M" : "F", pick(p, years, 4), pick(p, statuses, 6),
                 pick(p, entries, 3), pick(p, ends, 5), pick(p, needs, 3),
                 prop_below(p, 2) ? "Y" : "N", prop_below(p, 6) ? "N" : "A");
    }
}

static void write_marks(struct prop *p, struct str *s)
{
    static const char *const marks[] = { "/", "\\", "I", "O", "D",
                                         "L", "C2", "U", "#", "?" };
    size_t school = prop_below(p, 3);
    size_t rows = 5 + prop_below(p, 60);
    char upn[14];

    str_add(s, "URN,UPN,Date,Session,Mark\n");
    for (size_t i = 0; i < rows; i++) {
        world_upn((int)prop_below(p, PUPILS), upn);
        str_addf(s, "%s,%s,%s,%s,%s\n", urn_of(school), upn,
                 pick(p, days, DAYS), prop_below(p, 2) ? "AM" : "PM",
                 pick(p, marks, 10));
    }
}

static void write_strings(struct prop *p, struct str *s)
{
    static const char alphabet[] = "/\\IOD ?";
    size_t school = prop_below(p, 3);
    char upn[14];

    str_add(s, "URN,UPN,StartDate,Marks\n");
    for (int i = 0; i < PUPILS; i++) {
        size_t length = 2 + 2 * prop_below(p, 40);

        if (!prop_below(p, 3))
            continue;
        world_upn(i, upn);
        str_addf(s, "%s,%s,%s,\"", urn_of(school), upn, pick(p, days, 5));
        for (size_t at = 0; at < length; at++)
            str_add_c(s, alphabet[prop_below(p, sizeof(alphabet) - 1)]);
        str_add(s, "\"\n");
    }
}

static void write_suspensions(struct prop *p, struct str *s)
{
    static const char *const kinds[] = { "SUSP", "SUSP", "SUSP", "PERM",
                                         "LNCH" };
    static const char *const outcomes[] = { "", "", "WITHDRAWN", "UPHELD",
                                            "NOG" };
    size_t rows = 1 + prop_below(p, 8);
    char upn[14];

    str_add(s, "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n");
    for (size_t i = 0; i < rows; i++) {
        world_upn((int)prop_below(p, PUPILS), upn);
        str_addf(s, "%s,%s,%s,%s,,%zu,PP,%s\n", urn_of(prop_below(p, 3)), upn,
                 pick(p, kinds, 5), pick(p, days, DAYS), 1 + prop_below(p, 6),
                 pick(p, outcomes, 5));
    }
}

static void write_care(struct prop *p, struct str *s)
{
    static const char *const plans[] = { "CIN", "CPP", "CLA" };
    static const char *const starts[] = { "2019-01-15", "2023-05-01",
                                          "2025-10-01", "2026-01-05",
                                          "not a date" };
    static const char *const ends[] = { "", "", "2019-09-01", "2025-12-31" };
    static const char *const reasons[] = { "", "E4A", "E11", "E45", "E2" };
    size_t rows = 2 + prop_below(p, 7);

    str_add(s, "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,"
               "EndDate,EndReason,LegalStatus\n");
    for (size_t i = 0; i < rows; i++) {
        size_t child = prop_below(p, PUPILS);
        const char *plan = pick(p, plans, 3);
        char upn[14] = "";

        if (prop_below(p, 2))
            world_upn((int)child, upn);
        str_addf(s,
                 "K%zu,%s,Surname%zu,forename%zu,2011-0%zu-15,%s,%s,%s,%s,"
                 "%s\n",
                 child, upn, child / 2, child / 2, child / 2 + 1, plan,
                 pick(p, starts, 5), pick(p, ends, 4),
                 strcmp(plan, "CLA") ? "" : pick(p, reasons, 5),
                 prop_below(p, 8) ? "C2" : "V4");
    }
}

static void write_identity(struct prop *p, struct str *s)
{
    char upn[14];

    str_add(s, "ChildID,UPN\n");
    for (int i = 0; i < PUPILS; i++) {
        if (prop_below(p, 3))
            continue;
        world_upn((int)prop_below(p, PUPILS), upn);
        str_addf(s, "K%d,%s\n", i, upn);
    }
}

static void write_advisers(struct prop *p, struct str *s)
{
    str_add(s, "URN,Adviser,Email\n");
    for (size_t i = 0; i < 3; i++)
        if (prop_below(p, 3))
            str_addf(s, "%s,Adviser %zu,\n", urn_of(i), prop_below(p, 2));
}

/* A file of any type, by its description. */
static void write_any(struct prop *p, struct str *s)
{
    struct anyfile f;
    char *text;

    anyfile_make(p, &any.types.types[prop_below(p, any.types.count)], &f);
    text = anyfile_text(&f, ANY_ALL);
    str_add(s, text);
    free(text);
    anyfile_release(&f);
}

/* Files of any kind; where asked for every other one is a snapshot. */
static void make_files(struct prop *p, struct history *h, bool of_snapshots)
{
    enum { FIRST_SNAPSHOT = 8, SNAPSHOTS = 4 };
    static void (*const writers[])(struct prop *, struct str *) = {
        write_schools, write_pupils, write_pupils,   write_pupils,
        write_marks,   write_marks,  write_strings,  write_suspensions,
        write_care,    write_care,   write_identity, write_advisers,
        write_any,     write_any,    write_any,      write_any,
        write_any,     write_any,    write_any,      write_any,
    };

    h->count = 5 + prop_below(p, FILES_MAX - 4);
    for (size_t i = 0; i < h->count; i++) {
        struct str text = STR_INIT;
        size_t kind = i == 0 ? 0 : prop_below(p, 20);

        if (of_snapshots && i % 2)
            kind = FIRST_SNAPSHOT + prop_below(p, SNAPSHOTS);
        writers[kind](p, &text);
        snprintf(h->files[i].name, sizeof(h->files[i].name),
                 "f%02zu_2026010%zuT0%zu00.csv", i, 1 + prop_below(p, 4),
                 prop_below(p, 3));
        h->files[i].text = str_take(&text);
    }
}

static void make_history(struct prop *p, struct history *h)
{
    make_files(p, h, false);
}

static void free_history(struct history *h)
{
    for (size_t i = 0; i < h->count; i++)
        free(h->files[i].text);
}

/* The files of an order, spread over nights; SIZE_MAX leaves one out. */
static char *play(struct prop *p, const struct history *h, const char *name,
                  const size_t *order, bool one_night, size_t but)
{
    struct str text = STR_INIT;
    struct world w;

    world_open(&w, name);
    for (size_t i = 0; i < h->count; i++) {
        if (order[i] == but)
            continue;
        world_put(&w, h->files[order[i]].name, h->files[order[i]].text);
        if (!one_night && prop_below(p, 2))
            world_night(&w);
    }
    world_night(&w);
    dayscheck(&w);
    world_dump(&w, &text);
    world_close(&w);
    return str_take(&text);
}

static void in_order(size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
}

static void shuffle(struct prop *p, size_t *order, size_t count)
{
    in_order(order, count);
    for (size_t i = count; i > 1; i--) {
        size_t at = prop_below(p, i);
        size_t kept = order[i - 1];

        order[i - 1] = order[at];
        order[at] = kept;
    }
}

static void assert_same(const struct prop *p, char *one, char *other)
{
    if (!difference_same(one, other)) {
        difference_say(one, other);
        fail_msg("PROP_SEED=%llu", (unsigned long long)p->seed);
    }
    free(one);
    free(other);
}

static void any_order_and_any_split_over_nights_is_the_same(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(5); prop_next(&p);) {
        struct history h;
        size_t order[FILES_MAX] = { 0 }, other[FILES_MAX] = { 0 };

        make_history(&p, &h);
        in_order(order, h.count);
        shuffle(&p, other, h.count);
        assert_same(&p, play(&p, &h, "at-once", order, true, SIZE_MAX),
                    play(&p, &h, "spread", other, false, SIZE_MAX));
        free_history(&h);
    }
}

static bool is_twin(const struct history *h, size_t which)
{
    for (size_t i = 0; i < h->count; i++)
        if (i != which && !strcmp(h->files[i].text, h->files[which].text))
            return true;
    return false;
}

static void a_file_withdrawn_was_never_sent(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(5); prop_next(&p);) {
        struct history h;
        struct str text = STR_INIT;
        struct world w;
        size_t order[FILES_MAX] = { 0 };
        size_t which;

        make_history(&p, &h);
        which = prop_below(&p, h.count);
        if (is_twin(&h, which)) {
            free_history(&h); /* its content was sent by another file too */
            continue;
        }
        shuffle(&p, order, h.count);
        world_open(&w, "with");
        for (size_t i = 0; i < h.count; i++) {
            world_put(&w, h.files[order[i]].name, h.files[order[i]].text);
            if (prop_below(&p, 2))
                world_night(&w);
        }
        world_night(&w);
        world_withdraw(&w, h.files[which].name);
        world_dump(&w, &text);
        world_close(&w);
        in_order(order, h.count);
        assert_same(&p, str_take(&text),
                    play(&p, &h, "without", order, true, which));
        free_history(&h);
    }
}

static void a_lost_warehouse_is_rebuilt_from_the_archive(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(4); prop_next(&p);) {
        struct history h;
        struct str before = STR_INIT, after = STR_INIT;
        struct world w;
        size_t order[FILES_MAX] = { 0 };

        make_history(&p, &h);
        shuffle(&p, order, h.count);
        world_open(&w, "lost");
        for (size_t i = 0; i < h.count; i++) {
            world_put(&w, h.files[order[i]].name, h.files[order[i]].text);
            if (prop_below(&p, 2))
                world_night(&w);
        }
        world_night(&w);
        world_dump(&w, &before);
        world_lose_and_rebuild(&w);
        world_dump(&w, &after);
        world_close(&w);
        assert_same(&p, str_take(&before), str_take(&after));
        free_history(&h);
    }
}

/* Bytes sent again later count at the later time (details.md 1, 46). */
static void bytes_sent_again_count_at_each_time(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(4); prop_next(&p);) {
        struct history h;
        size_t order[FILES_MAX] = { 0 };
        size_t again;

        make_history(&p, &h);
        again = h.count < FILES_MAX ? prop_below(&p, h.count) : 0;
        if (h.count < FILES_MAX) {
            struct sent *copy = &h.files[h.count];

            snprintf(copy->name, sizeof(copy->name),
                     "again_2026010%zuT0330.csv", 1 + prop_below(&p, 5));
            copy->text = mem_dup(h.files[again].text);
            h.count++;
        }
        in_order(order, h.count);
        {
            size_t other[FILES_MAX] = { 0 };

            shuffle(&p, other, h.count);
            assert_same(&p, play(&p, &h, "at-once", order, true, SIZE_MAX),
                        play(&p, &h, "spread", other, false, SIZE_MAX));
        }
        free_history(&h);
    }
}

/* All that wait are let go, in an order of chance. */
static void release_held(struct prop *p, struct world *w)
{
    for (int64_t left; (left = world_int(w, "select count(*) from content"
                                            " where status = 'held'"))
                       > 0;) {
        char sql[160];
        char *sha256;

        snprintf(sql, sizeof(sql),
                 "select sha256 from content where status = 'held'"
                 " order by sha256 limit 1 offset %zu",
                 prop_below(p, (size_t)left));
        sha256 = world_rows(w, sql);
        sha256[strlen(sha256) - 1] = '\0';
        world_release(w, sha256);
        free(sha256);
    }
}

/*
 * A snapshot that lists too little waits (details.md 3, 77), while what comes
 * beside it and after it counts. Let go it counts as if it had never waited.
 */
static void what_was_held_and_is_let_go_was_never_held(void **state)
{
    size_t held = 0;

    (void)state;
    for (struct prop p = prop_begin(3); prop_next(&p);) {
        struct history h;
        struct str text = STR_INIT;
        struct world w;
        size_t order[FILES_MAX] = { 0 };

        make_files(&p, &h, true);
        shuffle(&p, order, h.count);
        world_open(&w, "waits");
        world_configure(&w, "county.ini", "[rules]\nhold_below_percent = 90\n");
        for (size_t i = 0; i < h.count; i++) {
            world_put(&w, h.files[order[i]].name, h.files[order[i]].text);
            if (prop_below(&p, 2))
                world_night(&w);
            if (!prop_below(&p, 6))
                release_held(&p, &w);
        }
        world_night(&w);
        held += (size_t)world_int(
            &w, "select count(*) from load_file where status = 'held'");
        release_held(&p, &w);
        world_dump(&w, &text);
        world_close(&w);
        in_order(order, h.count);
        assert_same(&p, str_take(&text),
                    play(&p, &h, "lets-go", order, true, SIZE_MAX));
        free_history(&h);
    }
    print_message("%zu files waited\n", held);
}

static int open_any(void **state)
{
    (void)state;
    world_open(&any, "any");
    world_night(&any); /* the types are read */
    return 0;
}

static int close_any(void **state)
{
    (void)state;
    world_close(&any);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_and_any_split_over_nights_is_the_same),
        cmocka_unit_test(a_file_withdrawn_was_never_sent),
        cmocka_unit_test(a_lost_warehouse_is_rebuilt_from_the_archive),
        cmocka_unit_test(bytes_sent_again_count_at_each_time),
        cmocka_unit_test(what_was_held_and_is_let_go_was_never_held),
    };

    return cmocka_run_group_tests(tests, open_any, close_any);
}
