#ifndef INGEST_READ_BASIS_H
#define INGEST_READ_BASIS_H
#include <stdbool.h>
#include <stddef.h>

struct asset;
struct codes;
struct config;
struct err;
struct table;
struct type;
struct type_set;

/*
 * basis: what the reading of a type depends on, as a hash of every text that
 * was read for it. All that ingest reads of the config comes through here and
 * is noted on the way, so that no kind of config can be forgotten (`make lint`
 * sees to it): when a type's basis changes, what it has given is read again
 * (ingest/night/renew.h).
 */

/* Its description. */
void basis_note_description(struct type *type, const struct asset *asset);

/* A key of the config that says how the type's files are meant. */
void basis_note_setting(struct type *type, const char *key, bool value);

/* A CSV file of the config, read for one type. errors: ERR_CONFIG */
int basis_read_table(struct type *type, const struct config *config,
                     const char *name, struct table *table, struct err *err)
    __attribute__((warn_unused_result));

/*
 * A CSV file of the config whose rows are for the type that `column` names, "*"
 * for all: each is noted for its types and handed to `fn` with each of them.
 * Those that the county wrote are first handed to `check`, each once; one of a
 * type that there is none of is an error. errors: ERR_CONFIG and theirs
 */
typedef int basis_row_fn(struct type *type, const struct table *table,
                         size_t row, struct err *err);
typedef int basis_check_fn(const struct type_set *types,
                           const struct table *table, size_t row,
                           struct err *err);
int basis_read_rows(struct type_set *types, const struct config *config,
                    const char *name, const char *column, basis_row_fn *fn,
                    basis_check_fn *check, struct err *err)
    __attribute__((warn_unused_result));

/*
 * An ini file of the config whose sections are named for types, "pupils" or
 * "pupils:SENStatus", BASIS_ALL for all, each once: each key is noted for its
 * types and handed to `fn`, whose context is `types`. errors: ERR_CONFIG with
 * file and line, and fn's
 */
#define BASIS_ALL "*"
typedef int basis_key_fn(void *context, const char *section, const char *key,
                         const char *value, struct err *err);
int basis_read_sections(struct type_set *types, const struct config *config,
                        const char *name, basis_key_fn *fn, struct err *err)
    __attribute__((warn_unused_result));

/*
 * What is known of the DfE's published files (config/published.h) as codes: the
 * columns that have figures, or the names of filters. All of it is noted.
 * errors: ERR_CONFIG with file and line
 */
enum basis_published { BASIS_FIGURES, BASIS_FILTERS };
int basis_read_published(struct type *type, const struct config *config,
                         enum basis_published what, struct codes *codes,
                         struct err *err) __attribute__((warn_unused_result));

/* All is read: type->basis is the hash. Also frees what was begun. */
void basis_end(struct type *type);

#endif /* INGEST_READ_BASIS_H */
