#ifndef INGEST_LOAD_RIVAL_H
#define INGEST_LOAD_RIVAL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct err;

/*
 * rivals: of which idents a row of one table may have another beside it, that
 * counts instead where it is of a later content: another row of the ident's,
 * or of one that is the same person. Whoever is not among them has none;
 * whoever is may have had one, and is looked at in the table.
 */
struct rivals {
    unsigned char *idents; /* by ident_key, what is known of each */
    size_t room;
    bool is_read;
};

void rivals_release(struct rivals *rivals);
/* Who is who is another now: the table is read when next asked. */
void rivals_forget(struct rivals *rivals);

/* A row of the ident came into the table. */
void rivals_add(struct rivals *rivals, int64_t ident_key);
int rivals_has(struct rivals *rivals, struct db *db, const char *table,
               int64_t ident_key, bool *has, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_RIVAL_H */
