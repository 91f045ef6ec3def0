#ifndef TESTS_GRIDTEXT_H
#define TESTS_GRIDTEXT_H

struct grid;

/*
 * A grid from a text: names on the first line, a row on each further one, cells
 * between bars. What is a number is one, "[c]" and its like are symbols.
 */
void gridtext(struct grid *g, const char *text);

#endif /* TESTS_GRIDTEXT_H */
