#ifndef CONFIG_SCHOOLYEAR_H
#define CONFIG_SCHOOLYEAR_H
#include "core/date.h"

/* schoolyear: academic years, named by the calendar year they begin in. */

/* The year in which the academic year of a date begins: 1 August on. */
int schoolyear_of(date_t date);

/* "2025/26" for 2025. */
#define SCHOOLYEAR_TEXT_SIZE 8
void schoolyear_format(int year, char text[SCHOOLYEAR_TEXT_SIZE]);

/* The year in which "2025/26" begins, or 0 where it is no academic year. */
int schoolyear_parse(const char *text);

#endif /* CONFIG_SCHOOLYEAR_H */
