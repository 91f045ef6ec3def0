#ifndef TRANSFORM_ATTENDANCE_MARKCODE_H
#define TRANSFORM_ATTENDANCE_MARKCODE_H
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"

struct config;
struct db;
struct err;
struct hash;

/*
 * marks: what a symbol in a string of marks means on a date
 * (codes/attendance_codes.csv), ready to be added up: a mark is a number whose
 * bytes are counts, so that one addition counts possible, authorised,
 * unauthorised, late and part-time sessions at once. Up to 255 marks may be
 * added before the bytes are taken apart.
 */
#define MARKCODES_FIELDS 5 /* the first columns of a frame, in their order */
#define MARKCODES_FIELD(sum, field) ((unsigned)((sum) >> (8 * (field))) & 0xffU)
#define MARKCODES_ABSENT_BITS 0xffff00U
#define MARKCODES_MAX_REASONS 40
#define MARKCODES_NO_REASON 0xff

struct markcodes_meaning {
    date_t from; /* in force until the next one's */
    uint64_t add[256];
};

/* A row of the code set. */
#define MARKCODES_WORDS_SIZE 256
struct markcodes_code {
    char code[4];
    char words[MARKCODES_WORDS_SIZE]; /* what it means, for people; cut */
    date_t from, to;
    uint64_t add;
};

struct markcodes {
    struct markcodes_meaning
        *meanings; /* ascending; the first from DATE_NONE */
    size_t meaning_count;
    /* Marks that are absent at some time: index of a symbol, and the codes,
       sorted. */
    uint8_t reason[256];
    char reasons[MARKCODES_MAX_REASONS][4];
    size_t reason_count;
    struct markcodes_code *codes;
    size_t code_count;
    char marks[256][4]; /* the mark that a symbol stands for */
};

/* Reads the code set and mark_code. errors: ERR_CONFIG */
int markcodes_read(struct markcodes *marks, struct db *db,
                   const struct config *config, struct err *err)
    __attribute__((warn_unused_result));
/* The code set can be read. */
int markcodes_check(const struct config *config, struct err *err)
    __attribute__((warn_unused_result));
/* Add the text of the code set. */
int markcodes_hash(struct hash *h, const struct config *config, struct err *err)
    __attribute__((warn_unused_result));
void markcodes_release(struct markcodes *marks);

/* Index of the meaning in force on a date. */
size_t markcodes_meaning(const struct markcodes *marks, date_t date);
/*
 * What one session of a code adds on a date, 0 where it is not in force;
 * *reason is then its place in reasons, where it is absent.
 */
uint64_t markcodes_of_code(const struct markcodes *marks, const char *code,
                           date_t date, size_t *reason);

/* What a code means on a date, for people; "" where it is not in force. */
const char *markcodes_words(const struct markcodes *marks, const char *code,
                            date_t date);

#endif /* TRANSFORM_ATTENDANCE_MARKCODE_H */
