#ifndef CONFIG_CODESET_H
#define CONFIG_CODESET_H

struct config;
struct err;
struct table;

/*
 * codeset: the code sets that a county has of its own, codes/x.csv beside its
 * config, instead of the built-in ones of these names. Each is looked at before
 * anything is touched (details.md 91): it is CSV, is called like a built-in
 * one, has that one's first column and its codes, fields and words, and in the
 * first no blank and no code twice, unless the built-in one has such; and its
 * cells are such as figures are made by (codecell.h).
 *
 * What else a set must have is for who reads it to say. Names that are nearly
 * those of what is read, anywhere beside the config, are looked at here as well
 * (nearname.h).
 *
 * errors: ERR_CONFIG with file and line, and the column or code
 */
int codesets_check(const struct config *config, struct err *err)
    __attribute__((warn_unused_result));

/*
 * As table_read(), with the codes as rows hold them: in capitals, where those
 * of the built-in set of that name are (details.md 8).
 */
int codeset_read(struct table *t, const struct config *config, const char *name,
                 struct err *err) __attribute__((warn_unused_result));

#endif /* CONFIG_CODESET_H */
