#include "core/finding.h"

#include <stdarg.h>
#include <stdlib.h>

#include "core/err.h"
#include "core/mem.h"

/* One line, whatever is in a name. */
static void add(struct finding_list *list, char *line)
{
    for (char *at = line; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 127)
            *at = ' ';
    MEM_ROOM(list->lines, list->count, list->capacity);
    list->lines[list->count++] = line;
}

void finding_fault(struct finding *f, const char *fmt, ...)
{
    struct str line = STR_INIT;
    va_list args;

    va_start(args, fmt);
    str_vaddf(&line, fmt, args);
    va_end(args);
    add(&f->faults, str_take(&line));
}

void finding_take(struct finding *f, struct err *err)
{
    add(err->code == ERR_DATA ? &f->faults : &f->unseen, mem_dup(err->msg));
    *err = (struct err)ERR_INIT;
}

static void release(struct finding_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->lines[i]);
    free(list->lines);
    *list = (struct finding_list){ NULL, 0, 0 };
}

void finding_clear(struct finding *f)
{
    release(&f->faults);
}

void finding_release(struct finding *f)
{
    str_release(&f->seen);
    release(&f->faults);
    release(&f->unseen);
}
