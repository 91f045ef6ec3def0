#ifndef TESTS_DIFFERENCE_H
#define TESTS_DIFFERENCE_H

#include <stdbool.h>

struct str;

/*
 * difference: of two texts as bags of lines, whatever their order. A number
 * may stand in them as its 64 bits, 16 hexadecimal digits after this.
 */
#define DIFFERENCE_BITS '\x01'
bool difference_same(const char *one, const char *other);
/* The lines in order, for those who compare texts. */
void difference_sort(struct str *text);

/* Print the first lines that only one has, "-" the one and "+" the other. */
void difference_say(const char *one, const char *other);

#endif /* TESTS_DIFFERENCE_H */
