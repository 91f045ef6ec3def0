#ifndef INGEST_READ_CUT_H
#define INGEST_READ_CUT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ingest/read/decode.h"
#include "ingest/read/rows.h"

/*
 * cut: the bytes of a file without some of its lines, as a source like any
 * other.
 *
 * Of a line that is cut its end stays, so that it is blank, which is no row,
 * and all other lines keep their numbers: what is said of line 57 is so of the
 * file that its sender has. Every other byte stays as it is, in whatever
 * encoding. Lines are as rows count them: they end in LF, CRLF or CR, within
 * quotes too.
 *
 * In a line that is struck only words go: CUT_WORD letters and digits that are
 * a UPN's and `is_struck`, which is asked for them in upper case. What a row of
 * somebody else says of who was cut goes in that way.
 */
#define CUT_WORD 13 /* characters: a UPN's */

struct cut_range {
    int64_t line; /* from 1 */
    int64_t lines;
    bool is_struck; /* else cut */
};

typedef bool cut_word_fn(void *context, const char word[CUT_WORD + 1]);

struct cut;

/* Ranges are lent, in order, and do not overlap. */
struct cut *cut_new(struct extract_source source, enum encoding encoding,
                    const struct cut_range *ranges, size_t count,
                    cut_word_fn *is_struck, void *context);
void cut_free(struct cut *cut); /* NULL is fine */
/* In the shape of a struct extract_source. errors: those of the source */
ssize_t cut_read(void *context, void *buffer, size_t size, struct err *err);
/* So far: words that went from lines that are struck. */
int64_t cut_words(const struct cut *cut);

/* Is this a word of that length, and a UPN's: a letter, digits, one of either?
   The same in upper case. */
bool cut_is_upn(const char *word, size_t len);
void cut_upper(const char word[CUT_WORD], char upper[CUT_WORD + 1]);

#endif /* INGEST_READ_CUT_H */
