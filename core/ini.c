#include "core/ini.h"

#include <ini.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/outfile.h"

#define LINE_MAX_BYTES 190

struct reader {
    const char *name;
    const char *at;
    int line;
    bool refused; /* the line was too long; err is set */
    bool failed;  /* the callback said no; err is set */
    ini_fn *fn;
    void *context;
    struct err *err;
};

/* libinih's line reader, like fgets. */
static char *next_line(char *buffer, int size, void *stream)
{
    struct reader *r = stream;
    size_t len = strcspn(r->at, "\n");
    size_t kept = len;

    (void)size; /* libinih's is 200; ours is checked below */
    if (!*r->at || r->refused || r->failed)
        return NULL;
    r->line++;
    if (len > LINE_MAX_BYTES) {
        r->refused = true;
        err_set(r->err, ERR_CONFIG, "%s:%d: a line is over %d bytes", r->name,
                r->line, LINE_MAX_BYTES);
        return NULL;
    }
    if (kept && r->at[kept - 1] == '\r')
        kept--;
    memcpy(buffer, r->at, kept);
    buffer[kept] = '\n';
    buffer[kept + 1] = '\0';
    r->at += len + (r->at[len] == '\n');
    return buffer;
}

static int handle(void *user, const char *section, const char *key,
                  const char *value)
{
    struct reader *r = user;

    if (r->failed)
        return 0;
    if (r->fn(r->context, section, key, value ? value : "", r->err)) {
        r->failed = true;
        err_context(r->err, "%s:%d", r->name, r->line);
        return 0;
    }
    return 1;
}

int ini_read_text(const char *name, const char *text, ini_fn *fn, void *context,
                  struct err *err)
{
    struct reader r = { name, text, 0, false, false, fn, context, err };
    int rc;

    if (!strncmp(text, "\xEF\xBB\xBF", 3))
        r.at += 3;
    rc = ini_parse_stream(next_line, &r, handle, &r);
    if (r.refused || r.failed)
        return -1;
    if (rc > 0)
        return err_set(err, ERR_CONFIG,
                       "%s:%d: neither [section] nor key = value", name, rc);
    if (rc < 0)
        return err_set(err, ERR_OS, "%s: cannot be parsed", name);
    return 0;
}

int ini_read_file(const char *path, ini_fn *fn, void *context, struct err *err)
{
    char *text = NULL;
    size_t len = 0;
    int ret;

    if (file_read(path, &text, &len, err)) {
        err->code = ERR_CONFIG;
        return -1;
    }
    if (strlen(text) != len)
        ret = err_set(err, ERR_CONFIG, "%s: has a NUL byte", path);
    else
        ret = ini_read_text(path, text, fn, context, err);
    free(text);
    return ret;
}
