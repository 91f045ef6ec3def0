#ifndef CONFIG_TABLE_H
#define CONFIG_TABLE_H
#include <stddef.h>

struct config;
struct err;

/*
 * table: a small CSV file of the config folder (terms, code sets, targets) as
 * rows of text, by heading. Quotes as in RFC 4180; blank lines are skipped,
 * with commas or without.
 */
struct table {
    char *name;   /* what complaints call it */
    char **cells; /* (row_count + 1) x column_count; the first row = headings */
    size_t cell_count;
    int *lines; /* of each row, from 1 */
    size_t row_count;
    size_t column_count;
};

/* errors: ERR_CONFIG with file and line */
int table_parse(struct table *t, const char *name, const char *text,
                struct err *err) __attribute__((warn_unused_result));
/* config_text and table_parse in one: table_read(&t, config, "codes/x.csv") */
int table_read(struct table *t, const struct config *config, const char *name,
               struct err *err) __attribute__((warn_unused_result));
void table_release(struct table *t);

/* Column of a heading (without case), or -1. */
int table_column(const struct table *t, const char *heading);
/* Lent; "" where the row is short or column is -1. row from 0. */
const char *table_cell(const struct table *t, size_t row, int column);

#endif /* CONFIG_TABLE_H */
