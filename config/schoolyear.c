#include "config/schoolyear.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int schoolyear_of(date_t date)
{
    struct date_parts parts = date_split(date);

    return parts.month >= 8 ? parts.year : parts.year - 1;
}

void schoolyear_format(int year, char text[SCHOOLYEAR_TEXT_SIZE])
{
    unsigned first = (unsigned)year % 10000;

    snprintf(text, SCHOOLYEAR_TEXT_SIZE, "%04u/%02u", first, (first + 1) % 100);
}

int schoolyear_parse(const char *text)
{
    char *end;
    long year, next;

    if (strlen(text) != 7 || text[4] != '/' || strspn(text, "0123456789") != 4)
        return 0;
    year = strtol(text, &end, 10);
    next = strtol(text + 5, &end, 10);
    return *end == '\0' && next == (year + 1) % 100 ? (int)year : 0;
}
