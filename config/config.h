#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H
#include <stdbool.h>
#include <stddef.h>

#include "core/date.h"

struct err;
struct hash;
struct path_names;
struct str;

/*
 * config: what a county decides (spec: operations.md, details.md 44), read from
 * an ini file once and const from then on. Relative paths are relative to the
 * file. An unknown section or key, or a value that is none, is ERR_CONFIG with
 * file:line and key. Environment variables change nothing.
 */
enum cadence {
    CADENCE_NEVER,
    CADENCE_NIGHTLY,
    CADENCE_WEEKLY,
    CADENCE_HALF_TERMLY,
    CADENCE_TERMLY,
    CADENCE_ANNUAL
};

/* What goes to a school goes each term: protection is within one run, and what
 * leaves the council is termly or rarer (details.md 71). */
#define CONFIG_PACKS(X)                                                        \
    X(strategic, CADENCE_NIGHTLY)                                              \
    X(annual, CADENCE_ANNUAL)                                                  \
    X(county, CADENCE_NIGHTLY)                                                 \
    X(advisers, CADENCE_NIGHTLY)                                               \
    X(schools, CADENCE_TERMLY)                                                 \
    X(restricted, CADENCE_NIGHTLY)                                             \
    X(quality, CADENCE_NIGHTLY)

struct config_group {
    char *pack;
    char *group; /* unix group */
};

struct config {
    char *path;   /* of the file itself */
    char *folder; /* that it stands in: terms.csv, codes/, extracts/ */

    /* [county] */
    char *la_code; /* three digits */
    char *la_name;
    char *region;
    char *contact; /* whom readers of workbooks ask; "" when nobody is named */
    date_t as_of;  /* for demonstrations; DATE_NONE: --as-of or today */

    /* [paths], resolved */
    char *inbox;
    char *warehouse;
    char *outbox;
    char *archive;
    bool archive_after_load; /* after_load = archive */

    /* [rules] */
    int repeat_threshold;       /* suspensions; 2 */
    int hold_below_percent;     /* 50 */
    int settle_seconds;         /* 60 */
    double full_time_primary;   /* hours a week; 25 */
    double full_time_secondary; /* 32.5 */

    /* [disclosure] */
    int suppress_below;        /* 6: counts 1 to 5 are withheld */
    int low_reliability_below; /* 20 */

    /* [packs] */
#define CONFIG_PACK_FIELD(name, otherwise) enum cadence pack_##name;
    CONFIG_PACKS(CONFIG_PACK_FIELD)
#undef CONFIG_PACK_FIELD

    /* [cohorts] */
    bool cla_from_ssda903;    /* cla_source = ssda903 */
    bool social_care_by_plan; /* social_care_lists = by_plan */

    /* [benchmarks] */
    char *neighbours; /* LA codes, comma separated, "" when none */

    /* [groups] */
    struct config_group *groups;
    size_t group_count;

    /* Whoever must know which texts he read has their names added here, a line
     * each; NULL: nobody asks. Not config_read's, nor config_release's. */
    struct str *reads;
};

/* errors: ERR_CONFIG. On failure *config is released. */
int config_read(struct config *config, const char *path, struct err *err)
    __attribute__((warn_unused_result));
void config_release(struct config *config);

/*
 * Text of a file that stands beside the config (codes/x.csv), or else of the
 * compiled-in default of the same name under config/. *text is freed by the
 * caller. errors: ERR_CONFIG when neither is there.
 */
int config_text(const struct config *config, const char *name, char **text,
                struct err *err) __attribute__((warn_unused_result));
/* Does it stand there? */
int config_has_own(const struct config *config, const char *name, bool *has,
                   struct err *err) __attribute__((warn_unused_result));
/* The same without a default: the county must have written it. */
int config_own_text(const struct config *config, const char *name, char **text,
                    struct err *err) __attribute__((warn_unused_result));
/*
 * The names of such files, "extracts/arbor.ini", in a folder of the config
 * ("extracts/") and with an ending (".ini"): the compiled-in ones in order,
 * then the county's own, each once: where two contradict each other, it is the
 * county's that is found to. Those that begin with a dot are none.
 * errors: ERR_OS; *names is released by the caller, also then
 */
int config_list(const struct config *config, const char *folder,
                const char *ending, struct path_names *names, struct err *err)
    __attribute__((warn_unused_result));
/* Add the text of config_text to a hash. */
int config_hash_text(const struct config *config, const char *name,
                     struct hash *h, struct err *err)
    __attribute__((warn_unused_result));

#endif /* CONFIG_CONFIG_H */
