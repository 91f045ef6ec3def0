#include "ingest/read/extract.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/outfile.h"
#include "core/str.h"
#include "ingest/read/type.h"
#include "tests/reading.h"
#include "tests/testing.h"

static char folder[] = ".";
static char path[] = "./county.ini";
static const struct config county = { .path = path, .folder = folder };
static struct type_set types;

static int read_types(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(type_set_read(&types, &county, &err), &err);
    return 0;
}

static int release_types(void **state)
{
    (void)state;
    type_set_release(&types);
    return 0;
}

static void expect_bytes(const char *bytes, size_t len, const char *wanted)
{
    struct str got = STR_INIT;

    reading_show(&types, DATE_NONE, bytes, len, &got);
    if (strcmp(got.text, wanted) != 0)
        fail_msg("'%s' gives\n%sand not\n%s", bytes, got.text, wanted);
    str_release(&got);
}

static void expect(const char *text, const char *wanted)
{
    expect_bytes(text, strlen(text), wanted);
}

#define MARKS "URN,UPN,Date,Session,Mark\n"
#define GOOD_MARK "100001|H801200001001|2025-09-03|AM|/"

static void the_delimiter_line_ends_and_encoding_do_not_matter(void **state)
{
    static const char wanted[] = "attendance\n2: " GOOD_MARK "\n";
    static const char plain[] = MARKS "100001,H801200001001,2025-09-03,AM,/\n";
    char utf16[sizeof(plain) * 2] = "\xFF\xFE";

    (void)state;
    expect(MARKS "100001,H801200001001,2025-09-03,AM,/\n", wanted);
    expect(MARKS "100001,H801200001001,2025-09-03,AM,/", wanted);
    expect("\xEF\xBB\xBF"
           "URN;UPN;Date;Session;Mark\r\n"
           "100001;H801200001001;2025-09-03;AM;/\r\n",
           wanted);
    expect("URN\tUPN\tDate\tSession\tMark\r"
           "100001\tH801200001001\t2025-09-03\tAM\t/\r",
           wanted);
    expect("URN|UPN|Date|Session|Mark\n"
           "100001|H801200001001|2025-09-03|AM|/\n",
           wanted);
    expect("\"u r n\",\"U.P.N.\",DATE,session,_Mark_\n"
           "\"100001\", 'h801200001001 ,3/9/25 08:45,am,\"/\"\n",
           wanted);
    for (size_t i = 0; i + 1 < sizeof(plain); i++) {
        utf16[2 + i * 2] = plain[i];
        utf16[3 + i * 2] = '\0';
    }
    expect_bytes(utf16, sizeof(utf16), wanted);
}

static void columns_are_found_by_their_headings(void **state)
{
    (void)state;
    expect("Mark,Tutor group,Session,Date,UPN,URN,Notes\n"
           "L,7B,PM,2025-09-03,H801200001001,100001,late bus\n",
           "attendance\n2: 100001|H801200001001|2025-09-03|PM|L\n"
           "ignored 'Tutor group'\nignored 'Notes'\n");
    /* our own name before a synonym, the left before the right */
    expect("Attendance code,URN,UPN,Date,Session,Mark,Mark\n"
           "I,100001,H801200001001,2025-09-03,PM,L,M\n",
           "attendance\n2: 100001|H801200001001|2025-09-03|PM|L\n"
           "ignored 'Attendance code'\nignored 'Mark'\n");
}

static void a_school_may_be_said_in_four_columns(void **state)
{
    (void)state;
    expect("LAESTAB,UPN,Date,Session,Mark\n"
           "9194001,H801200001001,2025-09-03,AM,/\n"
           "919/4001,H801200001001,2025-09-03,AM,/\n"
           "919-4001,H801200001001,2025-09-03,AM,/\n"
           "919_4001,H801200001001,2025-09-03,AM,/\n"
           "919 4001,H801200001001,2025-09-03,AM,/\n"
           "919.4001,H801200001001,2025-09-03,AM,/\n"
           "9194-001,H801200001001,2025-09-03,AM,/\n",
           "attendance\n2: 9194001|H801200001001|2025-09-03|AM|/\n"
           "3: 9194001|H801200001001|2025-09-03|AM|/\n"
           "4: 9194001|H801200001001|2025-09-03|AM|/\n"
           "5: 9194001|H801200001001|2025-09-03|AM|/\n"
           "6: 9194001|H801200001001|2025-09-03|AM|/\n"
           "7: ~|H801200001001|2025-09-03|AM|/ bad_urn URN: '919.4001' is "
           "neither a URN (6 digits) nor a LAESTAB (7)\n"
           "8: ~|H801200001001|2025-09-03|AM|/ bad_urn URN: '9194-001' is "
           "neither a URN (6 digits) nor a LAESTAB (7)\n");
    expect("LA,ESTAB,UPN,Date,Session,Mark\n"
           "919,945,H801200001001,2025-09-03,AM,/\n"
           "919,,H801200001001,2025-09-03,AM,/\n"
           ",,H801200001001,2025-09-03,AM,/\n",
           "attendance\n2: 9190945|H801200001001|2025-09-03|AM|/\n"
           "3: ~|H801200001001|2025-09-03|AM|/ bad_urn URN: '' is not an "
           "establishment's number\n"
           "4: ~|H801200001001|2025-09-03|AM|/ blank_required URN: no "
           "value\n");
    /* a blank URN leaves it to the others; a URN column may hold a LAESTAB */
    expect("URN,LAESTAB,UPN,Date,Session,Mark\n"
           ",9194001,H801200001001,2025-09-03,AM,/\n"
           "100001,9194001,H801200001001,2025-09-03,AM,/\n"
           "9194001,,H801200001001,2025-09-03,AM,/\n",
           "attendance\n2: 9194001|H801200001001|2025-09-03|AM|/\n"
           "3: 100001|H801200001001|2025-09-03|AM|/\n"
           "4: 9194001|H801200001001|2025-09-03|AM|/\n");
    /* LA alone is no school */
    expect("LA,UPN,Date,Session,Mark\n919,H801200001001,2025-09-03,AM,/\n",
           "refused: attendance without column 'URN'; a sender's files can be "
           "named in "
           "senders.csv, or lie in a folder called by its URN, which the list "
           "of schools has\n");
}

static void titles_blank_lines_and_footers_are_no_rows(void **state)
{
    (void)state;
    expect("Attendance of \"Hill\" School\n\n,,,\nsep=,\n" MARKS
           "\n100001,H801200001001,2025-09-03,AM,/\n"
           ",, ,\xC2\xA0,\"\"\n"
           "TOTAL,1\n"
           "grand total ,,\n"
           "Report run on 3 September, 2025, by me, at once, twice\n"
           "report created\n"
           "Totals,,,,\n",
           "attendance\n7: " GOOD_MARK "\n"
           "13: ~|~|~|~|~ bad_urn URN: 'Totals' is neither a URN (6 digits) "
           "nor a LAESTAB (7)\n"
           "skipped 10\n");
    /* a header alone */
    expect(MARKS, "attendance\n");
#define TEN "\n\n\n\n\n\n\n\n\n\n"
    expect(TEN TEN "\n\n\n\n\n\n\n\n\n" MARKS, "attendance\nskipped 29\n");
    expect(TEN TEN TEN MARKS, "refused: its headings are of no known type\n");
    /* what systems write below, and the header of a file put behind another */
    expect(MARKS "100001,H801200001001,2025-09-03,AM,/\n"
                 "urn,Upn,date,SESSION,mark\n"
                 "100001,H801200001001,2025-09-03,AM,/\n"
                 "Total students: 3,,,,\nCount,3\nNumber of records: 3\n"
                 "Printed on 11/02/2026 09:14\nPage 1 of 1\n"
                 "\xC2\xA9 A Company\n"
                 "Count,x\n",
           "attendance\n2: " GOOD_MARK "\n4: " GOOD_MARK "\n"
           "11: ~|~|~|~|~ bad_urn URN: 'Count' is neither a URN (6 digits) "
           "nor a LAESTAB (7)\n"
           "skipped 7\n");
}

/* details 84: of a file of no known type the nearest is named, and what it
   lacks of that. */
#define NO_TYPE "refused: its headings are of no known type: nearest is "
#define PUPILS_LACK_UPN "pupils without column 'URN', 'UPN', "
#define PUPILS_LACK                                                            \
    "'DateOfBirth', 'Sex', 'Ethnicity', 'NCYear', 'EnrolmentStatus', "         \
    "'EntryDate', 'LeavingDate', 'SENStatus', 'FSM', 'FSMEver6'; a sender's "  \
    "files can be named in senders.csv, or lie in a folder called by its "     \
    "URN, which the list of schools has; 'vschool describe pupils' says what " \
    "it needs\n"

static void a_type_is_known_by_most_of_its_headings(void **state)
{
    static const char old_book[] =
        "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0\0\0\0\0"
        "\x3E\0\x03\0\xFE\xFF\x09\0\x06\0\0\0\0\0\0\0";

    (void)state;
    expect_bytes(old_book, sizeof(old_book) - 1,
                 "refused: it is a workbook of Excel's older form (.xls), not"
                 " CSV\n");
    expect("", "refused: the file is empty\n");
    expect("\xEF\xBB\xBF", "refused: the file is empty\n");
    expect("a,b,c\n1,2,3\n", "refused: its headings are of no known type\n");
    expect("PK\003\004\xFF\xFE\x81",
           "refused: it is a workbook or a zip file, not CSV\n");
    expect("%PDF-1.7\n", "refused: it is a PDF, not CSV\n");
    expect("<?xml version='1.0'?>\n",
           "refused: it is XML or a web page, not CSV\n");
    expect("URN,UPN,Date,Session\n1,2,3,4\n",
           "refused: attendance without column 'Mark'\n");
    expect("UPN,Date,Session\n1,2,3\n",
           "refused: attendance without column 'URN', 'Mark'; a sender's files "
           "can be named in "
           "senders.csv, or lie in a folder called by its URN, which the list "
           "of schools has\n");
    /* fewer than half, and as many for two types */
    /* a row a day, a column a session: whole but for whose they are */
    expect("Unique pupil number,Date,AM,PM\nx,y,/,/\n",
           "refused: attendance without column 'URN'; a sender's files can be "
           "named in senders.csv, or lie in a folder called by its URN, which "
           "the list of schools has\n");
    expect("a title\n\nUPN;DOB;02-Nov-2026 AM\nx;y;/\n",
           "refused: attendance without column 'URN'; a sender's files can be "
           "named in senders.csv, or lie in a folder called by its URN, which "
           "the list of schools has\n");
    expect("URN,Town\n1,2\n", "refused: advisers without column 'Adviser'\n");
    expect("Surname,Town\n1,2\n",
           NO_TYPE PUPILS_LACK_UPN "'Forename', " PUPILS_LACK);
    expect("UPN,Surname,Forename\n1,2,3\n",
           "refused: identity without column 'ChildID'; or pupils without "
           "column 'URN', " PUPILS_LACK);
    expect("ChildID,UPN\nC1,H801200001001\n",
           "identity\n2: C1|H801200001001\n");
    /* a type with fewer than half of its own is no rival */
    expect("ChildID,UPN,DateOfBirth\nC1,H801200001001,2011-01-01\n",
           "identity\n2: C1|H801200001001\nignored 'DateOfBirth'\n");
    expect("ChildID,UPN,Plan\nC1,H801200001001,CIN\n",
           "identity\n2: C1|H801200001001\nignored 'Plan'\n");
    expect("ChildID,UPN,DateOfBirth,Plan\nC1,H801200001001,2011-01-01,CIN\n",
           "refused: social_care without column 'StartDate', 'EndDate', "
           "'EndReason'\n");
    /* three headings of each of two types */
    expect("URN,UPN,Date,StartDate\n1,2,3,4\n",
           NO_TYPE "attendance without column 'Marks'; 'vschool describe "
                   "attendance_strings' says what it needs\n");
    expect("CHILD,DOB,VISIT,VISITOR\n1,01/01/2010,01/02/2020,V\n", NO_TYPE
           "ssda903_previous_permanence without column 'PREV_PERM'; "
           "'vschool describe ssda903_previous_permanence' says what it "
           "needs\n");
    expect("CHILD,DOB,REVIEW,REVIEW_CODE\n1,01/01/2010,01/02/2020,PN6\n",
           "ssda903_reviews\n2: 1|2010-01-01|01/02/2020|PN6\n");
    /* a title that looks like half a header does not hide the real one */
    expect("URN,100001,by,adviser name\nURN,Adviser,Email\n"
           "100001,A Adviser,a@example.org\n",
           "advisers\n3: 100001|A Adviser|a@example.org\nskipped 1\n");
}

static void bad_bytes_are_a_fault_of_their_row(void **state)
{
    static const char nul[] = MARKS "100001,H801200001001,2025-09-03,AM,\0/\n"
                                    "100001,H801200001001,2025-09-03,AM,/\n";
    static const char nul_elsewhere[] =
        "URN,UPN,Date,Session,Mark,Note\n"
        "100001,H801200001001,2025-09-03,AM,/,a\0b\n"
        "x,H801200001001,2025-09-03,AM,/,\"a\0b\"\n";

    (void)state;
    expect_bytes(nul, sizeof(nul) - 1,
                 "attendance\n"
                 "2: 100001|H801200001001|2025-09-03|AM|~ nul_byte Mark: a "
                 "NUL byte\n3: " GOOD_MARK "\n");
    expect_bytes(nul_elsewhere, sizeof(nul_elsewhere) - 1,
                 "attendance\n2: " GOOD_MARK " nul_byte -: a NUL byte\n"
                 "3: ~|H801200001001|2025-09-03|AM|/ bad_urn URN: 'x' is "
                 "neither a URN (6 digits) nor a LAESTAB (7)\n"
                 "ignored 'Note'\n");
    /* 81 is no character of Windows-1252, EB is one */
    expect("URN,Adviser\n100001,Zo\xEB \x81\n100002,Zo\xEB\n",
           "advisers\n2: 100001|~| bad_encoding Adviser: bytes that are no "
           "character\n3: 100002|Zo\xC3\xAB|\n");
    /* nor is it UTF-8 after a mark */
    expect("\xEF\xBB\xBFURN,Adviser\n100001,Zo\xEB\n100002,Zo\xC3\xAB\n",
           "advisers\n2: 100001|~| bad_encoding Adviser: bytes that are no "
           "character\n3: 100002|Zo\xC3\xAB|\n");
}

static void the_return_on_children_looked_after_is_read(void **state)
{
    static const char header[] = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
                                 "1,2,27/03/2008,WROM,D051910639385,,\n"
                                 "2,M,27/03/2008,WROM,UN3,,\n"
                                 "3,U,27/03/2008,,H801200001001,,\n"
                                 "4,3,27/03/2008,,,,\n";

    (void)state;
    expect(header, "ssda903_header\n"
                   "2: 1|F|2008-03-27|WROM| blank: bad_upn UPN: "
                   "'D051910639385' is not a UPN, or its check letter is "
                   "wrong\n"
                   "3: 2|M|2008-03-27|WROM|\n"
                   "4: 3|U|2008-03-27||H801200001001\n"
                   "5: 4|~|2008-03-27|| bad_code SEX: '3' is not one of the "
                   "codes\n"
                   "ignored 'MOTHER'\nignored 'MC_DOB'\n");
    expect("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,URN\n"
           "1,15/02/2016,L,C2,N3,T2,PR0,14/08/2017,X1,4244474\n"
           "1,15/02/2016,L,C2,N3,T2,PR0,14/02/2016,X1,4244474\n",
           "ssda903_episodes\n"
           "2: 1|2016-02-15|L|C2|N3|T2|PR0|2017-08-14|X1|\n"
           "3: 1|2016-02-15|L|C2|N3|T2|PR0|2016-02-14|X1| end_before_start "
           "DEC: 2016-02-14 is before 2016-02-15\n"
           "ignored 'URN'\n");
}

static void add_fill(struct str *s, size_t len)
{
    str_reserve(s, len);
    memset(s->text + s->len, 'x', len);
    s->len += len;
    s->text[s->len] = '\0';
}

static void what_is_too_long_is_a_fault_of_its_row(void **state)
{
    struct str bytes = STR_INIT;

    (void)state;
    str_add(&bytes, "URN,Adviser,Email,Note\n100001,");
    add_fill(&bytes, 65537);
    str_add(&bytes, ",\n100002,A,,");
    add_fill(&bytes, 70000);
    str_add(&bytes, "\n100003,A,,");
    add_fill(&bytes, 1100000);
    str_add(&bytes, "\n100004,A,");
    for (int i = 0; i < 1000; i++)
        str_add(&bytes, ",");
    str_add(&bytes, "\n100005,A\n");
    expect(bytes.text, "advisers\n"
                       "2: 100001|~| too_long Adviser: over 65536 bytes\n"
                       "3: 100002|A| too_long -: over 65536 bytes\n"
                       "4: ~|~|~ too_long -: a row over 1048576 bytes\n"
                       "5: ~|~|~ too_many_columns -: over 1000 columns\n"
                       "6: 100005|A|\n"
                       "ignored 'Note'\n");
    str_release(&bytes);
}

/* Ways of one row to be no row, a good one or a rejected one. */
static const struct {
    const char *text;
    int rows;
    int rejected;
} lines[] = {
    { "100001,H801200001001,2025-09-03,AM,/", 1, 0 },
    { "\"100001\",\"H801200001001\",03/09/2025,pm,L", 1, 0 },
    { "", 0, 0 },
    { ",,,,", 0, 0 },
    { "Total,7", 0, 0 },
    { "100001,H801200001001,2025-09-03,AM,QQ", 1, 1 },
    { "\"a\nb\",H801200001001,2025-09-03,AM,/", 1, 1 },
    { "\"a\"b", 1, 1 },
    { "1,2,3,4,5,6", 1, 1 },
    { "5\" tall", 1, 1 },
};

static void every_line_is_a_row_or_skipped(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(500); prop_next(&p);) {
        struct str bytes = STR_INIT;
        struct memory memory;
        struct extract *x;
        const struct record *record;
        struct err err = ERR_INIT;
        int rows = 0, rejected = 0, skipped = 0;
        size_t count = prop_below(&p, 30);

        str_add(&bytes, MARKS);
        for (size_t i = 0; i < count; i++) {
            size_t at = prop_below(&p, sizeof(lines) / sizeof(lines[0]));

            str_addf(&bytes, "%s\n", lines[at].text);
            rows += lines[at].rows;
            rejected += lines[at].rejected;
            skipped += !lines[at].rows;
        }
        x = reading_open(&memory, &types, DATE_NONE, bytes.text, bytes.len);
        prop_assert(&p, extract_type(x) != NULL);
        while (extract_next(x, &record, &err) == 1) {
            rows--;
            rejected -= record->rejected != NULL;
        }
        prop_assert(&p, !rows && !rejected);
        prop_assert(&p, extract_lines_skipped(x) == skipped);
        extract_close(x);
        str_release(&bytes);
    }
}

#define CARE                                                                   \
    "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,EndDate,"         \
    "EndReason\n"
#define SUSPENSION                                                             \
    "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Reason2,Reason3,"     \
    "Outcome\n"
#define ROLL                                                                   \
    "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"               \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6"
#define SCHOOLS                                                                \
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"                     \
    "PhaseOfEducation (name),TypeOfEstablishment (name),"                      \
    "EstablishmentStatus (name)"

/* Nothing but whole records and sane ends, whatever the bytes. */
static void random_bytes_do_no_harm(void **state)
{
    static const char *const headers[] = { MARKS,
                                           CARE,
                                           SUSPENSION,
                                           ROLL "\n",
                                           SCHOOLS "\n",
                                           "URN,Adviser\n",
                                           "URN\tUPN\tStartDate\tMarks\n",
                                           "" };
    static const char letters[] =
        ",,,,;\t|\"\"\n\n\r01235/-. EHNSabPM#\\\xC2\xA0\xE2\x80\x99\xFF";

    (void)state;
    for (struct prop p = prop_begin(4000); prop_next(&p);) {
        struct str bytes = STR_INIT;
        struct memory memory;
        struct extract *x;
        const struct record *record;
        struct err err = ERR_INIT;
        int64_t line = 0;
        size_t len = prop_below(&p, 400);

        if (!prop_below(&p, 4))
            str_add(&bytes, "\xEF\xBB\xBF");
        str_add(&bytes,
                headers[prop_below(&p, sizeof(headers) / sizeof(*headers))]);
        for (size_t i = 0; i < len; i++)
            str_add_c(&bytes, prop_below(&p, 20)
                                  ? letters[prop_below(&p, sizeof(letters))]
                                  : (char)prop_below(&p, 256));
        x = reading_open(&memory, &types, DATE_NONE, bytes.text, bytes.len);
        prop_assert(&p, extract_type(x) || *extract_refusal(x));
        while (extract_type(x) && extract_next(x, &record, &err) == 1) {
            prop_assert(&p, record->line > line);
            line = record->line;
            for (size_t i = 0; i < record->fault_count; i++)
                prop_assert(&p, *record->faults[i].message);
        }
        extract_close(x);
        str_release(&bytes);
    }
}

static ssize_t fail_later(void *context, void *buffer, size_t size,
                          struct err *err)
{
    int *left = context;

    if ((*left)-- <= 0)
        return err_set(err, ERR_OS, "the disk is gone");
    memset(buffer, '\n', size);
    memcpy(buffer, MARKS, strlen(MARKS));
    return (ssize_t)size;
}

static void a_source_that_fails_is_an_error(void **state)
{
    (void)state;
    for (int reads = 0; reads < 20; reads += 19) {
        int left = reads;
        struct extract_source source = { fail_later, &left };
        struct err err = ERR_INIT;
        struct extract *x = NULL;
        const struct record *record;
        int got = extract_open(&x, &types, ENCODING_UTF8, NULL, source, &err);

        assert_int_equal(got, reads ? 0 : -1);
        if (x)
            while ((got = extract_next(x, &record, &err)) > 0)
                continue;
        assert_int_equal(got, -1);
        assert_string_equal(err.msg, "the disk is gone");
        extract_close(x);
    }
}

/* Real files that others made: each row is accounted for, none by force. */
static void real_files_are_read_or_refused_plainly(void **state)
{
    static const struct {
        const char *file;
        const char *type; /* "" = refused */
        int good;
        int rejected;
    } files[] = {
        { "ssda903/header.csv", "ssda903_header", 2675, 0 },
        { "ssda903/episodes.csv", "ssda903_episodes", 5050, 0 },
        { "ssda903/oc2.csv", "ssda903_oc2", 2675, 0 },
        { "ssda903/reviews.csv", "ssda903_reviews", 12582, 0 },
        { "ssda903/previous_permanence.csv", "ssda903_previous_permanence",
          2675, 0 },
        { "gias/tv_example_schools_data.csv", "schools", 19, 0 },
        { "gias/ebi_gias_all_links.csv", "", 0, 0 },
        { "dfe/absence_la.csv", "benchmarks", 1680 * 12, 0 },
    };
    const char *shared = testing_environment("VSCHOOL_SHARED");

    (void)state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct str name = STR_INIT;
        struct err err = ERR_INIT;
        struct memory memory;
        struct extract *x;
        const struct record *record;
        char *text = NULL;
        size_t len;
        int good = 0, rejected = 0;

        str_addf(&name, "%s/data/%s", shared ? shared : "", files[i].file);
        if (file_read(name.text, &text, &len, &err)) {
            str_release(&name);
            print_message("no %s here\n", files[i].file);
            skip();
        }
        x = reading_open(&memory, &types, DATE_NONE, text, len);
        if (extract_type(x)) {
            assert_string_equal(extract_type(x)->name, files[i].type);
            while (extract_next(x, &record, &err) == 1)
                *(!record->rejected ? &good : &rejected) += 1;
        } else {
            assert_string_equal(files[i].type, "");
        }
        assert_int_equal(good, files[i].good);
        assert_int_equal(rejected, files[i].rejected);
        extract_close(x);
        free(text);
        str_release(&name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_delimiter_line_ends_and_encoding_do_not_matter),
        cmocka_unit_test(columns_are_found_by_their_headings),
        cmocka_unit_test(a_school_may_be_said_in_four_columns),
        cmocka_unit_test(titles_blank_lines_and_footers_are_no_rows),
        cmocka_unit_test(a_type_is_known_by_most_of_its_headings),
        cmocka_unit_test(bad_bytes_are_a_fault_of_their_row),
        cmocka_unit_test(the_return_on_children_looked_after_is_read),
        cmocka_unit_test(what_is_too_long_is_a_fault_of_its_row),
        cmocka_unit_test(every_line_is_a_row_or_skipped),
        cmocka_unit_test(random_bytes_do_no_harm),
        cmocka_unit_test(a_source_that_fails_is_an_error),
        cmocka_unit_test(real_files_are_read_or_refused_plainly),
    };

    return cmocka_run_group_tests(tests, read_types, release_types);
}
