#include "ingest/read/filler.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "ingest/read/header.h"
#include "ingest/read/heading.h"
#include "ingest/read/rows.h"
#include "ingest/read/value.h"

/* The first bytes of what footers begin with. */
#define FOOTER_BEGINS "TtGgRrNnCcPpEe\xC2"

/*
 * What the first cell of a line that is no row may begin with, so that nearly
 * every row is told from one by a byte: nothing, or half of a no-break space;
 * what a heading may begin with, where the first letter or digit counts; and
 * what footers do.
 */
static void note_first_bytes(struct filler *f)
{
    const char *first = f->header_count ? f->header[0] : "";

    for (int c = 0; c < 256; c++) {
        char normal[HEADING_MAX];
        const char byte = (char)c;

        heading_normalise(&byte, 1, normal);
        f->may_be[c] =
            !*normal || *normal == *first || strchr(FOOTER_BEGINS, c);
    }
}

void filler_init(struct filler *f, const struct header *header)
{
    f->header = mem_zero(header->count, sizeof(*f->header));
    f->header_count = header->count;
    for (size_t i = 0; i < header->count; i++)
        f->header[i] = mem_dup(header->normals[i]);
    note_first_bytes(f);
}

void filler_release(struct filler *f)
{
    for (size_t i = 0; i < f->header_count; i++)
        free(f->header[i]);
    free(f->header);
}

static bool is_blank_cell(const struct cell *cell)
{
    for (size_t i = 0; i < cell->len; i++) {
        char c = cell->text[i];

        if (c == ' ' || (c >= '\t' && c <= '\r'))
            continue;
        /* A no-break space. */
        if (c != '\xC2' || i + 1 == cell->len || cell->text[i + 1] != '\xA0')
            return false;
        i++;
    }
    return true;
}

static bool is_blank_row(const struct row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (!is_blank_cell(&row->cells[i]))
            return false;
    return true;
}

/* Of the text, trimmed: is it the phrase, or does it begin with it? */
static bool has_phrase(const char *text, size_t len, const char *phrase,
                       bool may_go_on)
{
    size_t phrase_len = strlen(phrase);

    return len >= phrase_len && !strncasecmp(text, phrase, phrase_len)
           && (may_go_on || len == phrase_len);
}

/* Nothing but the first cell, and one that counts. */
static bool is_lone(const struct row *row)
{
    for (size_t i = 1; i < row->count; i++)
        if (!is_blank_cell(&row->cells[i])
            && !(i == 1
                 && value_digits(row->cells[i].text, row->cells[i].len,
                                 row->cells[i].len)
                        >= 0))
            return false;
    return true;
}

/* details.md 7, and what systems write under a report besides. */
static bool is_footer(const struct row *row)
{
    static const struct {
        const char *phrase;
        bool may_go_on; /* more may follow it */
        bool is_lone;   /* it stands alone in its line */
    } footers[] = {
        { "Total", false, false },        { "Grand total", false, false },
        { "Report run on", true, false }, { "Report created", true, false },
        { "Total students", true, true }, { "Total pupils", true, true },
        { "Total records", true, true },  { "Number of records", true, true },
        { "Number of rows", true, true }, { "Count", false, true },
        { "Printed on", true, true },     { "Printed by", true, true },
        { "Page ", true, true },          { "Copyright", true, true },
        { "End of report", true, true },  { "\xC2\xA9", true, true },
    };
    const char *text = row->cells[0].text;
    size_t len = row->cells[0].len;

    while (len && (*text == ' ' || *text == '\t')) {
        text++;
        len--;
    }
    if (!len || !strchr(FOOTER_BEGINS, *text))
        return false;
    while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
        len--;
    for (size_t i = 0; i < sizeof(footers) / sizeof(footers[0]); i++)
        if (has_phrase(text, len, footers[i].phrase, footers[i].may_go_on)
            && (!footers[i].is_lone || is_lone(row)))
            return true;
    return false;
}

bool filler_is_header(const struct filler *f, const struct row *row)
{
    char normal[HEADING_MAX];

    if (row->count < f->header_count)
        return false;
    for (size_t i = 0; i < f->header_count; i++) {
        heading_normalise(row->cells[i].text, row->cells[i].len, normal);
        if (strcmp(normal, f->header[i]) != 0)
            return false;
    }
    return true;
}

/* Of the cell, past what all look past; NUL where there is nothing else. */
static unsigned char first_byte(const struct cell *cell)
{
    const char *text = cell->text;

    while (*text == ' ' || (*text >= '\t' && *text <= '\r'))
        text++;
    return (unsigned char)*text;
}

bool filler_is(const struct filler *f, const struct row *row)
{
    bool is_whole =
        !row->is_too_long && !row->has_too_many && !row->has_bad_quote;

    return row->count && f->may_be[first_byte(&row->cells[0])]
           && ((is_whole && (is_blank_row(row) || filler_is_header(f, row)))
               || is_footer(row));
}
