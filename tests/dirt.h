#ifndef TESTS_DIRT_H
#define TESTS_DIRT_H
#include <stddef.h>

struct anyfile;
struct prop;

/*
 * dirt: an anyfile as systems, spreadsheets and people write it. The caller
 * frees the bytes.
 */
struct dirt {
    char *bytes;
    size_t len;
    size_t rows;  /* of a type whose rows are not marks: so many are read */
    size_t lines; /* that are no rows: titles, blanks, closing lines */
};

/*
 * In another guise: encoding, delimiter, order of columns, headings, titles,
 * and each value in another spelling that means the same (extracts.md, "Rules
 * for every file"). What is read is what the clean file says.
 */
void dirt_disguise(struct prop *p, const struct anyfile *f, struct dirt *dirt);

/*
 * With values that are none, cells too many or too few, rows twice: what is
 * read of it nobody can say but that every row is accounted for.
 */
void dirt_soil(struct prop *p, const struct anyfile *f, struct dirt *dirt);

#endif /* TESTS_DIRT_H */
