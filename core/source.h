#ifndef CORE_SOURCE_H
#define CORE_SOURCE_H

/*
 * source: what the program was made of, for whoever must make anew what
 * another version made: a SHA-256 of all C and SQL files below a folder at the
 * top of the tree. The build writes the table.
 */
struct source {
    const char *folder; /* "ingest"; NULL ends the table */
    const char *hash;
};
extern const struct source source_table[];

/* The folder must be one of the table. */
const char *source_hash(const char *folder);

#endif /* CORE_SOURCE_H */
