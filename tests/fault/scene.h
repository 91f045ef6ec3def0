#ifndef TESTS_FAULT_SCENE_H
#define TESTS_FAULT_SCENE_H
#include <stdbool.h>

#include "tests/fault/trace.h"

/*
 * scene: a small county in the folder "c", a copy of one of several that are
 * kept as they stand between two commands, and what there is to be seen of it.
 */

/* A command and the county that it meets. */
struct scene {
    const char *name;
    const char *from;  /* the folder that is copied */
    const char *words; /* of the command, options left out */
    const char *as_of;
    bool has_charts;
    bool is_repeatable; /* a second time it does the same */
};
extern const struct scene scenes[];
extern const size_t scene_count;

/* Make the folders that scenes begin from; takes a few runs. */
void scene_make(void);
/* Begin a scene again. */
void scene_reset(const struct scene *scene);
/* Run a command on the county as trace_run() does. */
void scene_command(const char *words, const struct trace_fault *fault,
                   bool counts, unsigned seconds,
                   const struct trace_watch *watch,
                   struct trace_result *result);

/*
 * A scene on a disk of its own, which is a small one once scene_leave_pages()
 * was asked for. false: this system does not permit it. It is gone with the
 * next scene_reset().
 */
bool scene_reset_on_disk(const struct scene *scene);
int64_t scene_disk_used(void);         /* in pages */
void scene_leave_pages(int64_t pages); /* free; -1: plenty */
/* Of the largest file there is, in kilobytes. */
int64_t scene_largest(void);

/* What another command beside it met. */
struct scene_beside {
    bool was_locked;     /* the scene's own command held what it needs */
    bool has_touched;    /* and nobody else could */
    int status, content; /* of the backup that it made; 0: none */
};
/* Run it, to its end, in the same county: "run", "backup" or "status". */
void scene_run_beside(const char *command, struct scene_beside *beside);

/* What there is to be seen. Texts are freed by scene_release(). */
struct scene_state {
    int warehouse;   /* what anybody may read: another for another content;
                        0: none, -1: it cannot be read, by scene_trouble() */
    int backup;      /* the same of the backup, "c/b.db" */
    char *published; /* files below outbox/latest with their SHA-256, but
                        for what tells of runs */
    char *exact;     /* with what is another for each run, too */
    char *names;     /* of all there is, run numbers left out */
    char *bytes;     /* the same with SHA-256 and run numbers */
};
void scene_look(struct scene_state *state);
void scene_release(struct scene_state *state);
const char *scene_trouble(void);
/* Print how two states differ. */
void scene_say(const struct scene_state *is, const struct scene_state *wanted);

#endif /* TESTS_FAULT_SCENE_H */
