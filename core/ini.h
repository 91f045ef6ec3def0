#ifndef CORE_INI_H
#define CORE_INI_H

struct err;

/*
 * ini: [section], key = value, comments with ; or # at a line's start and with
 * ; after a blank. Every complaint leads with file:line. libinih parses; it
 * gives no line numbers and cuts long lines silently, so the reader counts
 * lines and refuses those over 190 bytes (a value that long goes on in lines
 * that begin with a blank: each is a call).
 *
 * The callback returns 0, or -1 with *err set; its message is given the
 * file:line in front.
 */
typedef int ini_fn(void *context, const char *section, const char *key,
                   const char *value, struct err *err);

/*
 * The same with the number of each line, for a reader that complains of more
 * than the line it is at: its message is passed on as it is. Headings are calls
 * too, with key and value NULL, so that a section without keys is one.
 */
typedef int ini_line_fn(void *context, int line, const char *section,
                        const char *key, const char *value, struct err *err);
int ini_read_lines(const char *name, const char *text, ini_line_fn *fn,
                   void *context, struct err *err)
    __attribute__((warn_unused_result));

/* Parse text; `name` is what complaints call it. errors: ERR_CONFIG */
int ini_read_text(const char *name, const char *text, ini_fn *fn, void *context,
                  struct err *err) __attribute__((warn_unused_result));

#endif /* CORE_INI_H */
