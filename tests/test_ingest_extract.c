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
           "919/4001,H801200001001,2025-09-03,AM,/\n",
           "attendance\n2: 9194001|H801200001001|2025-09-03|AM|/\n"
           "3: 9194001|H801200001001|2025-09-03|AM|/\n");
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
           "refused: attendance without column 'URN'\n");
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
    expect("\n\n\n\n\n\n\n\n\n" MARKS, "attendance\nskipped 9\n");
    expect("\n\n\n\n\n\n\n\n\n\n" MARKS,
           "refused: its headings are of no known type\n");
}

static void a_type_is_known_by_most_of_its_headings(void **state)
{
    (void)state;
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
           "refused: attendance without column 'URN', 'Mark'\n");
    /* fewer than half, and as many for two types */
    expect("URN,Town\n1,2\n", "refused: advisers without column 'Adviser'\n");
    expect("Surname,Town\n1,2\n",
           "refused: its headings are of no known type\n");
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
           "refused: its headings are of no known type\n");
    expect("CHILD,DOB,REVIEW,REVIEW_CODE\n1,01/01/2010,01/02/2020,PN6\n",
           "refused: its headings are of no known type\n");
    /* a title that looks like half a header does not hide the real one */
    expect("URN,100001,by,adviser name\nURN,Adviser,Email\n"
           "100001,A Adviser,a@example.org\n",
           "advisers\n3: 100001|A Adviser|a@example.org\nskipped 1\n");
}

#define CARE                                                                   \
    "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,EndDate,"         \
    "EndReason\n"
#define SUSPENSION                                                             \
    "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Reason2,Reason3,"     \
    "Outcome\n"

/* One row under a header, and how it ends: "" is well. */
static const struct {
    const char *header;
    const char *row;
    const char *reject;
} judged[] = {
    { MARKS, "100001,H801200001001,2025-09-03,AM,/", "" },
    { MARKS, "100001,H801200001001,2025-09-03,AM",
      "blank_required Mark: no "
      "value" },
    { MARKS, "100001,H801200001001,2025-09-03,AM,-",
      "blank_required Mark: no "
      "value" },
    { MARKS, "N/A,H801200001001,2025-09-03,AM,/",
      "blank_required URN: no "
      "value" },
    { MARKS, "10001,H801200001001,2025-09-03,AM,/",
      "bad_urn URN: '10001' is neither a URN (6 digits) nor a LAESTAB (7)" },
    { MARKS, "100001.0,H801200001001,2025-09-03,AM,/", "" },
    { MARKS, "100001,H801200001002,2025-09-03,AM,/",
      "bad_upn UPN: 'H801200001002' is not a UPN, or its check letter is "
      "wrong" },
    { MARKS, "100001,8.01E+12,2025-09-03,AM,/",
      "upn_scientific UPN: '8.01E+12' is what a spreadsheet left of a UPN" },
    { MARKS, "100001,H801200001001,31/02/2026,AM,/",
      "bad_date Date: '31/02/2026' is not a date" },
    { MARKS, "100001,H801200001001,2025-09-03,EVE,/",
      "bad_code Session: 'EVE' is not one of the codes" },
    { MARKS, "100001,H801200001001,2025-09-03,AM,QQ",
      "unknown_mark Mark: 'QQ' is not a mark on 2025-09-03" },
    { MARKS, "100001,H801200001001,2024-08-18,AM,y", "" },
    { MARKS, "100001,H801200001001,2024-08-19,AM,y",
      "unknown_mark Mark: 'Y' is not a mark on 2024-08-19" },
    /* the first field in the order of the contract */
    { MARKS, "x,y,z,u,QQ",
      "bad_urn URN: 'x' is neither a URN (6 digits) nor a LAESTAB (7)" },
    { MARKS, "100001,y,z,u,QQ",
      "bad_upn UPN: 'y' is not a UPN, or its check letter is wrong" },
    { MARKS, "100001,H801200001001,z,u,QQ",
      "bad_date Date: 'z' is not a "
      "date" },
    /* faults of the row come before */
    { MARKS, "100001,H801200001001,2025-09-03,AM,/,x",
      "ragged_row -: 6 fields where the header has 5" },
    { MARKS, "100001,H801200001001,2025-09-03,AM,/,,NULL,", "" },
    { MARKS, "\"100001\"x,y,2025-09-03,AM,/",
      "bad_quote -: text after a closing quote" },
    /* a long value is cut, between characters; line ends are not shown */
    { MARKS,
      "100001,\"1234567890\n1234567890123456789012345678\xC3\xA9\xC3\xA9\","
      "2025-09-03,AM,/",
      "bad_upn UPN: '1234567890?1234567890123456789012345678...' is not a "
      "UPN, or its check letter is wrong" },
    { CARE, "C1,,A,B,,CIN,2024-01-01,,", "" },
    { CARE, "C1,,A,B,,CIN,2024-01-01,,RC8", "" },
    { CARE, "C1,,A,B,,CLA,2024-01-01,2024-02-01,e4a", "" },
    { CARE, "C1,,A,B,,CLA,2024-01-01,2024-02-01,RC8",
      "bad_code EndReason: 'RC8' is not one of the codes" },
    { CARE, "C1,UN1,A,B,,CIN,2024-01-01,,",
      "bad_upn UPN: 'UN1' is not a UPN, or its check letter is wrong" },
    /* nobody's date of birth in a message */
    { CARE, "C1,,A,B,31/02/2010,CIN,2024-01-01,,",
      "bad_date DateOfBirth: is not a date" },
    { CARE, "C1,,A,B,,CIN,2024-01-02,01/01/2024,",
      "end_before_start EndDate: 2024-01-01 is before 2024-01-02" },
    { CARE, "C1,,A,B,,CIN,2024-01-02,02/01/2024,", "" },
    { SUSPENSION, "100001,H801200001001,FIXD,2025-09-03,,1.0,pp,,,", "" },
    { SUSPENSION, "100001,H801200001001,SUSP,2025-09-03,,,PP,,,",
      "blank_required Sessions: no value" },
    { SUSPENSION, "100001,H801200001001,PERM,2025-09-03,,,PP,,,upheld", "" },
    { SUSPENSION, "100001,H801200001001,LNCH,2025-09-03,,NULL,PP,,,", "" },
    { SUSPENSION, "100001,H801200001001,SUSP,2025-09-03,,0,PP,,,",
      "bad_number Sessions: '0' is too small" },
    { SUSPENSION, "100001,H801200001001,SUSP,2025-09-03,,-2,PP,,,",
      "bad_number Sessions: '-2' is too small" },
    { SUSPENSION, "100001,H801200001001,SUSP,2025-09-03,,2.5,PP,,,",
      "bad_number Sessions: '2.5' is not a whole number" },
    { SUSPENSION, "100001,H801200001001,SUSP,2025-09-03,,2,PP,XX,,",
      "bad_code Reason2: 'XX' is not one of the codes" },
    { SUSPENSION, "100001,H801200001001,SUSP,2025-09-03,,2,PP,,,ANO", "" },
    { SUSPENSION, "100001,H801200001001,SUSP,2025-09-03,,2,PP,,,PERHAPS",
      "bad_code Outcome: 'PERHAPS' is not one of the codes" },
};

static void rows_are_judged_by_the_contract(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++) {
        struct str bytes = STR_INIT;
        struct memory memory;
        struct extract *x;
        const struct record *record;
        struct err err = ERR_INIT;
        struct str got = STR_INIT;

        str_addf(&bytes, "%s%s\n", judged[i].header, judged[i].row);
        x = reading_open(&memory, &types, DATE_NONE, bytes.text, bytes.len);
        assert_non_null(extract_type(x));
        assert_int_equal(extract_next(x, &record, &err), 1);
        if (record->rule != REJECT_NONE)
            str_addf(&got, "%s %s: %s", reject_name(record->rule),
                     record->field < 0
                         ? "-"
                         : extract_type(x)->fields[record->field].heading,
                     record->message);
        if (strcmp(got.text, judged[i].reject) != 0)
            fail_msg("'%s' gives '%s'", judged[i].row, got.text);
        assert_int_equal(extract_next(x, &record, &err), 0);
        extract_close(x);
        str_release(&bytes);
        str_release(&got);
    }
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

static void text_is_trimmed_and_straightened(void **state)
{
    (void)state;
    expect("URN,Adviser\n100001,\"\xC2\xA0 Anne\xC2\xA0O\xE2\x80\x99"
           "Test \"\n100002,\xE2\x80\x9C"
           "Q\xE2\x80\x9D\n",
           "advisers\n2: 100001|Anne O'Test|\n3: 100002|\"Q\"|\n");
    /* the words for nothing are names where names stand */
    expect(CARE "C1,,Null,Na,,CIN,2024-01-01,,\n",
           "social_care\n"
           "2: C1||Null|Na||CIN|2024-01-01|||||||||||\n");
    expect(CARE "123456.0,,-, ,,CIN,2024-01-01,,\n",
           "social_care\n"
           "2: 123456||-|||CIN|2024-01-01|||||||||||\n");
}

#define ROLL                                                                   \
    "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"               \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6"

static void a_roll_is_read(void **state)
{
    (void)state;
    expect(ROLL ",IDACIDecile\n"
                "100001,H801200001001,Test,Ann,01/02/2012,f,wbri,7.0,,"
                "04-Sep-2023,,p,y,N,10\n"
                "100001,X00180001701A,Test,Bob,01/02/2012,,,r,m,45000,,"
                "S,,,\n"
                "100001,X00180001701A,Test,Bob,01/02/2012,,,r,m,45000,"
                "2023-03-14,E,,,11\n"
                "100001,X00180001701A,Test,Bob,01/02/2012,,,15,m,45000,"
                ",E,,,\n"
                "100001,X00180001701A,Test,Bob,01/02/2012,,,E1,p,45000,"
                ",E,Yes,,\n",
           "pupils\n"
           "2: 100001|H801200001001||Test|Ann|2012-02-01|F|WBRI||7|C|"
           "2023-09-04||K||Y|N|10|||\n"
           "3: 100001|X00180001701A||Test|Bob|2012-02-01||||R|M|2023-03-15||"
           "E|||||||\n"
           "4: 100001|X00180001701A||Test|Bob|2012-02-01||||R|M|2023-03-15|"
           "2023-03-14|E||||~||| end_before_start LeavingDate: 2023-03-14 is "
           "before 2023-03-15\n"
           "5: 100001|X00180001701A||Test|Bob|2012-02-01||||~|M|2023-03-15||"
           "E||||||| bad_code NCYear: '15' is not one of the codes\n"
           "6: 100001|X00180001701A||Test|Bob|2012-02-01||||E1|P|2023-03-15||"
           "E||~||||| bad_code FSM: 'Yes' is neither Y nor N\n");
}

static void mark_strings_keep_their_blanks(void **state)
{
    (void)state;
    expect("URN,UPN,StartDate,Marks\n"
           "100001,H801200001001,2025-09-01,  /\\ l \n"
           "100001,H801200001001,2025-09-01,\"  \xC3\xA9\xC2\xA0\xE2\x80\x99"
           "i\"\n"
           "100001,H801200001001,2025-09-01,   \n"
           "100001,H801200001001,2025-09-01,-\n"
           "100001,H801200001001,,//\n",
           "attendance_strings\n"
           "2: 100001|H801200001001|2025-09-01|  /\\ L\n"
           "3: 100001|H801200001001|2025-09-01|  ? 'I\n"
           "4: 100001|H801200001001|2025-09-01|~ blank_required Marks: no "
           "value\n"
           "5: 100001|H801200001001|2025-09-01|~ blank_required Marks: no "
           "value\n"
           "6: 100001|H801200001001|~|// blank_required StartDate: no "
           "value\n");
}

static void the_return_on_children_looked_after_is_read(void **state)
{
    struct memory memory;
    struct extract *x;
    const struct record *record;
    struct err err = ERR_INIT;
    static const char header[] = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
                                 "1,2,27/03/2008,WROM,D051910639385,,\n"
                                 "2,M,27/03/2008,WROM,UN3,,\n"
                                 "3,U,27/03/2008,,H801200001001,,\n"
                                 "4,3,27/03/2008,,,,\n";

    (void)state;
    expect(header, "ssda903_header\n"
                   "2: 1|F|2008-03-27|WROM|\n"
                   "3: 2|M|2008-03-27|WROM|\n"
                   "4: 3|U|2008-03-27||H801200001001\n"
                   "5: 4|~|2008-03-27|| bad_code SEX: '3' is not one of the "
                   "codes\n"
                   "ignored 'MOTHER'\nignored 'MC_DOB'\n");
    /* an invalid UPN is told from one that is said not to be there */
    x = reading_open(&memory, &types, DATE_NONE, header, sizeof(header) - 1);
    assert_int_equal(extract_next(x, &record, &err), 1);
    assert_true(record->values[4].is_blank && record->values[4].is_invalid);
    assert_int_equal(extract_next(x, &record, &err), 1);
    assert_true(record->values[4].is_blank && !record->values[4].is_invalid);
    extract_close(x);
    expect("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,URN\n"
           "1,15/02/2016,L,C2,N3,T2,PR0,14/08/2017,X1,4244474\n"
           "1,15/02/2016,L,C2,N3,T2,PR0,14/02/2016,X1,4244474\n",
           "ssda903_episodes\n"
           "2: 1|2016-02-15|L|C2|N3|T2|PR0|2017-08-14|X1|\n"
           "3: 1|2016-02-15|L|C2|N3|T2|PR0|2016-02-14|X1| end_before_start "
           "DEC: 2016-02-14 is before 2016-02-15\n"
           "ignored 'URN'\n");
}

#define SCHOOLS                                                                \
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"                     \
    "PhaseOfEducation (name),TypeOfEstablishment (name),"                      \
    "EstablishmentStatus (name)"

static void schools_may_have_longer_rows(void **state)
{
    (void)state;
    expect(SCHOOLS ",OpenDate\n"
                   "100001,919,945,Hill School,Primary,Academy,Open,"
                   "01-09-2012,more,and more\n"
                   "9194001,919,4001,Hill School,Primary,Academy,Open,,\n",
           "schools\n"
           "2: 100001|919|0945|Hill School|Primary|Academy|Open||||||"
           "2012-09-01|\n"
           "3: ~|919|4001|Hill School|Primary|Academy|Open||||||| bad_urn "
           "URN: '9194001' is not a URN of 6 digits\n"
           "extended 1\n");
}

static void an_open_quote_is_named_by_its_line(void **state)
{
    (void)state;
    expect(MARKS "100001,H801200001001,2025-09-03,AM,/\n"
                 "100001,\"H801200001001,2025-09-03,AM,/\n"
                 "100001,H801200001001,2025-09-03,AM,/\n",
           "attendance\n2: " GOOD_MARK "\nopen quote 3\n");
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
            rejected -= record->rule != REJECT_NONE;
        }
        prop_assert(&p, !rows && !rejected);
        prop_assert(&p, extract_lines_skipped(x) == skipped);
        extract_close(x);
        str_release(&bytes);
    }
}

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
            prop_assert(&p, (record->rule == REJECT_NONE) == !*record->message);
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
        { "ssda903/oc2.csv", "", 0, 0 },
        { "ssda903/reviews.csv", "", 0, 0 },
        { "ssda903/previous_permanence.csv", "", 0, 0 },
        { "gias/tv_example_schools_data.csv", "schools", 19, 0 },
        { "gias/ebi_gias_all_links.csv", "", 0, 0 },
        { "dfe/absence_la.csv", "", 0, 0 },
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
                *(record->rule == REJECT_NONE ? &good : &rejected) += 1;
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
        cmocka_unit_test(rows_are_judged_by_the_contract),
        cmocka_unit_test(bad_bytes_are_a_fault_of_their_row),
        cmocka_unit_test(text_is_trimmed_and_straightened),
        cmocka_unit_test(a_roll_is_read),
        cmocka_unit_test(mark_strings_keep_their_blanks),
        cmocka_unit_test(the_return_on_children_looked_after_is_read),
        cmocka_unit_test(schools_may_have_longer_rows),
        cmocka_unit_test(an_open_quote_is_named_by_its_line),
        cmocka_unit_test(what_is_too_long_is_a_fault_of_its_row),
        cmocka_unit_test(every_line_is_a_row_or_skipped),
        cmocka_unit_test(random_bytes_do_no_harm),
        cmocka_unit_test(a_source_that_fails_is_an_error),
        cmocka_unit_test(real_files_are_read_or_refused_plainly),
    };

    return cmocka_run_group_tests(tests, read_types, release_types);
}
