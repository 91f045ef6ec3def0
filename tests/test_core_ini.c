#include "core/ini.h"

#include <string.h>

#include "core/str.h"
#include "tests/testing.h"

static int note(void *context, const char *section, const char *key,
                const char *value, struct err *err)
{
    struct str *seen = context;

    if (!strcmp(key, "bad"))
        return err_set(err, ERR_CONFIG, "'%s' is bad", value);
    str_addf(seen, "%s.%s=%s|", section, key, value);
    return 0;
}

static void keys_come_with_their_section(void **state)
{
    static const struct {
        const char *text;
        const char *seen;
    } rows[] = {
        { "", "" },
        { "; a comment\n# another\n\n[s]\n", "" },
        { "[s]\na = 1\nb=2\n[t]\na = 3\n", "s.a=1|s.b=2|t.a=3|" },
        { "[s]\na = 1\na = 2\n", "s.a=1|s.a=2|" },
        { "[s]\r\na = 1\r\n", "s.a=1|" },
        { "\xEF\xBB\xBF[s]\na = 1\n", "s.a=1|" },
        { "a = 1", ".a=1|" },
        { "[s]\na =\n", "s.a=|" },
        { "[s]\na = b = c\n", "s.a=b = c|" },
        { "[s]\na = with;out and # inside\n", "s.a=with;out and # inside|" },
        { "[s]\na = with ; a comment\n", "s.a=with|" },
        { "[s]\na = \"quoted\"\n", "s.a=\"quoted\"|" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct err err = ERR_INIT;
        struct str seen = STR_INIT;

        assert_ok(ini_read_text("x.ini", rows[i].text, note, &seen, &err),
                  &err);
        assert_string_equal(seen.text, rows[i].seen);
        str_release(&seen);
    }
}

static void complaints_lead_with_file_and_line(void **state)
{
    char longest[256] = "[s]\na = 1\nb = ";
    const struct {
        const char *text;
        const char *message;
    } rows[] = {
        { "[s]\nno key\n", "x.ini:2: neither [section] nor key = value" },
        { "[s\na = 1\n", "x.ini:1: neither [section] nor key = value" },
        { "[s]\n\na = 1\nbad = news\nbad = more\n", "x.ini:4: 'news' is bad" },
        { longest, "x.ini:3: a line is over 190 bytes" },
    };

    (void)state;
    memset(longest + strlen(longest), 'x', 200);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct err err = ERR_INIT;
        struct str seen = STR_INIT;

        assert_int_equal(
            ini_read_text("x.ini", rows[i].text, note, &seen, &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        assert_string_equal(err.msg, rows[i].message);
        str_release(&seen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_come_with_their_section),
        cmocka_unit_test(complaints_lead_with_file_and_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
