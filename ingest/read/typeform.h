#ifndef INGEST_READ_TYPEFORM_H
#define INGEST_READ_TYPEFORM_H

struct asset;
struct config;
struct err;
struct type;

/*
 * typeform: what a type's description says, key by key (docs/extract-types.md),
 * with the code sets and tables of the config that it names.
 */

/* *type is to be released whatever this returns. errors: ERR_CONFIG with file
   and line; ERR_INTERNAL for a description of ours that is wrong */
int typeform_read(struct type *type, const struct asset *asset,
                  const struct config *config, struct err *err)
    __attribute__((warn_unused_result));
void typeform_release(struct type *type);

#endif /* INGEST_READ_TYPEFORM_H */
