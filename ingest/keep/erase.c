#include "ingest/keep/erase.h"

#include <string.h>

#include "ingest/read/cut.h"

struct look {
    struct probe probe;
    bool has_quote;
};

static void look_at(void *context, const void *bytes, size_t len)
{
    struct look *look = context;

    probe_add(&look->probe, bytes, len);
    if (!look->has_quote)
        look->has_quote = memchr(bytes, '"', len) != NULL;
}

int erase_lines(struct erased *erased, struct cull *cull,
                struct archive_press *press, const char *folder, size_t number,
                enum encoding encoding, struct extract_source source,
                struct err *err)
{
    struct look look = { .probe = PROBE_INIT };
    const struct archive_tap tap = { .fn = look_at, .context = &look };
    struct cut *cut;
    int ret;

    memset(erased, 0, sizeof(*erased));
    if (!cull->count)
        return 0;
    cut = cut_new(source, encoding, cull->ranges, cull->count, cull_is_struck,
                  cull);
    ret = archive_take_from(press, folder, number,
                            (struct extract_source){ cut_read, cut }, &tap,
                            &erased->put, err);
    erased->words = cut_words(cut);
    erased->encoding = probe_encoding(&look.probe);
    erased->has_quote = look.has_quote;
    if (ret == 0 && !cull->rows && !erased->words)
        archive_leave(&erased->put);
    cut_free(cut);
    return ret;
}
