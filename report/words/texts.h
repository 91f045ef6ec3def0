#ifndef REPORT_WORDS_TEXTS_H
#define REPORT_WORDS_TEXTS_H
#include <stddef.h>

/* texts: strings that live until all of them are released. */
struct texts {
    char **items;
    size_t count;
    size_t capacity;
    char **blocks; /* that texts are kept in one behind the other */
    size_t block_count;
    size_t block_capacity;
    size_t used, room; /* bytes of the last block */
};

/* Takes over a text from mem_alloc, and lends it. */
char *texts_adopt(struct texts *texts, char *text);
/* The same with a copy. */
char *texts_add(struct texts *texts, const char *text);
/* Lends a copy that is none of the items, for many and small ones. */
const char *texts_keep(struct texts *texts, const char *text);
void texts_release(struct texts *texts);

#endif /* REPORT_WORDS_TEXTS_H */
