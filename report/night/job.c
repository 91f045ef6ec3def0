#include "report/night/job.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"

char *job_fill(struct job *job, const char *text, const struct grid *scope)
{
    struct str out = STR_INIT;

    if (words_fill(&out, text ? text : "", NULL, 0, scope, job->err)) {
        str_release(&out);
        return NULL;
    }
    return texts_adopt(&job->texts, str_take(&out));
}

int job_read_scope(struct job *job, struct grid *scope, const char *finding,
                   const struct grid *each, size_t row,
                   const struct db_param *params, size_t param_count)
{
    struct grid found = GRID_INIT;
    int ret = 0;

    memset(scope, 0, sizeof(*scope));
    if (finding)
        ret = grid_read(&found, job->r->db, finding, params, param_count,
                        job->err);
    if (ret == 0) {
        if (found.row_count == 0)
            grid_add_unknown(&found);
        grid_extend(scope, &found, 0);
        if (each)
            grid_extend(scope, each, row);
        grid_extend(scope, job->r->context, 0);
    }
    grid_release(&found);
    return ret;
}

char *job_path(struct job *job, const char *name)
{
    struct str path = STR_INIT;

    str_addf(&path, "%s/%s", job->r->folder, name);
    return texts_adopt(&job->texts, str_take(&path));
}

int job_make_parent(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = mem_dup_n(path, (size_t)(slash - path));
    int ret = folder_make(folder, err);

    free(folder);
    return ret;
}

const struct drawn *job_find_drawn(const struct job *job, const char *file)
{
    for (size_t i = 0; i < job->pack->chart_count; i++)
        if (!strcmp(job->pack->charts[i].file, file))
            return &job->drawn[i];
    return NULL;
}
