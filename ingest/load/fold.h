#ifndef INGEST_LOAD_FOLD_H
#define INGEST_LOAD_FOLD_H

struct str;

/*
 * fold: names as they are compared (details.md 87): letters and digits as a
 * reader sees them, without case, accents and punctuation.
 */
void fold_add(struct str *out, const char *name);

#endif /* INGEST_LOAD_FOLD_H */
