/*
 * What is wrong in senders, words, headings and code sets of a county's config
 * is said with file, line and key before anything is touched (details 91).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/codeset.h"
#include "config/config.h"
#include "config/table.h"
#include "core/err.h"
#include "core/outfile.h"
#include "core/path.h"
#include "tests/program.h"
#include "tests/testing.h"

struct fault {
    const char *file; /* beside the config */
    const char *text;
    const char *message;
};

static const struct fault senders[] = {
    { "senders.csv", "Pattern,Schol\nnorth*,100001\n",
      "senders.csv:1: the columns Pattern and School are wanted" },
    { "senders.csv", "",
      "senders.csv:1: the columns Pattern and School are wanted" },
    { "senders.csv", "Pattern,School\nnorth*,100001\n,100001\n",
      "senders.csv:3: Pattern is blank" },
    { "senders.csv", "Pattern,School\nnorth*,North School\n",
      "senders.csv:2: School 'North School' is neither a URN (6 digits) nor a"
      " LAESTAB (7)" },
    { "senders.csv", "Pattern,School\nnorth*,919/400\n",
      "senders.csv:2: School '919/400' is neither a URN (6 digits) nor a"
      " LAESTAB (7)" },
    { "senders.csv", "Pattern,School\nnorth*,\n",
      "senders.csv:2: School '' is neither a URN (6 digits) nor a LAESTAB "
      "(7)" },
    { "senders.csv", "Pattern,School\nnorth*,100001\nnorth*,100002\n",
      "senders.csv:3: Pattern 'north*' is school 100001 already" },
    { "senders.csv", "Pattern,School\nnorth*,100001,North\n",
      "senders.csv:2: more cells than headings" },
    { "senders.csv", "Pattern,School\n\"north*,100001\n",
      "senders.csv:2: a quote is not closed" },
    { "senders.csv", "Pattern,School\n\"no\"rth*,100001\n", "senders.csv:2: " },
    { "senders.csv", "Pattern,School\nSt Oswald\x92s*,100001\n",
      "senders.csv:2: is not UTF-8: save the file as that ('CSV UTF-8')" },
};

static const struct fault words[] = {
    { "codes/words.csv", "type,field,code\npupils,Sex,F\n",
      "codes/words.csv:1: there is no column 'word'" },
    { "codes/words.csv", "type,field,code,word\npupil,Sex,F,girl\n",
      "codes/words.csv:2: there is no extract type 'pupil'" },
    { "codes/words.csv", "type,field,code,word\n,Sex,F,girl\n",
      "codes/words.csv:2: type is blank" },
    { "codes/words.csv", "type,field,code,word\npupils,Gender,F,girl\n",
      "codes/words.csv:2: 'pupils' has no field 'Gender' with codes" },
    { "codes/words.csv", "type,field,code,word\n*,Gender,F,girl\n",
      "codes/words.csv:2: '*' has no field 'Gender' with codes" },
    { "codes/words.csv", "type,field,code,word\npupils,Surname,F,girl\n",
      "codes/words.csv:2: 'pupils' has no field 'Surname' with codes" },
    { "codes/words.csv", "type,field,code,word\npupils,Sex,G,girl\n",
      "codes/words.csv:2: 'G' is no code of Sex" },
    { "codes/words.csv", "type,field,code,word\npupils,Sex,F,\n",
      "codes/words.csv:2: a word for Sex has no letter or digit" },
    { "codes/words.csv",
      "type,field,code,word\npupils,Sex,F,child\n\npupils,Sex,M,Child\n",
      "codes/words.csv:4: 'child' cannot be M of Sex: it is F already" },
    { "codes/words.csv", "type,field,code,word\npupils,Sex,F,m\n",
      "codes/words.csv:2: 'm' cannot be F of Sex: it is a code itself" },
    { "codes/words.csv", "type,field,code,word\npupils,Sex,F,fille,f\n",
      "codes/words.csv:2: more cells than headings" },
    { "codes/words.csv",
      "type,field,code,word\npupils,Sex,F,fille\npupils,Sex,F,m\xE4"
      "dchen\n",
      "codes/words.csv:3: is not UTF-8: save the file as that ('CSV UTF-8')" },
    { "extracts/own.ini", "[pupil:Sex]\nF = girl\n",
      "extracts/own.ini:1: [pupil:Sex]: there is no extract type 'pupil'" },
    { "extracts/own.ini", "; nothing in it\n[pupil:Sex]\n",
      "extracts/own.ini:2: [pupil:Sex]: there is no extract type 'pupil'" },
    { "extracts/own.ini", "[pupils:Gender]\nF = girl\n",
      "extracts/own.ini:2: [pupils:Gender] F: pupils has no field 'Gender'" },
    { "extracts/own.ini", "[pupils:Surname]\nF = girl\n",
      "extracts/own.ini:2: [pupils:Surname] F: Surname of pupils has no "
      "codes" },
    { "extracts/own.ini", "[pupils:Sex]\n\nG = girl\n",
      "extracts/own.ini:3: [pupils:Sex] G: 'G' is no code of Sex" },
    { "extracts/own.ini", "[pupils:Sex]\nF = girl | | woman\n",
      "extracts/own.ini:2: [pupils:Sex] F: a word for Sex has no letter or"
      " digit" },
    { "extracts/own.ini", "[pupils:Sex]\nF = child\nM = boy | child\n",
      "extracts/own.ini:3: [pupils:Sex] M: 'child' cannot be M of Sex: it is F"
      " already" },
    { "extracts/own.ini", "[pupils:Sex]\nF = M\n",
      "extracts/own.ini:2: [pupils:Sex] F: 'M' cannot be F of Sex: it is a code"
      " itself" },
    { "extracts/own.ini", "[pupils:Sex]\nF = girl\n[sdq]\n[pupils:Sex]\n",
      "extracts/own.ini:4: [pupils:Sex] stands in line 1 already" },
    /* Read after those of the program, whatever its name. */
    { "extracts/aa.ini", "[benchmarks:version]\n2 = provisional\n",
      "extracts/aa.ini:2: [benchmarks:version] 2: 'provisional' cannot be 2 of"
      " version: it is 1 already" },
    { "extracts/own.ini", "[pupils:Sex]\nF girl\n",
      "extracts/own.ini:2: neither [section] nor key = value" },
    { "extracts/own.ini", "[pupils:Sex]\nF = gar\xE7onne\n",
      "extracts/own.ini:2: is not UTF-8: save the file as that ('CSV UTF-8')" },
};

static const struct fault headings[] = {
    { "extracts/own.ini", "[pupils]\nsurnam = Name\n",
      "extracts/own.ini:2: [pupils] surnam: pupils has no field 'surnam'" },
    { "extracts/own.ini", "[*]\nsurnam = Name\n",
      "extracts/own.ini:2: [*] surnam: no type has a field 'surnam'" },
    { "extracts/own.ini", "[pupils]\nsurname = \n",
      "extracts/own.ini:2: [pupils] surname: a heading has no letter or"
      " digit" },
    { "extracts/own.ini", "[pupils]\nsurname = Known as\nforename = known_as\n",
      "extracts/own.ini:3: [pupils] forename: heading 'known_as' of pupils"
      " means 'Surname' already" },
    { "extracts/own.ini", "[pupils]\nsurname = Name\n[pupils]\n",
      "extracts/own.ini:3: [pupils] stands in line 1 already" },
    { "extracts/own.ini", "surname = Name\n",
      "extracts/own.ini:1: [] surname: there is no extract type ''" },
};

#define MARKS                                                                  \
    "code,valid_from,valid_to,counts_possible,statistical_meaning,late_flag\n"
#define MEASURES                                                               \
    "measure,metric,label,stage,kind,met_when,valid_min,valid_max,"            \
    "valid_codes,not_met_codes,excluded_codes,first_year,last_year,"           \
    "missing_years\n"

/* By these cells figures are made: none counts as if nothing were there. */
static const struct fault cells[] = {
    { "codes/ethnicity.csv",
      "code,description,major_group\nWBRI,A,White\nOTHER,B,Other\n",
      "codes/ethnicity.csv:3: code 'OTHER' is longer than 4 bytes" },
    { "codes/exclusion_reasons.csv", "code,description\nFIREWORKS,A\n",
      "codes/exclusion_reasons.csv:2: code 'FIREWORKS' is longer than 8" },
    { "codes/attendance_codes.csv", MARKS,
      "codes/attendance_codes.csv:1: there is no code in it" },
    { "codes/attendance_codes.csv", MARKS "/,,,yes,present,0\n",
      "codes/attendance_codes.csv:2: counts_possible: 'yes' is none of 1, 0" },
    { "codes/attendance_codes.csv",
      MARKS "/,,,1,present,0\nI,,,1,Authorised absence,0\n",
      "codes/attendance_codes.csv:3: statistical_meaning: 'Authorised absence'"
      " is none of present, " },
    { "codes/attendance_codes.csv", MARKS "L,,,1,present,\n",
      "codes/attendance_codes.csv:2: late_flag: '' is none of 0, 1" },
    { "codes/attendance_codes.csv",
      MARKS "D,,2024-08-18,0,not_possible,0\nD,2024-08-18,,0,not_possible,0\n",
      "codes/attendance_codes.csv:3: code 'D' has the meaning of line 2 on some"
      " of its days" },
    { "codes/attendance_codes.csv",
      MARKS "D,2024-08-19,2024-08-18,0,not_possible,0\n",
      "codes/attendance_codes.csv:2: valid_to: '2024-08-18' is before"
      " valid_from" },
    { "codes/cla_legal_status.csv", "code,is_respite\nV3,Y\n",
      "codes/cla_legal_status.csv:2: is_respite: 'Y' is none of 0, 1" },
    { "codes/cla_reason_ended.csv",
      "code,is_previously_looked_after\nE11,adopted\n",
      "codes/cla_reason_ended.csv:2: is_previously_looked_after: 'adopted' is"
      " none of 0, 1" },
    { "codes/exclusion_review_results.csv",
      "code,pupil_offered_reinstatement,final\nDNO,0,no\n",
      "codes/exclusion_review_results.csv:2: final: 'no' is none of 1, 0" },
    { "codes/ethnicity.csv", "code,major_group\nWBRI,White\nREFU,\n",
      "codes/ethnicity.csv:3: major_group is blank" },
    { "codes/measures.csv", MEASURES "A,a,A,KS2,shares,=1,0,1,,,,,,\n",
      "codes/measures.csv:2: kind: 'shares' is none of share, " },
    { "codes/measures.csv", MEASURES "A,,A,KS2,share,=1,0,1,,,,,,\n",
      "codes/measures.csv:2: metric is blank" },
    { "codes/measures.csv", MEASURES "A,a,A,KS2,share,,0,1,,,,,,\n",
      "codes/measures.csv:2: met_when is blank" },
    { "codes/measures.csv", MEASURES "A,a,A,KS2,share,100,80,120,,,,,,\n",
      "codes/measures.csv:2: met_when: '100' is neither like >=100 or =1 nor" },
    { "codes/measures.csv",
      MEASURES "A,a,A,KS2,share,EXS; GDS,,,WTS;EXS;GDS,,,,,\n",
      "codes/measures.csv:2: met_when: 'EXS; GDS' is neither" },
    { "codes/measures.csv", MEASURES "A,a,A,KS2,share,=1,0,1,,A,L; M,,,\n",
      "codes/measures.csv:2: excluded_codes: 'L; M' is no list of codes" },
    { "codes/measures.csv", MEASURES "A,a,A,KS2,share,=1,0,1,,,,,,2019\n",
      "codes/measures.csv:2: missing_years: '2019' is no list of years" },
    { "codes/measures.csv",
      MEASURES "A,a,A,KS2,share,=1,0,1,,,,,,\n"
               "KS2_RWM,ks2_rwm,R,KS2,derived,,,,,,,,,\n",
      "codes/measures.csv:3: KS2_RWM is made of KS2_READ_SS, which is not"
      " there" },
    { "codes/measures.csv",
      MEASURES "KS2_READ_SS,ks2_read,A,KS2,mean,,80,120,,,,,,\n"
               "KS2_MATH_SS,ks2_math,A,KS2,share,>=100,80,120,,,,,,\n"
               "KS2_WRIT_TA,ks2_writ,A,KS2,share,EXS,,,EXS,,,,,\n"
               "KS2_RWM,ks2_rwm,R,KS2,derived,,,,,,,,,\n",
      "codes/measures.csv:5: ks2_rwm_met: no metric tells what count"
      " 'ks2_read_met' is" },
    { "codes/measures.csv", MEASURES "A,absence_rate,A,KS2,mean,,0,1,,,,,,\n",
      "codes/measures.csv:2: " },
};

/* Nothing else would say that the built-in ones count. */
static const struct fault names[] = {
    { "Targets.csv", "Metric,Cohort,AcademicYear,Target\n",
      "Targets.csv:1: is read where it is called 'targets.csv' only" },
    { "senders.csv.txt", "Pattern,School\n",
      "senders.csv.txt:1: is read where it is called 'senders.csv' only" },
    { "codes/measures.CSV", "measure\n",
      "codes/measures.CSV:1: is read where it is called 'measures.csv' only" },
    { "codes/measures.csv.txt", "measure\n",
      "codes/measures.csv.txt:1: is read where it is called 'measures.csv'" },
    { "extracts/own.Ini", "[pupils]\n",
      "extracts/own.Ini:1: is read where it is called 'own.ini' only" },
    { "benchmarks/ks2.ini.TXT", "",
      "benchmarks/ks2.ini.TXT:1: is read where it is called 'ks2.ini' only" },
};

static const struct fault codes[] = {
    { "codes/ethnicty.csv", "code,description\nWBRI,White British\n",
      "codes/ethnicty.csv:1: there is no code set of this name" },
    { "codes/ethnicity.csv", "kode,description\nWBRI,White British\n",
      "codes/ethnicity.csv:1: there is no column 'code'" },
    { "codes/ethnicity.csv", "code,description\nWBRI,White British\n",
      "codes/ethnicity.csv:1: there is no column 'major_group'" },
    { "codes/sdq_reasons.csv", "code,description\nSDQ1,One\n,Another\n",
      "codes/sdq_reasons.csv:3: code is blank" },
    { "codes/sdq_reasons.csv", "code,description\nSDQ1,One\nsdq1,Another\n",
      "codes/sdq_reasons.csv:3: code 'SDQ1' stands in line 2 already" },
    { "codes/sdq_reasons.csv", "code,description\nSDQ1,One,1\n",
      "codes/sdq_reasons.csv:2: more cells than headings" },
    { "codes/sdq_reasons.csv", "code,description\nSDQ1,\"One\n",
      "codes/sdq_reasons.csv:2: a quote is not closed" },
    { "codes/sdq_reasons.csv", "code,description\nSDQ1,\xA3\n",
      "codes/sdq_reasons.csv:2: is not UTF-8: save the file as that ('CSV"
      " UTF-8')" },
    { "codes/sdq_reasons.csv", "",
      "codes/sdq_reasons.csv:1: there is no"
      " column 'code'" },
    { "codes/attendance_codes.csv",
      "code,description,valid_from,valid_to\n/,Present,,\n",
      "codes/attendance_codes.csv:1: there is no column 'counts_possible'" },
    { "codes/attendance_codes.csv",
      "code,description,valid_from,valid_to,counts_possible,"
      "statistical_meaning,late_flag\n/,Present,2024-02-30,,1,present,0\n",
      "codes/attendance_codes.csv:2: valid_from: '2024-02-30' is not a date"
      " like 2024-08-19" },
    { "codes/measures.csv",
      MEASURES "KS2_READ,read,Reading,KS2,share,>=100,eighty,120,,,,,,\n",
      "codes/measures.csv:2: 'eighty' is not a number" },
};

static void assert_fault(const struct fault *fault)
{
    static const char *const commands[] = { "run", "check c/county.ini",
                                            "rebuild" };
    struct err err = ERR_INIT;
    char path[64], words_of[128];

    snprintf(path, sizeof(path), "c/%s", fault->file);
    testing_write(path, fault->text);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        snprintf(words_of, sizeof(words_of),
                 "%s --quiet --config c/county.ini --as-of 2025-12-01",
                 commands[i]);
        if (vschool(words_of) != 78)
            fail_msg("%s: no fault: %s", fault->message, errs);
        assert_says(errs, fault->message);
    }
    assert_int_equal(access("c/w.db", F_OK), -1); /* nothing was touched */
    assert_int_equal(access("c/w.db.lock", F_OK), -1);
    assert_int_equal(access("c/archive", F_OK), -1);
    assert_ok(file_remove(path, &err), &err);
}

#define ASSERT_FAULTS(list)                                                    \
    for (size_t i = 0; i < sizeof(list) / sizeof((list)[0]); i++)              \
    assert_fault(&(list)[i])

static void senders_are_named_with_file_and_line(void **state)
{
    (void)state;
    ASSERT_FAULTS(senders);
}

static void words_are_named_with_file_and_line(void **state)
{
    (void)state;
    ASSERT_FAULTS(words);
}

static void headings_are_named_with_file_and_line(void **state)
{
    (void)state;
    ASSERT_FAULTS(headings);
}

static void code_sets_are_named_with_file_and_line(void **state)
{
    (void)state;
    ASSERT_FAULTS(codes);
}

static void cells_are_named_with_file_line_and_column(void **state)
{
    (void)state;
    ASSERT_FAULTS(cells);
}

/* What a county says of its own beats what is built in, and is no fault. */
static void a_countys_own_words_win(void **state)
{
    (void)state;
    testing_write("c/extracts/own.ini", "[pupils:Sex]\nM = female\n");
    testing_write("c/senders.csv", "\xEF\xBB\xBFPattern,School\n"
                                   "St Oswald\xE2\x80\x99s*,919/4001\n");
    testing_write("c/codes/sdq_reasons.csv",
                  "code,description\nSDQ1,One\nSDQ9,Nine\n");
    assert_int_equal(vschool("describe sdq --config c/county.ini"), 0);
    assert_says(out, "SDQ1 SDQ9");
    assert_int_equal(vschool("describe pupils --config c/county.ini"), 0);
    assert_says(out, "M is also female");
}

#define TERMS "AcademicYear,HalfTerm,Start,End\n"
static const struct fault terms[] = {
    { "terms.csv",
      TERMS
      "2025/26,1,2025-09-01,2025-10-24\n2025/26,3,2026-01-05,2026-02-13\n",
      "terms.csv:3: 2025/26 has no HalfTerm 2" },
    { "terms.csv",
      TERMS
      "2025/26,2,2025-10-24,2025-12-19\n2025/26,1,2025-09-01,2025-10-24\n"
      "2025/26,3,2026-01-05,2026-02-13\n2025/26,4,2026-02-23,2026-03-27\n"
      "2025/26,5,2026-04-13,2026-05-22\n2025/26,6,2026-06-01,2026-07-21\n",
      "terms.csv:2: 2025/26: HalfTerm 2 starts before 1 has ended" },
};

static void terms_are_named_with_file_and_line(void **state)
{
    (void)state;
    ASSERT_FAULTS(terms);
}

static void names_that_are_nearly_right_are_named(void **state)
{
    (void)state;
    ASSERT_FAULTS(names);
    testing_write("c/codes/read me.txt", "What is ours, and why.\n");
    testing_write("c/targets.csv.old", "Metric\n");
    assert_int_equal(vschool("describe sdq --config c/county.ini"), 0);
}

/* As rows hold them, which would not find them otherwise. */
static void codes_are_read_in_capitals(void **state)
{
    struct err err = ERR_INIT;
    struct config config;
    struct table t;

    (void)state;
    testing_write("c/codes/cla_legal_status.csv", "is_respite,code\n1,v3\n");
    testing_write("c/codes/school_systems.csv", "code,description\nsims,S\n");
    assert_ok(config_read(&config, "c/county.ini", &err), &err);
    assert_ok(codeset_read(&t, &config, "codes/cla_legal_status.csv", &err),
              &err);
    assert_string_equal(table_cell(&t, 0, 0), "1");
    assert_string_equal(table_cell(&t, 0, 1), "V3");
    table_release(&t);
    assert_ok(codeset_read(&t, &config, "codes/school_systems.csv", &err),
              &err);
    assert_string_equal(table_cell(&t, 0, 0), "sims"); /* as built in */
    table_release(&t);
    config_release(&config);
}

/* A spreadsheet writes commas for lines that were emptied, and more of them
   where another line is longer. */
static void lines_of_commas_are_no_rows(void **state)
{
    static const char text[] = ",\n,,\nPattern,School\n,\na,1\n,,,\n\"\", "
                               ",\nb\n,2,\n";
    static const struct {
        const char *pattern, *school;
        int line;
    } rows[] = { { "a", "1", 5 }, { "b", "", 8 }, { "", "2", 9 } };
    struct err err = ERR_INIT;
    struct table t;

    (void)state;
    assert_ok(table_parse(&t, "senders.csv", text, &err), &err);
    assert_int_equal(t.row_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(table_cell(&t, i, 0), rows[i].pattern);
        assert_string_equal(table_cell(&t, i, table_column(&t, "school")),
                            rows[i].school);
        assert_int_equal(t.lines[i], rows[i].line);
    }
    table_release(&t);
}

int main(void)
{
#define WITH_COUNTY(test) cmocka_unit_test_setup(test, program_county)
    const struct CMUnitTest tests[] = {
        WITH_COUNTY(senders_are_named_with_file_and_line),
        cmocka_unit_test(lines_of_commas_are_no_rows),
        WITH_COUNTY(words_are_named_with_file_and_line),
        WITH_COUNTY(headings_are_named_with_file_and_line),
        WITH_COUNTY(code_sets_are_named_with_file_and_line),
        WITH_COUNTY(cells_are_named_with_file_line_and_column),
        WITH_COUNTY(terms_are_named_with_file_and_line),
        WITH_COUNTY(names_that_are_nearly_right_are_named),
        WITH_COUNTY(codes_are_read_in_capitals),
        WITH_COUNTY(a_countys_own_words_win),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(out);
    free(errs);
    return failed;
}
