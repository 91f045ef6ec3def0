/* markup: whatever a text is, between tags and in an attribute it is text. */
#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "core/str.h"
#include "report/words/markup.h"
#include "tests/fuzz/fuzz.h"

struct seen {
    int elements;
    int attributes;
    struct str text;
};

static void begin(void *context, const char *name, const char **attributes)
{
    struct seen *seen = context;

    (void)name;
    seen->elements++;
    for (; *attributes; attributes += 2)
        seen->attributes++;
}

static void add(void *context, const char *text, int len)
{
    struct seen *seen = context;

    str_add_n(&seen->text, text, (size_t)len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *text = fuzz_text(bytes, len);
    XML_Parser parser = XML_ParserCreate("UTF-8");
    struct seen seen = { 0, 0, STR_INIT };
    struct str out = STR_INIT;

    str_add(&out, "<p title=\"");
    markup_put(&out, text);
    str_add(&out, "\" lang='");
    markup_put(&out, text);
    str_add(&out, "'>");
    markup_put(&out, text);
    str_add(&out, "</p>");
    XML_SetUserData(parser, &seen);
    XML_SetStartElementHandler(parser, begin);
    XML_SetCharacterDataHandler(parser, add);
    fuzz_expect(XML_Parse(parser, out.text, (int)out.len, 1) == XML_STATUS_OK,
                "well-formed");
    fuzz_expect(seen.elements == 1 && seen.attributes == 2,
                "no more than text");
    XML_ParserFree(parser);
    str_release(&seen.text);
    str_release(&out);
    free(text);
    return 0;
}
