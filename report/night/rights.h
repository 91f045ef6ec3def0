#ifndef REPORT_NIGHT_RIGHTS_H
#define REPORT_NIGHT_RIGHTS_H

struct config;
struct err;
struct finding;

/*
 * rights: the one place that says who may read what is published (details 107).
 * Files are 0600 and folders 0700, the service's own; where the config gives a
 * pack a group, its folder is 0750 with files 0640, and the folders on the way
 * to it can be passed through (0711) but not read. Changes only what is
 * otherwise.
 *
 * errors: ERR_CONFIG for a group that is none, ERR_CANTCREAT, ERR_OS
 */
int rights_check(const struct config *config, struct err *err)
    __attribute__((warn_unused_result));
/* Of a run's folder, with all in it. */
int rights_give(const struct config *config, const char *run, struct err *err)
    __attribute__((warn_unused_result));
/* Whether that would change anything: each of it is a fault. */
int rights_inspect(const struct config *config, const char *run,
                   struct finding *found, struct err *err)
    __attribute__((warn_unused_result));
/* The folders that lead to the runs. */
int rights_open_ways(const struct config *config, const char *runs,
                     struct err *err) __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_RIGHTS_H */
