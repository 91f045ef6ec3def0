#ifndef COMMAND_RUN_H
#define COMMAND_RUN_H
#include <stdbool.h>

#include "ingest/ingest.h"

struct err;
struct session;

/* run: the nightly job in its stages, for the commands that are a part of it.
 */
struct ingest run_ingest_of(struct session *s);
int run_transform(struct session *s, struct ingest_result *so_far,
                  bool *changed, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Note a run after which packs may differ: something came or was made again,
 * or the county's settings are others than those of the run before.
 */
int run_note_change(struct session *s, bool changed, struct err *err)
    __attribute__((warn_unused_result));

#endif /* COMMAND_RUN_H */
