#ifndef CORE_JSON_H
#define CORE_JSON_H

struct query;
struct str;

/*
 * json: what statements give, as JSON, so that a statement's columns are its
 * members and nothing says them twice.
 *
 * Null stays null; a column whose name ends in "_json" is JSON already, and is
 * called what is before that.
 */
void json_add_text(struct str *s, const char *text);
/* The query's present row, as an object. */
void json_add_row(struct str *s, struct query *q);

#endif /* CORE_JSON_H */
