#ifndef REPORT_WORDS_TEXTS_H
#define REPORT_WORDS_TEXTS_H
#include <stddef.h>

/* texts: strings that live until all of them are released. */
struct texts {
    char **items;
    size_t count;
    size_t capacity;
};

/* Takes over a text from mem_alloc, and lends it. */
char *texts_adopt(struct texts *texts, char *text);
/* The same with a copy. */
char *texts_add(struct texts *texts, const char *text);
void texts_release(struct texts *texts);

#endif /* REPORT_WORDS_TEXTS_H */
