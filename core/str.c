#include "core/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

char str_empty[1] = "";

void str_reserve(struct str *s, size_t more)
{
    size_t wanted = s->len + more + 1;

    if (more >= SIZE_MAX - s->len)
        mem_give_up("a text is too long");
    if (wanted <= s->capacity)
        return;
    if (s->capacity <= SIZE_MAX / 2 && wanted < s->capacity * 2)
        wanted = s->capacity * 2;
    if (wanted < 64)
        wanted = 64;
    s->text = mem_grow(s->capacity ? s->text : NULL, wanted, 1);
    if (!s->capacity)
        s->text[0] = '\0';
    s->capacity = wanted;
}

void str_add_n(struct str *s, const void *bytes, size_t len)
{
    if (!len)
        return;
    str_reserve(s, len);
    memcpy(s->text + s->len, bytes, len);
    s->len += len;
    s->text[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
    str_add_n(s, text, strlen(text));
}

void str_add_c(struct str *s, char c)
{
    str_add_n(s, &c, 1);
}

void str_vaddf(struct str *s, const char *fmt, va_list args)
{
    va_list again;
    int needed;

    va_copy(again, args);
    needed = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (needed < 0)
        mem_give_up("a text cannot be put together");
    if (needed == 0)
        return;
    str_reserve(s, (size_t)needed);
    (void)vsnprintf(s->text + s->len, (size_t)needed + 1, fmt, args);
    s->len += (size_t)needed;
}

void str_addf(struct str *s, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    str_vaddf(s, fmt, args);
    va_end(args);
}

void str_add_filled(struct str *s, const char *text, const char *name,
                    const char *value)
{
    const char *at;

    while ((at = strstr(text, name))) {
        str_add_n(s, text, (size_t)(at - text));
        str_add(s, value);
        text = at + strlen(name);
    }
    str_add(s, text);
}

size_t str_whole(const char *text, size_t len, size_t most)
{
    if (len <= most)
        return len;
    while (most && ((unsigned char)text[most] & 0xC0) == 0x80)
        most--;
    return most;
}

void str_add_whole(struct str *s, const char *text, size_t most)
{
    str_add_n(s, text, str_whole(text, strlen(text), most));
}

void str_fit(struct str *s)
{
    if (!s->capacity)
        return;
    s->capacity = s->len + 1;
    s->text = mem_grow(s->text, s->capacity, 1);
}

void str_clear(struct str *s)
{
    s->len = 0;
    if (s->capacity)
        s->text[0] = '\0';
}

void str_release(struct str *s)
{
    if (s->capacity)
        free(s->text);
    s->text = str_empty;
    s->len = s->capacity = 0;
}

char *str_take(struct str *s)
{
    char *text = s->capacity ? s->text : mem_dup("");

    s->text = str_empty;
    s->len = s->capacity = 0;
    return text;
}
