#ifndef CORE_STR_H
#define CORE_STR_H
#include <stdarg.h>
#include <stddef.h>

/* str: a growable byte string, always NUL-terminated (after git's strbuf). */
struct str {
    char *text; /* never NULL: an empty string lends a static "" */
    size_t len;
    size_t capacity; /* 0 = text is the static "" */
};

extern char str_empty[1];
#define STR_INIT                                                               \
    {                                                                          \
        str_empty, 0, 0                                                        \
    }

void str_add(struct str *s, const char *text);
void str_add_n(struct str *s, const void *bytes, size_t len);
void str_add_c(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void str_vaddf(struct str *s, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));
/* Text with `value` in each place where it says `name`. */
void str_add_filled(struct str *s, const char *text, const char *name,
                    const char *value);
/* How many of `len` bytes of UTF-8 are at most `most`, and whole characters. */
size_t str_whole(const char *text, size_t len, size_t most);
/* So many bytes of a text. */
void str_add_whole(struct str *s, const char *text, size_t most);
/* Room for `more` further bytes and the NUL, without changing len. What is
 * longer than memory can be ends the program as mem does. */
void str_reserve(struct str *s, size_t more);
/* Give back what it has no need of, for a text that grows no more. */
void str_fit(struct str *s);
void str_clear(struct str *s); /* len = 0, memory kept */
void str_release(struct str *s);
/* Hand the text out (to be freed by the caller); s is empty afterwards. */
char *str_take(struct str *s);

#endif /* CORE_STR_H */
