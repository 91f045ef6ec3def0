#include "config/sender.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "config/table.h"
#include "core/err.h"
#include "core/mem.h"

struct sender {
    char *pattern;
    char school[SENDER_SIZE];
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(const char *text)
{
    size_t count = 0;

    while (is_digit(text[count]))
        count++;
    return count;
}

/*
 * A number that the text begins with, and no letter or digit follows: a URN, or
 * a LAESTAB as 9194001, 919-4001, 919/4001 or 919_4001.
 */
static bool read_number(const char *text, char school[SENDER_SIZE])
{
    size_t first = digits(text);
    const char *end = text + first;

    if (first == 3 && *end && strchr("-/_", *end) && digits(end + 1) == 4) {
        memcpy(school, text, 3);
        memcpy(school + 3, end + 1, 5);
        end += 5;
    } else if (first == 6 || first == 7) {
        memcpy(school, text, first);
    } else {
        return false;
    }
    school[end - text == 6 ? 6 : 7] = '\0';
    return !is_digit(*end) && !((*end | ' ') >= 'a' && (*end | ' ') <= 'z');
}

/* --- senders.csv ---------------------------------------------------------- */

static int add(struct senders *senders, const struct table *t, size_t row,
               struct err *err)
{
    const char *pattern = table_cell(t, row, table_column(t, "Pattern"));
    const char *school = table_cell(t, row, table_column(t, "School"));
    struct sender *sender;
    char number[SENDER_SIZE];

    if (*pattern == '#') /* a remark */
        return 0;
    if (!*pattern)
        return err_set(err, ERR_CONFIG, "%s:%d: Pattern is blank", t->name,
                       t->lines[row]);
    if (!read_number(school, number)
        || strlen(school) != strspn(school, "0123456789-/_"))
        return err_set(err, ERR_CONFIG,
                       "%s:%d: School '%s' is neither a URN (6 digits) nor a"
                       " LAESTAB (7)",
                       t->name, t->lines[row], school);
    for (size_t i = 0; i < senders->count; i++)
        if (!strcmp(senders->items[i].pattern, pattern)
            && strcmp(senders->items[i].school, number) != 0)
            return err_set(err, ERR_CONFIG,
                           "%s:%d: Pattern '%s' is school %s already", t->name,
                           t->lines[row], pattern, senders->items[i].school);
    MEM_ROOM(senders->items, senders->count, senders->capacity);
    sender = &senders->items[senders->count++];
    sender->pattern = mem_dup(pattern);
    memcpy(sender->school, number, sizeof(number));
    return 0;
}

int senders_add(struct senders *senders, const struct table *t, struct err *err)
{
    if (table_column(t, "Pattern") < 0 || table_column(t, "School") < 0)
        return err_set(err, ERR_CONFIG,
                       "%s:1: the columns Pattern and School are wanted",
                       t->name);
    for (size_t row = 0; row < t->row_count; row++)
        if (add(senders, t, row, err))
            return -1;
    return 0;
}

void senders_release(struct senders *senders)
{
    for (size_t i = 0; i < senders->count; i++)
        free(senders->items[i].pattern);
    free(senders->items);
    memset(senders, 0, sizeof(*senders));
}

bool sender_named(const struct senders *senders, const char *path,
                  char school[SENDER_SIZE])
{
    for (size_t i = 0; i < senders->count; i++)
        if (fnmatch(senders->items[i].pattern, path, 0) == 0) {
            memcpy(school, senders->items[i].school, SENDER_SIZE);
            return true;
        }
    return false;
}

/* --- paths ---------------------------------------------------------------- */

/* Where the last part of the first `len` bytes begins. */
static size_t part_before(const char *path, size_t len)
{
    while (len && path[len - 1] != '/')
        len--;
    return len;
}

/*
 * Folders from the nearest on, then the name: *at is 1 more than where the part
 * that was looked at last begins, and past the path when the name was.
 */
bool sender_next(const char *path, size_t *at, char school[SENDER_SIZE])
{
    size_t len = strlen(path);
    size_t name = part_before(path, len);
    size_t part = *at ? *at - 1 : name;

    while (part && part <= len) {
        part = part_before(path, part - 1);
        *at = part + 1;
        if (read_number(path + part, school))
            return true;
    }
    if (part > len)
        return false;
    *at = len + 2;
    return read_number(path + name, school);
}

/* Six digits that are a day, with the year first or last. */
static bool is_date(const char *d)
{
    int month = (d[2] - '0') * 10 + d[3] - '0';
    int first = (d[0] - '0') * 10 + d[1] - '0';
    int last = (d[4] - '0') * 10 + d[5] - '0';

    return month >= 1 && month <= 12
           && ((first >= 1 && first <= 31) || (last >= 1 && last <= 31));
}

bool sender_hint(const char *path, size_t *at, char school[SENDER_SIZE])
{
    size_t i = *at ? *at : part_before(path, strlen(path));

    while (path[i]) {
        size_t len = digits(path + i);
        const char *text = path + i;
        bool is_own = len == 6 && (i == 0 || !isalnum((unsigned char)text[-1]))
                      && !isalnum((unsigned char)text[len]);

        i += len ? len : 1;
        if (!is_own || is_date(text))
            continue;
        memcpy(school, text, len);
        school[len] = '\0';
        *at = i;
        return true;
    }
    return false;
}
