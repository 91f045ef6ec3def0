#include "tests/reading.h"

#include <string.h>

#include "core/str.h"
#include "ingest/read/extract.h"
#include "ingest/read/type.h"
#include "tests/testing.h"

ssize_t reading_memory(void *context, void *buffer, size_t size,
                       struct err *err)
{
    struct memory *m = context;
    size_t len = m->len - m->at;

    (void)err;
    if (len > size)
        len = size;
    if (len > m->piece)
        len = m->piece;
    memcpy(buffer, m->bytes + m->at, len);
    m->at += len;
    return (ssize_t)len;
}

struct extract *reading_open(struct memory *memory,
                             const struct type_set *types, date_t sent,
                             const char *bytes, size_t len)
{
    struct probe probe = PROBE_INIT;
    struct err err = ERR_INIT;
    struct extract_source source = { reading_memory, NULL };
    const struct extract_about about = { .sent = sent, .as_of = sent };
    struct extract *x = NULL;

    *memory = (struct memory){ bytes, len, 0, len };
    source.context = memory;
    probe_add(&probe, bytes, len);
    assert_ok(
        extract_open(&x, types, probe_encoding(&probe), &about, source, &err),
        &err);
    return x;
}

void reading_show(const struct type_set *types, date_t sent, const char *bytes,
                  size_t len, struct str *out)
{
    struct memory memory;
    struct extract *x = reading_open(&memory, types, sent, bytes, len);
    const struct type *type = extract_type(x);
    const struct record *record;
    struct err err = ERR_INIT;

    if (!type) {
        str_addf(out, "refused: %s\n", extract_refusal(x));
        extract_close(x);
        return;
    }
    str_addf(out, "%s\n", type->name);
    while (extract_next(x, &record, &err) == 1) {
        str_addf(out, "%d: ", (int)record->line);
        for (size_t f = 0; f < type->field_count; f++) {
            const struct value *v = &record->values[f];

            assert_true(v->is_ok || !*v->text);
            assert_int_equal(strlen(v->text), v->len);
            str_addf(out, "%s%s", f ? "|" : "", v->is_ok ? v->text : "~");
        }
        for (size_t i = 0; i < record->fault_count; i++) {
            const struct fault *fault = &record->faults[i];

            if (fault == record->rejected || fault->effect == EFFECT_VALUE)
                str_addf(out, "%s%s %s: %s",
                         fault->effect == EFFECT_VALUE ? " blank: " : " ",
                         reject_name(fault->rule),
                         fault->field < 0 ? "-"
                                          : type->fields[fault->field].heading,
                         fault->message);
        }
        str_add_c(out, '\n');
    }
    if (extract_lines_skipped(x))
        str_addf(out, "skipped %d\n", (int)extract_lines_skipped(x));
    if (extract_rows_extended(x))
        str_addf(out, "extended %d\n", (int)extract_rows_extended(x));
    for (size_t i = 0; i < extract_ignored_count(x); i++)
        str_addf(out, "ignored '%s'\n", extract_ignored(x, i));
    if (extract_open_quote(x))
        str_addf(out, "open quote %d\n", (int)extract_open_quote(x));
    extract_close(x);
}
