/*
 * extract: any file, and any rows below the headings of any description, are
 * read to their end; what is no value of its kind is a fault that is named.
 */
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/date.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/read/extract.h"
#include "ingest/read/type.h"
#include "tests/fuzz/fuzz.h"
#include "tests/reading.h"

static const struct type_set *descriptions(void)
{
    static struct type_set types;
    static struct config config;
    struct err err = ERR_INIT;

    if (!types.count)
        fuzz_expect(type_set_read(&types, &config, &err) == 0, err.msg);
    return &types;
}

static void look(const struct type *type, const struct record *record)
{
    size_t bad = 0;

    for (size_t f = 0; f < type->field_count; f++) {
        const struct value *v = &record->values[f];

        bad += !v->is_ok;
        fuzz_expect(strlen(v->text) == v->len, "a value's length");
    }
    fuzz_expect(bad == 0 || record->fault_count > 0, "a fault is named");
}

static void read_file(const char *bytes, size_t len)
{
    struct probe probe = PROBE_INIT;
    struct memory memory = { bytes, len, 0, len + 1 };
    const struct extract_about about = { .sent = date_make(2026, 2, 13),
                                         .as_of = date_make(2026, 2, 13) };
    const struct record *record;
    struct err err = ERR_INIT;
    struct extract *x;
    int64_t last = 0;

    probe_add(&probe, bytes, len);
    fuzz_expect(extract_open(&x, descriptions(), probe_encoding(&probe), &about,
                             (struct extract_source){ reading_memory, &memory },
                             &err)
                    == 0,
                err.msg);
    if (!extract_type(x))
        fuzz_expect(*extract_refusal(x) != '\0', "a refusal says why");
    while (extract_type(x) && extract_next(x, &record, &err) == 1) {
        fuzz_expect(record->line >= last, "lines go on");
        last = record->line;
        look(extract_type(x), record);
    }
    extract_close(x);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct type_set *types = descriptions();
    const struct type *type;
    struct str file = STR_INIT;

    if (len == 0)
        return 0;
    /* A number beyond the last type: as it is. */
    if (bytes[0] >= types->count) {
        read_file((const char *)bytes + 1, len - 1);
        return 0;
    }
    type = &types->types[bytes[0]];
    for (size_t f = 0; f < type->field_count; f++)
        if (type->fields[f].heading)
            str_addf(&file, "%s%s", file.len ? "," : "",
                     type->fields[f].heading);
    str_add(&file, "\n");
    str_add_n(&file, (const char *)bytes + 1, len - 1);
    read_file(file.text, file.len);
    str_release(&file);
    return 0;
}
