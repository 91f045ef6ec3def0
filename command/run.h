#ifndef COMMAND_RUN_H
#define COMMAND_RUN_H
#include <stdbool.h>

struct answer;
struct command;
struct err;
struct ingest;
struct ingest_result;
struct options;
struct str;

/*
 * run: one change to the warehouse and all that follows from it, in the one
 * order there is: contents, marts, packs, commit, publishing. What it is that
 * changes is a command's plan.
 */
struct run_plan {
    /* What is done with contents. It counts in result->news whatever marts or
     * packs may have to follow; `said` is for standard output, after the
     * commit. */
    int (*change)(const struct ingest *in, const struct options *options,
                  struct str *said, struct ingest_result *result,
                  struct err *err);
    bool is_rebuild;      /* also of a warehouse that is lost */
    bool needs_warehouse; /* none is begun for it */
    bool has_transform;
    bool has_report; /* of the packs among the arguments, or those due; marts
                        first, where they are of another day or program */
};

/* The `run` of a command that has a plan. */
int run_follow(const struct command *self, const struct options *options,
               struct answer *answer, struct err *err)
    __attribute__((warn_unused_result));

#endif /* COMMAND_RUN_H */
