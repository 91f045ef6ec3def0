#ifndef INGEST_READ_WORD_H
#define INGEST_READ_WORD_H
#include <stddef.h>

struct config;
struct err;
struct field;
struct type;
struct type_set;

/*
 * word: what people and systems write for a code (details.md 75), compared
 * without case, blanks and punctuation: codes/words.csv, the field's own
 * `words_from`, and a county's or a vendor's extracts/<vendor>.ini:
 *
 *     [pupils:SENStatus]
 *     K = SEN Support | School support
 *
 * A code itself wins over a word, so that a word which is another code of the
 * field is an error; so are two codes of one word, but where one of them was
 * said with greater authority.
 */
enum word_rank {
    WORD_OF_SET,   /* beside the codes, by `words_from` */
    WORD_OF_ALL,   /* words.csv, of all types */
    WORD_OF_TYPE,  /* words.csv, of one */
    WORD_OF_COUNTY /* extracts/<vendor>.ini */
};

struct words {
    struct word *items; /* sorted by text */
    size_t count;
    size_t capacity;
};

/*
 * The built-in or the county's codes/words.csv. Rows of the built-in one for
 * types that there are none of, and for codes that a county's own set lacks,
 * say nothing; the county's own are errors. errors: ERR_CONFIG with file:line
 */
int word_read_all(struct type_set *types, const struct config *config,
                  struct err *err) __attribute__((warn_unused_result));
/* A key of a section "[type:Field]": words, between bars, for its code. */
int word_read_key(struct type *type, const char *field, const char *code,
                  const char *list, struct err *err)
    __attribute__((warn_unused_result));
/* One word of a field; a code that it has not is an error. */
int word_add(struct field *field, const char *code, const char *word,
             size_t len, enum word_rank rank, struct err *err)
    __attribute__((warn_unused_result));
void words_release(struct words *words);

/*
 * The code that a text stands for in a field: itself, a word for it, or a code
 * with its description, "K - SEN support"; where a code has both a letter and a
 * digit also "C1 Interim care order" and "Adopted (E11)". NULL where it is
 * none. A flag's codes are Y and N.
 */
const char *word_find(const struct field *field, const char *text, size_t len);
/* The same of a field's codes_else. */
const char *word_find_else(const struct field *field, const char *text,
                           size_t len);
/* "K - SEN support", "K: SEN support": where what may be a code ends, before
   its description; 0: there is none. Any dash will do: a spreadsheet makes a
   longer one of a hyphen between blanks. */
size_t word_code_end(const char *text, size_t len);
/* The next word for a code, as it is written and in the order of reading, NULL
   after the last; *nth is 0 at first. */
const char *word_for(const struct field *field, const char *code, size_t *nth);
/* As word_find, of the words alone: does the field know this word for nothing?
 */
const char *word_known(const struct field *field, const char *text, size_t len);

#endif /* INGEST_READ_WORD_H */
