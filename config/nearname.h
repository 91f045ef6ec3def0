#ifndef CONFIG_NEARNAME_H
#define CONFIG_NEARNAME_H

struct config;
struct err;

/*
 * nearname: files beside the config that nobody would read as their names are
 * nearly those that are read: Targets.csv, measures.CSV, own.ini.txt (the last
 * as a system says them that hides endings). What is built in would count in
 * their place, and nothing would say so.
 *
 * errors: ERR_CONFIG with the file, and the name that it should have
 */
int nearnames_check(const struct config *config, struct err *err)
    __attribute__((warn_unused_result));

#endif /* CONFIG_NEARNAME_H */
