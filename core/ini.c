#include "core/ini.h"

#include <ini.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"

#define LINE_MAX_BYTES 190

struct reader {
    const char *name;
    const char *at;
    int line;
    bool refused; /* the line was too long; err is set */
    bool failed;  /* the callback said no; err is set */
    ini_line_fn *fn;
    void *context;
    struct err *err;
};

/* Pass on a line that is a heading; libinih keeps those to itself. */
static int say_heading(struct reader *r)
{
    size_t len = strcspn(r->at, "]\n");
    char *section;
    int ret;

    if (*r->at != '[' || r->at[len] != ']')
        return 0;
    section = mem_dup_n(r->at + 1, len - 1);
    ret = r->fn(r->context, r->line, section, NULL, NULL, r->err);
    free(section);
    return ret;
}

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
    r->failed = say_heading(r) != 0;
    if (r->failed)
        return NULL;
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
    r->failed =
        r->fn(r->context, r->line, section, key, value ? value : "", r->err)
        != 0;
    return !r->failed;
}

int ini_read_lines(const char *name, const char *text, ini_line_fn *fn,
                   void *context, struct err *err)
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

/* A callback that leaves file and line to us. */
struct plain {
    const char *name;
    ini_fn *fn;
    void *context;
};

static int call_plain(void *context, int line, const char *section,
                      const char *key, const char *value, struct err *err)
{
    const struct plain *p = context;

    return key && p->fn(p->context, section, key, value, err)
               ? err_context(err, "%s:%d", p->name, line)
               : 0;
}

int ini_read_text(const char *name, const char *text, ini_fn *fn, void *context,
                  struct err *err)
{
    struct plain plain = { name, fn, context };

    return ini_read_lines(name, text, call_plain, &plain, err);
}
