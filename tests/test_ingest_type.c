#include "ingest/read/type.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/asset.h"
#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"
#include "ingest/read/heading.h"
#include "tests/testing.h"

/* A county whose folder is where the test stands. */
static char folder[] = ".";
static char path[] = "./county.ini";
static const struct config county = { .path = path, .folder = folder };

static int clear_folder(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(folder_remove("extracts", &err), &err);
    assert_ok(folder_remove("codes", &err), &err);
    return 0;
}

static void every_description_is_read(void **state)
{
    struct err err = ERR_INIT;
    struct type_set types;
    size_t count = 0;

    (void)state;
    for (const struct asset *a = asset_next("ingest/types/", NULL); a;
         a = asset_next("ingest/types/", a))
        count++;
    assert_ok(type_set_read(&types, &county, &err), &err);
    assert_int_equal(types.count, count);
    for (size_t i = 0; i < types.count; i++) {
        const struct type *type = &types.types[i];

        assert_ptr_equal(type_find(&types, type->name), type);
        /* The key can always be read, so that a row can be told. */
        for (size_t k = 0; k < type->key_count; k++)
            /* A code or text may be blank in a key: a term, a respondent. */
            if (type->fields[type->key[k]].kind != FIELD_CODE
                && type->fields[type->key[k]].kind != FIELD_OTHERS
                && type->fields[type->key[k]].kind != FIELD_TEXT)
                assert_int_equal(type->fields[type->key[k]].need, NEED_VALUE);
        /* Whose row it is: of a school, a pupil or a child; of whom says the
           file that looks it up; or published. */
        assert_true(type->school >= 0 || type->pupil >= 0 || type->child >= 0
                    || !strcmp(type->name, "schools")
                    || !strncmp(type->name, "benchmarks", 10)
                    || type->mode == TYPE_IGNORED
                    || type_order(&types, type) == ORDER_BEFORE_STAYS);
    }
    type_set_release(&types);
}

/* Details 74, to the letter: of these fields a bad value is set aside. */
static void a_bad_value_is_set_aside_where_the_contract_says(void **state)
{
    static const struct {
        const char *type, *headings; /* between bars */
    } rules[] = {
        { "schools",
          "EstablishmentNumber|PhaseOfEducation (name)|TypeOfEstablishment "
          "(name)|EstablishmentStatus (name)|StatutoryLowAge|StatutoryHighAge|"
          "DistrictAdministrative (name)|Postcode|Trusts (name)|OpenDate|"
          "CloseDate" },
        { "pupils", "FormerUPN|Sex|Ethnicity|Language|NCYear|EnrolmentStatus|"
                    "SENStatus|SENNeed|FSM|FSMEver6|IDACIDecile|Postcode|"
                    "YoungCarer|PostLookedAfter" },
        { "social_care", "UPN|DateOfBirth|LegalStatus|PlacementType|"
                         "PlacementLA|NeedCode|EndReason|ResponsibleLA|UASC|"
                         "SocialWorker|Team" },
        { "ssda903_header", "ETHNIC|UPN" },
        { "ssda903_episodes",
          "LS|CIN|PLACE|PLACE_PROVIDER|REASON_PLACE_CHANGE" },
        { "suspensions",
          "Reason1|Reason2|Reason3|NotifiedDate|VirtualSchoolContacted|"
          "VSContactDate|SocialWorkerContacted|SWContactDate|"
          "ReintegrationDate|FirstDayProvision" },
        { "peps", "Quality|VirtualSchoolAttended" },
        { "provision", "ReviewDate|AgreedByVirtualSchool|AgreedByParent|"
                       "AgreedBySocialWorker" },
        { "ehe", "Reason|PreviousURN|MeetingDate" },
        { "interventions", "Hours" },
        { "school_returns", "DesignatedTeacher|QualifiedTeacher|TrainingDays|"
                            "ToolkitTrainingDate|Section1Date|Section2Date|"
                            "DesignatedGovernor|PolicyReviewDue" },
        { "attendance_summary", "Late" },
        { "attendance", "" },
        { "attendance_strings", "" },
        { "assessments", "" },
        { "identity", "" },
        { "advisers", "" },
        { "sdq", "" },
        { "send_plans", "" },
        { "funding", "" },
    };
    struct err err = ERR_INIT;
    struct type_set types;

    (void)state;
    assert_ok(type_set_read(&types, &county, &err), &err);
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        const struct type *type = type_find(&types, rules[i].type);
        struct str set_aside = STR_INIT;

        assert_non_null(type);
        for (size_t f = 0; f < type->field_count; f++)
            if (type->fields[f].is_set_aside)
                str_addf(&set_aside, "%s%s", set_aside.len ? "|" : "",
                         type->fields[f].heading);
        assert_string_equal(set_aside.text, rules[i].headings);
        str_release(&set_aside);
    }
    type_set_release(&types);
}

static void a_description_says_all_of_a_type(void **state)
{
    struct err err = ERR_INIT;
    struct type_set types;
    const struct type *type;
    const struct field *sessions;

    (void)state;
    assert_ok(type_set_read(&types, &county, &err), &err);
    assert_null(type_find(&types, "nothing"));
    type = type_find(&types, "suspensions");
    assert_string_equal(type->table, "suspension");
    assert_string_equal(type->reports_as, "suspensions");
    assert_int_equal(type->mode, TYPE_UPSERT);
    assert_int_equal(type->key_count, 4);
    assert_int_equal(type->key[2], type_field(type, "category"));
    assert_int_equal(type->start, type_field(type, "start_date"));
    assert_int_equal(type->end, type_field(type, "end_date"));
    assert_int_equal(type->child, -1);
    sessions = &type->fields[type_field(type, "sessions")];
    assert_int_equal(sessions->kind, FIELD_INT);
    assert_int_equal(sessions->need, NEED_HEADING);
    assert_int_equal(sessions->required_when.field,
                     type_field(type, "category"));
    assert_string_equal(sessions->required_when.value, "SUSP");
    assert_near(sessions->least, 1, 0);
    assert_int_equal(type_field(type, "Sessions"), -1);
    assert_string_equal(type_find(&types, "attendance_strings")->reports_as,
                        "attendance");
    type_set_release(&types);
}

static void other_descriptions_may_stand_in_for_ours(void **state)
{
    const struct asset mine = {
        "mine/visits.type",
        "[type]\ntable = visit\nmode = upsert\nkey = upn\npupil = upn\n"
        "[field upn]\nheading = UPN\nkind = upn\nneed = value\n",
        0
    };
    struct asset list[64];
    struct err err = ERR_INIT;
    struct type_set types;
    size_t count = 0;

    (void)state;
    for (const struct asset *a = asset_next("ingest/types/", NULL); a;
         a = asset_next("ingest/types/", a))
        list[count++] = *a;
    list[count++] = mine;
    assert_ok(type_set_read_from(&types, &county, list, count, &err), &err);
    assert_int_equal(types.count, count);
    assert_string_equal(type_find(&types, "visits")->table, "visit");
    type_set_release(&types);

    list[count - 1].text = "[type]\nmode = odd\nkey = upn\n"
                           "[field upn]\nheading = UPN\nkind = upn\n";
    assert_int_equal(type_set_read_from(&types, &county, list, count, &err),
                     -1);
    assert_string_equal(err.msg,
                        "mine/visits.type:2: [type] mode: 'odd' is not upsert, "
                        "snapshot, marks or ignored");
    assert_int_equal(types.count, 0);
}

static void only_a_snapshot_of_a_few_codes_has_parts(void **state)
{
    static const char *const texts[] = {
        "[type]\ntable = t\nmode = snapshot\nkey = a\npart = a\n"
        "[field a]\nheading = A\nkind = code\n",
        "[type]\ntable = t\nkey = a\npart = a\n"
        "[field a]\nheading = A\nkind = code\ncodes = X Y\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const struct asset mine = { "mine/t.type", texts[i], 0 };
        struct err err = ERR_INIT;
        struct type_set types;

        assert_int_equal(type_set_read_from(&types, &county, &mine, 1, &err),
                         -1);
        assert_string_equal(err.msg, "mine/t.type: [type]: a part is one of a "
                                     "snapshot's, and one of a few codes");
    }
}

static void codes_are_found_in_any_case_and_mapped(void **state)
{
    struct err err = ERR_INIT;
    struct type_set types;
    const struct type *pupils, *interventions;
    const struct field *sen, *ethnicity, *need, *any;

    (void)state;
    assert_ok(type_set_read(&types, &county, &err), &err);
    pupils = type_find(&types, "pupils");
    sen = &pupils->fields[type_field(pupils, "sen_status")];
    ethnicity = &pupils->fields[type_field(pupils, "ethnicity")];
    need = &pupils->fields[type_field(pupils, "sen_need")];
    interventions = type_find(&types, "interventions");
    any = &interventions->fields[type_field(interventions, "type")];
    assert_string_equal(codes_find(&sen->codes, "k", 1), "K");
    assert_null(codes_find(&sen->codes, "k\0and a tail", 12));
    assert_string_equal(codes_find(&sen->codes, "A", 1), "K");
    assert_string_equal(codes_find(&sen->codes, "p", 1), "K");
    assert_string_equal(codes_find(&sen->codes, "Q", 1), "K");
    assert_string_equal(codes_find(&sen->codes, "S", 1), "E");
    assert_string_equal(codes_find(&sen->codes, "N", 1), "N");
    assert_null(codes_find(&sen->codes, "X", 1));
    assert_null(codes_find(&sen->codes, "", 0));
    assert_null(codes_find(&sen->codes, "KK", 2));
    assert_string_equal(codes_find(&ethnicity->codes, "wbrix", 4), "WBRI");
    assert_null(codes_find(&ethnicity->codes, "WBR", 3));
    assert_string_equal(codes_find(&need->codes, "semh", 4), "SEMH");
    assert_null(codes_find(&need->codes, "XYZ", 3));
    assert_null(codes_find(&any->codes, "STEPS", 5));
    assert_int_equal(any->codes.count, 0);
    type_set_release(&types);
}

static void marks_are_valid_in_their_years(void **state)
{
    const date_t before = date_make(2024, 8, 18);
    const date_t since = date_make(2024, 8, 19);
    struct err err = ERR_INIT;
    struct type_set types;

    (void)state;
    assert_ok(type_set_read(&types, &county, &err), &err);
    for (const char *at = "/\\LIMRSTGNOUDXZ#CEBPVW"; *at; at++) {
        assert_true(type_mark_is_valid(&types, at, 1, before));
        assert_true(type_mark_is_valid(&types, at, 1, since));
    }
    assert_true(type_mark_is_valid(&types, "Y", 1, before));
    assert_false(type_mark_is_valid(&types, "Y", 1, since));
    assert_false(type_mark_is_valid(&types, "Y1", 2, before));
    assert_true(type_mark_is_valid(&types, "Y1", 2, since));
    assert_true(type_mark_is_valid(&types, "C2", 2, since));
    assert_true(type_mark_is_valid(&types, "H", 1, before));
    assert_false(type_mark_is_valid(&types, "H", 1, since));
    assert_true(type_mark_is_valid(&types, "F", 1, date_make(2014, 8, 31)));
    assert_false(type_mark_is_valid(&types, "F", 1, date_make(2014, 9, 1)));
    for (const char *at = "A 1?y"; *at; at++)
        assert_false(type_mark_is_valid(&types, at, 1, since));
    assert_false(type_mark_is_valid(&types, "\xC3", 1, since));
    assert_false(type_mark_is_valid(&types, "", 0, since));
    assert_false(type_mark_is_valid(&types, "C12", 3, since));
    type_set_release(&types);
}

static int field_of(const struct type_set *types, const char *type,
                    const char *heading)
{
    const struct heading *found =
        heading_find(type_find(types, type), heading, strlen(heading));

    return found ? found->field : -1;
}

static void headings_are_compared_by_letters_and_digits(void **state)
{
    struct err err = ERR_INIT;
    struct type_set types;
    const struct type *pupils;
    int birth;

    (void)state;
    assert_ok(type_set_read(&types, &county, &err), &err);
    pupils = type_find(&types, "pupils");
    birth = type_field(pupils, "date_of_birth");
    assert_int_equal(field_of(&types, "pupils", "DateOfBirth"), birth);
    assert_int_equal(field_of(&types, "pupils", " date_of  BIRTH. "), birth);
    assert_int_equal(field_of(&types, "pupils", "dob"), birth);
    assert_int_equal(field_of(&types, "pupils", "Date\xC2\xA0of birth"), birth);
    assert_int_equal(field_of(&types, "pupils", "DateOfDeath"), -1);
    assert_int_equal(field_of(&types, "pupils", ""), -1);
    assert_int_equal(field_of(&types, "pupils", "***"), -1);
    assert_int_equal(field_of(&types, "pupils", "ESTAB"), pupils->school);
    assert_int_equal(heading_find(pupils, "ESTAB", 5)->form, SCHOOL_ESTAB);
    assert_int_equal(heading_find(pupils, "dfe number", 10)->form,
                     SCHOOL_LAESTAB);
    assert_int_equal(field_of(&types, "schools", "LA (code)"), 1);
    type_set_release(&types);
}

static void a_county_adds_headings_and_replaces_ours(void **state)
{
    struct err err = ERR_INIT;
    struct type_set types;

    (void)state;
    testing_write("extracts/ours.ini", "[pupils]\n"
                                       "DateOfBirth = Born on | Geboren\n"
                                       "nc_year = Klasse\n");
    testing_write("extracts/names.ini", "[pupils]\nUPN = The number\n");
    testing_write("extracts/notes.txt", "not an ini file\n");
    assert_ok(type_set_read(&types, &county, &err), &err);
    assert_int_equal(field_of(&types, "pupils", "born_on"), 5);
    assert_int_equal(field_of(&types, "pupils", "GEBOREN"), 5);
    assert_int_equal(field_of(&types, "pupils", "klasse"),
                     type_field(type_find(&types, "pupils"), "nc_year"));
    assert_int_equal(field_of(&types, "pupils", "the number"), 1);
    assert_int_equal(field_of(&types, "pupils", "dob"), -1);
    type_set_release(&types);
}

static void a_section_for_all_is_of_each_type_that_has_the_field(void **state)
{
    struct err err = ERR_INIT;
    struct type_set types;

    (void)state;
    testing_write("extracts/a.ini", "[*]\nUPN = Number\n"
                                    "EndDate = Until\nLAESTAB = Place\n");
    testing_write("extracts/b.ini", "[pupils]\nNCYear = Until\n"
                                    "[suspensions]\nURN = UPN of place\n");
    testing_write("extracts/c.ini", "[*]\nStartDate = NCYear\n");
    assert_ok(type_set_read(&types, &county, &err), &err);
    assert_int_equal(field_of(&types, "pupils", "number"), 1);
    assert_int_equal(field_of(&types, "identity", "number"), 1);
    assert_int_equal(field_of(&types, "schools", "number"), -1);
    assert_int_equal(field_of(&types, "suspensions", "until"),
                     type_field(type_find(&types, "suspensions"), "end_date"));
    /* What is said of a type, by the contract too, wins. */
    assert_int_equal(field_of(&types, "pupils", "until"),
                     type_field(type_find(&types, "pupils"), "nc_year"));
    assert_int_equal(field_of(&types, "pupils", "NCYear"),
                     type_field(type_find(&types, "pupils"), "nc_year"));
    assert_int_equal(
        heading_find(type_find(&types, "attendance"), "place", 5)->form,
        SCHOOL_LAESTAB);
    type_set_release(&types);
}

static void a_county_replaces_a_code_set(void **state)
{
    struct err err = ERR_INIT;
    struct type_set types;
    const struct type *pupils;

    (void)state;
    testing_write("codes/ethnicity.csv",
                  "code,description,major_group\nabcd,Ours,Other\n");
    assert_ok(type_set_read(&types, &county, &err), &err);
    pupils = type_find(&types, "pupils");
    assert_string_equal(
        codes_find(&pupils->fields[type_field(pupils, "ethnicity")].codes,
                   "ABCD", 4),
        "ABCD");
    type_set_release(&types);
}

/* The types, by bars, whose basis differs from what it was. */
static void assert_basis_changes(const struct type_set *before,
                                 const char *expected)
{
    struct err err = ERR_INIT;
    struct str changed = STR_INIT;
    struct type_set types;

    assert_ok(type_set_read(&types, &county, &err), &err);
    for (size_t i = 0; i < types.count; i++) {
        assert_int_equal(strlen(types.types[i].basis), HASH_TEXT_SIZE - 1);
        if (strcmp(types.types[i].basis, before->types[i].basis) != 0)
            str_addf(&changed, "|%s", types.types[i].name);
    }
    assert_string_equal(changed.text, expected);
    str_release(&changed);
    type_set_release(&types);
}

static void what_is_read_for_a_type_is_its_basis_and_no_other_s(void **state)
{
    struct err err = ERR_INIT;
    struct type_set types;
    char *text = NULL;

    (void)state;
    assert_ok(type_set_read(&types, &county, &err), &err);
    assert_basis_changes(&types, "");
    testing_write("extracts/x.ini", "[suspensions]\nUPN = Number of pupil\n");
    assert_basis_changes(&types, "|suspensions");
    clear_folder(NULL);
    testing_write("codes/cla_legal_status.csv", "code,is_respite\nC2,0\n");
    assert_basis_changes(&types, "|social_care|ssda903_episodes");
    clear_folder(NULL);
    assert_ok(config_text(&county, "codes/attendance_codes.csv", &text, &err),
              &err);
    testing_write("codes/attendance_codes.csv", text);
    assert_basis_changes(&types, ""); /* the same text, wherever it stands */
    text[strlen(text) - 1] = ' ';
    testing_write("codes/attendance_codes.csv", text);
    assert_basis_changes(&types, "|attendance|attendance_strings"
                                 "|census_sessions");
    free(text);
    type_set_release(&types);
}

#define MARKS                                                                  \
    "code,valid_from,valid_to,counts_possible,statistical_meaning,late_flag\n"
static const struct {
    const char *file;
    const char *text;
    const char *complaint;
} wrong[] = {
    { "extracts/x.ini", "[pupil]\nUPN = x\n",
      "extracts/x.ini:1: [pupil]: there is no extract type 'pupil'" },
    { "extracts/x.ini", "[pupils]\n; one\nUNP = x\n",
      "extracts/x.ini:3: [pupils] UNP: pupils has no field 'UNP'" },
    { "extracts/x.ini", "[pupils]\nUPN = Number | Surname\n",
      "extracts/x.ini:2: [pupils] UPN: heading 'Surname' of pupils means "
      "'Surname' already" },
    { "extracts/x.ini", "[*]\nUNP = x\n",
      "extracts/x.ini:2: [*] UNP: no type has a field 'UNP'" },
    { "extracts/x.ini", "[*]\nUPN = x\nURN = x\n",
      "extracts/x.ini:3: [*] URN: heading 'x' of " },
    { "extracts/x.ini", "[pupils]\nUPN = a | | b\n",
      "extracts/x.ini:2: [pupils] UPN: a heading has no letter or digit" },
    { "codes/ethnicity.csv", "kode\nWBRI\n", "there is no column 'code'" },
    { "codes/attendance_codes.csv", MARKS "ABC,,,1,present,0\n",
      "codes/attendance_codes.csv:2: 'ABC' is no attendance code" },
    { "codes/attendance_codes.csv", MARKS "A,1/9/24,,1,present,0\n",
      "codes/attendance_codes.csv:2: valid_from: '1/9/24' is not a date" },
};

static void wrong_config_is_named_by_file_and_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct err err = ERR_INIT;
        struct type_set types;

        clear_folder(NULL);
        testing_write(wrong[i].file, wrong[i].text);
        assert_int_equal(type_set_read(&types, &county, &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        if (!strstr(err.msg, wrong[i].complaint))
            fail_msg("'%s' does not say '%s'", err.msg, wrong[i].complaint);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_description_is_read, clear_folder),
        cmocka_unit_test_setup(a_bad_value_is_set_aside_where_the_contract_says,
                               clear_folder),
        cmocka_unit_test_setup(a_description_says_all_of_a_type, clear_folder),
        cmocka_unit_test_setup(other_descriptions_may_stand_in_for_ours,
                               clear_folder),
        cmocka_unit_test_setup(only_a_snapshot_of_a_few_codes_has_parts,
                               clear_folder),
        cmocka_unit_test_setup(codes_are_found_in_any_case_and_mapped,
                               clear_folder),
        cmocka_unit_test_setup(marks_are_valid_in_their_years, clear_folder),
        cmocka_unit_test_setup(headings_are_compared_by_letters_and_digits,
                               clear_folder),
        cmocka_unit_test_setup(
            a_section_for_all_is_of_each_type_that_has_the_field, clear_folder),
        cmocka_unit_test_setup(a_county_adds_headings_and_replaces_ours,
                               clear_folder),
        cmocka_unit_test_setup(a_county_replaces_a_code_set, clear_folder),
        cmocka_unit_test_setup(
            what_is_read_for_a_type_is_its_basis_and_no_other_s, clear_folder),
        cmocka_unit_test_setup(wrong_config_is_named_by_file_and_line,
                               clear_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
