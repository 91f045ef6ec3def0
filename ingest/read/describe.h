#ifndef INGEST_READ_DESCRIBE_H
#define INGEST_READ_DESCRIBE_H

struct err;
struct str;
struct type_set;

/*
 * describe: what an extract needs, for whoever has to produce it (details.md
 * 84), from the description that it is read by: columns and other names for
 * them, which may be blank, codes and words, an example. `name` NULL: all types
 * in a line each. errors: ERR_USAGE where there is no such type
 */
int describe_type(const struct type_set *types, const char *name,
                  struct str *text, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_READ_DESCRIBE_H */
