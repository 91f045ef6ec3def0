#include "config/schoolyear.h"

#include <stdio.h>

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
