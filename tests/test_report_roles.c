/*
 * To whom each child is named: every sheet of every workbook of the packs that
 * name children, held against whose the child is and what role the sheet is
 * for. Where a sheet that is for nobody in particular names a child, or one for
 * a role another's, it is told by the child's number in the list below.
 */
#include "report/report.h"

#include <ctype.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "report/words/pack.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define LATEST "w/outbox/latest/"
#define AS_OF "2026-02-13"

/* Short breaks are no plan, but a team has the child. */
enum whose { NOBODYS, CARE, NEED, TEAM };

/* A school of each adviser, and one of none. */
static const struct {
    const char *urn, *name, *adviser, *folder;
} schools[] = {
    { "100001", "Ash Academy", "Adviser One", "adviser-one" },
    { "100002", "Beech Academy", "Adviser Two", "adviser-two" },
    { "100003", "Cedar Academy", "", "" },
};
#define SCHOOLS (sizeof(schools) / sizeof(schools[0]))
#define NO_SCHOOL SCHOOLS

static const struct kid {
    const char *what;
    enum whose whose;
    size_t school;
    const char *team;   /* "" = none is on record */
    const char *folder; /* of the team */
    const char *spells; /* plan,start,end,legal status,reason; by lines */
    bool by_name;       /* social care has no UPN of it */
    bool is_adopted;
} kids[] = {
    { "in care", CARE, 0, "Team East", "team-east", "CLA,2024-01-10,,C2,\n",
      false, false },
    { "on a protection plan", NEED, 0, "Team East", "team-east",
      "CPP,2025-01-10,,,\n", false, false },
    { "in need", NEED, 1, "Team West", "team-west", "CIN,2025-01-10,,,\n",
      false, false },
    { "whose social worker has left", NOBODYS, 0, "Team East", "team-east",
      "CIN,2025-01-10,2025-11-28,,RC1\n", false, false },
    { "who has died", NOBODYS, 0, "Team East", "team-east",
      "CLA,2024-01-10,2026-01-09,C2,E2\n", false, false },
    { "who was adopted", NOBODYS, 0, "Team East", "team-east",
      "CLA,2024-01-10,2025-12-01,C2,E11\n", false, true },
    { "who was adopted and is in need", NOBODYS, 0, "Team East", "team-east",
      "CLA,2023-01-10,2024-12-02,C2,E12\nCIN,2025-09-01,,,\n", false, true },
    { "found by names alone", NEED, 1, "Team West", "team-west",
      "CIN,2025-01-10,,,\n", true, false },
    { "in care at no school", CARE, NO_SCHOOL, "Team East", "team-east",
      "CLA,2024-01-10,,C2,\n", false, false },
    { "in need at no school", NEED, NO_SCHOOL, "Team East", "team-east",
      "CIN,2025-01-10,,,\n", false, false },
    { "in care where no adviser goes", CARE, 2, "Team West", "team-west",
      "CLA,2024-01-10,,C2,\n", false, false },
    { "on a plan where no adviser goes", NEED, 2, "Team West", "team-west",
      "CPP,2025-01-10,,,\n", false, false },
    { "who never had a plan", NOBODYS, 0, "", "", "", false, false },
    { "on short breaks alone", TEAM, 1, "Team West", "team-west",
      "CLA,2025-01-10,,V3,\n", false, false },
    { "in care once, in need now", NEED, 0, "Team West", "team-west",
      "CLA,2022-01-10,2024-06-03,C2,E4A\nCIN,2024-06-03,,,\n", false, false },
    { "in need of no team", NEED, 1, "", "no-team", "CIN,2025-01-10,,,\n",
      false, false },
};
#define KIDS (sizeof(kids) / sizeof(kids[0]))

/* --- the county ----------------------------------------------------------- */

static void put(struct world *w, const char *path, struct str *text)
{
    world_put(w, path, text->text);
    str_release(text);
}

static void put_schools(struct world *w)
{
    struct str list = STR_INIT, advisers = STR_INIT;

    str_add(&list, "URN,LA (code),EstablishmentNumber,EstablishmentName,"
                   "PhaseOfEducation (name),TypeOfEstablishment (name),"
                   "EstablishmentStatus (name)\n");
    str_add(&advisers, "URN,Adviser\n");
    for (size_t i = 0; i < SCHOOLS; i++) {
        str_addf(&list, "%s,919,400%zu,%s,Secondary,Academy,Open\n",
                 schools[i].urn, i + 1, schools[i].name);
        if (*schools[i].adviser)
            str_addf(&advisers, "%s,%s\n", schools[i].urn, schools[i].adviser);
    }
    put(w, "schools_20250901.csv", &list);
    put(w, "advisers_20250901.csv", &advisers);
}

static void put_rolls(struct world *w)
{
    struct str text = STR_INIT;
    char upn[14];

    str_add(&text, "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
                   "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
                   "FSMEver6\n");
    for (size_t i = 0; i < KIDS; i++) {
        if (kids[i].school == NO_SCHOOL)
            continue;
        world_upn((int)i + 1, upn);
        str_addf(&text,
                 "%s,%s,Sur%02zu,Fore%02zu,2012-03-%02zu,F,WBRI,9,C,2024-09-02,"
                 ",N,N,N\n",
                 schools[kids[i].school].urn, upn, i, i, i + 1);
    }
    put(w, "pupils_20260212.csv", &text);
}

static void put_care(struct world *w)
{
    struct str text = STR_INIT;
    char upn[14];

    str_add(&text, "Plan,StartDate,EndDate,LegalStatus,EndReason,ChildID,UPN,"
                   "Surname,Forename,DateOfBirth,SocialWorker,Team\n");
    for (size_t i = 0; i < KIDS; i++)
        for (const char *at = kids[i].spells; *at;) {
            size_t len = strcspn(at, "\n");

            world_upn((int)i + 1, upn);
            str_addf(&text,
                     "%.*s,Id%02zu,%s,Sur%02zu,Fore%02zu,2012-03-%02zu,%s,%s\n",
                     (int)len, at, i, kids[i].by_name ? "" : upn, i, i, i + 1,
                     *kids[i].team ? "Worker" : "", kids[i].team);
            at += len + 1;
        }
    put(w, "care_20260212.csv", &text);
}

/* Of every child of a school the same: absences, suspensions, a timetable that
   lapsed; so whoever is on no list is not there for who it is. */
static void put_facts(struct world *w)
{
    struct str marks = STR_INIT, suspensions = STR_INIT, provision = STR_INIT;
    char upn[14];

    str_add(&marks, "URN,UPN,StartDate,Marks\n");
    str_add(&suspensions, "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,"
                          "Outcome\n");
    str_add(&provision, "URN,UPN,Type,StartDate,EndDate,HoursPerWeek,"
                        "ReviewDate\n");
    for (size_t i = 0; i < KIDS; i++) {
        const char *urn;

        if (kids[i].school == NO_SCHOOL)
            continue;
        urn = schools[kids[i].school].urn;
        world_upn((int)i + 1, upn);
        for (int week = 0; week < 4; week++)
            str_addf(&marks, "%s,%s,2026-01-%02d,/\\/\\OO/\\/\\\n", urn, upn,
                     5 + 7 * week);
        str_addf(&suspensions,
                 "%s,%s,SUSP,2025-11-11,2025-11-11,2,PP,\n"
                 "%s,%s,SUSP,2026-01-13,2026-01-14,4,PP,\n"
                 "%s,%s,SUSP,2026-02-10,2026-02-11,4,PP,\n",
                 urn, upn, urn, upn, urn, upn);
        str_addf(&provision, "%s,%s,PART_TIME,2025-11-03,,10,2026-01-09\n", urn,
                 upn);
    }
    put(w, "marks_20260212.csv", &marks);
    put(w, "suspensions_20260212.csv", &suspensions);
    put(w, "provision_20260212.csv", &provision);
}

/* Closed rows have sheets of their own. */
static void put_answers(struct world *w)
{
    struct str text = STR_INIT;
    char upn[14];

    str_add(&text, "UPN,Rule,Action\n");
    for (size_t i = 0; i < KIDS; i++) {
        world_upn((int)i + 1, upn);
        str_addf(&text, "%s,part_time_unreviewed,DONE\n", upn);
        str_addf(&text, "%s,part_time_lapsed,KNOWN\n", upn);
    }
    put(w, "actions_20260212.csv", &text);
}

static void open_county(struct world *w)
{
    struct report_result result;
    struct err err = ERR_INIT;

    world_open(w, "w");
    w->as_of = date_parse_iso(AS_OF);
    put_schools(w);
    put_rolls(w);
    put_care(w);
    put_facts(w);
    put_answers(w);
    world_night(w);
    assert_int_equal(w->result.troubled, 0);
    assert_ok(report_fixture_publish(w, NULL, 0, 1, &result, &err), &err);
}

/* --- whom a text names ---------------------------------------------------- */

/* A word of its own in the text? */
static bool has_word(const char *text, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = text; (at = strstr(at, word)); at += len)
        if ((at == text || !isalnum((unsigned char)at[-1]))
            && !isalnum((unsigned char)at[len]))
            return true;
    return false;
}

enum by { BY_NUMBER = 1, BY_NAME = 2 };

/* How a text names the child; 0: it does not. */
static int named_in(const char *text, size_t kid)
{
    char upn[14], words[3][16];
    int by = 0;

    world_upn((int)kid + 1, upn);
    snprintf(words[0], sizeof(words[0]), "Sur%02zu", kid);
    snprintf(words[1], sizeof(words[1]), "Fore%02zu", kid);
    /* A date of birth as a workbook keeps it: days since 30 December 1899. */
    snprintf(words[2], sizeof(words[2]), "%d",
             (int)(date_make(2012, 3, (int)kid + 1) - date_make(1899, 12, 30)));
    if (has_word(text, upn))
        by |= BY_NUMBER;
    snprintf(upn, sizeof(upn), "Id%02zu", kid);
    if (has_word(text, upn))
        by |= BY_NUMBER;
    for (size_t i = 0; i < 3; i++)
        if (has_word(text, words[i]))
            by |= BY_NAME;
    return by;
}

/* Whom only names have found is to be confirmed in each row that names it. */
static bool is_to_confirm(const char *text, size_t kid)
{
    bool is = true;

    while (is && *text) {
        size_t len = strcspn(text, "\n");
        char *row = mem_dup_n(text, len);

        is = !named_in(row, kid) || strstr(row, "confirm")
             || strstr(row, "Confirm");
        free(row);
        text += len + (text[len] == '\n');
    }
    return is;
}

/* --- to whom a sheet names ------------------------------------------------ */

#define ROLE_BIT(role) (1u << PACK_ROLE_##role)

/* "teams/{team:file}/lists.xlsx" is any path with something in its place. */
static bool is_file_of(const char *path, const char *file)
{
    while (*file && *file != '{') {
        if (*path++ != *file++)
            return false;
    }
    if (!*file)
        return !*path;
    file = strchr(file, '}') + 1;
    for (; *path && *path != '/'; path++)
        if (is_file_of(path + 1, file))
            return true;
    return false;
}

/* Roles of a sheet, those of its blocks together; none of one that is written
   for every workbook (cover, contents, notes). */
static unsigned roles_of(const struct pack_workbook *book, const char *tab)
{
    unsigned roles = 0;

    for (size_t i = 0; i < book->sheet_count; i++) {
        const struct pack_sheet *sheet = &book->sheets[i];

        if (strcmp(sheet->tab, tab) != 0)
            continue;
        roles |= 1u << sheet->table.role;
        for (size_t k = 0; k < sheet->block_count; k++)
            roles |= 1u << sheet->blocks[k].table.role;
    }
    return roles & ~ROLE_BIT(nobody);
}

static bool is_below(const char *path, const char *folder)
{
    struct str part = STR_INIT;
    bool is;

    str_addf(&part, "/%s/", folder);
    is = *folder && strstr(path, part.text) != NULL;
    str_release(&part);
    return is;
}

/* Is it the workbook of that child's adviser, or of the schools of none? */
static bool is_advisers(const char *path, size_t school)
{
    if (school == NO_SCHOOL)
        return false;
    if (*schools[school].folder)
        return is_below(path, schools[school].folder);
    for (size_t i = 0; i < SCHOOLS; i++)
        if (is_below(path, schools[i].folder))
            return false;
    return true;
}

/* May a sheet of the role name the child? path: of its workbook. */
static bool may_name(enum pack_role role, const char *path, size_t at)
{
    const struct kid *kid = &kids[at];
    bool is_teams = strstr(path, "/teams/") != NULL;
    bool has_plan = kid->whose == CARE || kid->whose == NEED;

    switch (role) {
    case PACK_ROLE_care:
        return kid->whose == CARE && !is_teams;
    case PACK_ROLE_need:
        return (kid->whose == NEED || kid->whose == TEAM)
               && (!is_teams || is_below(path, kid->folder));
    case PACK_ROLE_school:
        return has_plan && !kid->by_name && kid->school != NO_SCHOOL
               && is_below(path, schools[kid->school].urn);
    case PACK_ROLE_adviser:
        return has_plan && is_advisers(path, kid->school);
    default:
        return false;
    }
}

/* --- what is published ---------------------------------------------------- */

struct tally {
    size_t sheets;           /* that name anybody */
    unsigned named_to[KIDS]; /* bits of roles */
};

static void look_at_sheet(const char *path, const char *tab, unsigned roles,
                          const char *text, struct tally *tally)
{
    bool names = false;

    for (size_t kid = 0; kid < KIDS; kid++) {
        int by = named_in(text, kid);
        bool may = false;

        if (!by)
            continue;
        names = true;
        for (int role = 0; (1u << role) <= roles; role++)
            if ((roles & 1u << role)
                && may_name((enum pack_role)role, path, kid)) {
                may = true;
                tally->named_to[kid] |= 1u << role;
            }
        if (roles & ROLE_BIT(data) && by == BY_NUMBER && !kids[kid].is_adopted)
            may = true;
        if (!may)
            fail_msg("%s, sheet %s names the child %s", path, tab,
                     kids[kid].what);
        if (kids[kid].by_name && !is_to_confirm(text, kid))
            fail_msg("%s, sheet %s does not say that the child %s is to be"
                     " confirmed",
                     path, tab, kids[kid].what);
    }
    tally->sheets += names;
}

static const struct pack_workbook *find_book(const struct pack *pack,
                                             const char *file)
{
    for (size_t i = 0; i < pack->workbook_count; i++)
        if (is_file_of(file, pack->workbooks[i].file))
            return &pack->workbooks[i];
    return NULL;
}

static void look_at_book(const char *path, const struct pack *pack,
                         const char *file, struct tally *tally)
{
    const struct pack_workbook *book = find_book(pack, file);
    char *parts = xlsx_part(path, "xl/workbook.xml");
    const char *at = parts;
    int number = 0;

    if (!book)
        fail_msg("%s is no workbook of its pack", path);
    while ((at = strstr(at, "<sheet name=\""))) {
        char tab[64] = "";
        char *text = xlsx_rows(path, ++number);

        at += strlen("<sheet name=\"");
        snprintf(tab, sizeof(tab), "%.*s", (int)strcspn(at, "\""), at);
        look_at_sheet(path, tab, roles_of(book, tab), text, tally);
        free(text);
    }
    assert_true(number > 3);
    free(parts);
}

/* What is no workbook names nobody: pages, charts, files of rows. */
static void look_at_text(const char *path)
{
    struct err err = ERR_INIT;
    char *text;
    size_t len;

    assert_ok(file_read(path, &text, &len, &err), &err);
    for (size_t kid = 0; kid < KIDS; kid++)
        if (named_in(text, kid))
            fail_msg("%s names the child %s", path, kids[kid].what);
    free(text);
}

static bool ends_in(const char *path, const char *end)
{
    size_t len = strlen(path), tail = strlen(end);

    return len > tail && !strcmp(path + len - tail, end);
}

static void look_at(const char *path, struct tally *tally)
{
    const char *below = path + strlen(LATEST);
    size_t folder = strcspn(below, "/");
    char name[PACK_NAME_SIZE];
    struct err err = ERR_INIT;
    struct pack pack;

    if (!ends_in(path, ".xlsx")) {
        if (!ends_in(path, ".png"))
            look_at_text(path);
        return;
    }
    snprintf(name, sizeof(name), "%.*s", (int)folder, below);
    assert_ok(pack_read(&pack, name, &err), &err);
    look_at_book(path, &pack, below + folder + 1, tally);
    pack_release(&pack);
}

/* Roles to which the child is named somewhere, by what it is. */
static unsigned expected(const struct kid *kid)
{
    bool has_plan = kid->whose == CARE || kid->whose == NEED;
    unsigned roles = 0;

    if (kid->whose == CARE)
        roles |= ROLE_BIT(care);
    if (kid->whose == NEED || kid->whose == TEAM)
        roles |= ROLE_BIT(need);
    if (has_plan && kid->school != NO_SCHOOL)
        roles |= ROLE_BIT(adviser) | (kid->by_name ? 0 : ROLE_BIT(school));
    return roles;
}

static void each_child_is_named_to_whom_it_may_be(void **state)
{
    char latest[] = LATEST;
    char *roots[] = { latest, NULL };
    struct tally tally = { 0 };
    struct world w;
    FTS *tree;

    (void)state;
    open_county(&w);
    tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    assert_non_null(tree);
    for (FTSENT *entry; (entry = fts_read(tree));)
        if (entry->fts_info == FTS_F)
            look_at(entry->fts_path, &tally);
    fts_close(tree);
    for (size_t i = 0; i < KIDS; i++)
        if (tally.named_to[i] != expected(&kids[i]))
            fail_msg("the child %s is named to %x, not %x", kids[i].what,
                     tally.named_to[i], expected(&kids[i]));
    assert_true(tally.sheets > 3);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_child_is_named_to_whom_it_may_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
