#ifndef INGEST_NIGHT_RENEW_H
#define INGEST_NIGHT_RENEW_H

struct db;
struct err;
struct night;

/*
 * renew: what the warehouse holds, as config and program read it now (details
 * 80). The basis that each type was last read by is kept in `setting`
 * (ingest.type.<name>), beside that of the program (ingest.program). Where one
 * differs, every content is looked at again for what it is, and all contents
 * of the types that this concerns are read again from the archive, in their
 * order. A change to how schools are read takes all along, since all rows are
 * judged by them. Another program, or a table of schools or stays that had to
 * be made anew, empties every table that can be made again; a rebuild does,
 * being the case in which nothing was ever read.
 *
 * A content that is of no known type any more counts nothing until it is of
 * one again; its type is '' meanwhile.
 */
int renew(struct night *night, struct err *err)
    __attribute__((warn_unused_result));
/* Whatever was read is to be read again; `type` NULL = of all types. */
int renew_forget(struct db *db, const char *type, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_NIGHT_RENEW_H */
