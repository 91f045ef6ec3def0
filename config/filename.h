#ifndef CONFIG_FILENAME_H
#define CONFIG_FILENAME_H
#include <stdbool.h>

struct str;

/*
 * filename: what may be said aloud of the name that a sender gave a file: in
 * the log, in an error, in a pack (details 106). A file may be called after a
 * child.
 *
 * The usual pattern of a name is made of words, numbers and separators:
 *
 * word       one that the name of a type, a shape or a vendor's headings has
 *            (attendance_days: "attendance", "days"), one of the short list in
 *            filename.c (marks, roll, part, late, csv, ...), or a single letter
 * number     of as many digits as a URN (6), a date (8), a year (4), a stamp
 *            (14), or one or two; T and Z as they stand in a time
 * separator  . - _ / ( ) and a space
 *
 * What is not of it is shown as "…"; so the file of school 123456 that is
 * called "123456 jane smith marks.csv" is "123456 … marks.csv". `status` shows
 * names as they are.
 */
void filename_add(struct str *out, const char *path);
/* Whether filename_add changes nothing. */
bool filename_is_usual(const char *path);
/* A message about the file at `path`, whose name may be in it. */
void filename_add_message(struct str *out, const char *message,
                          const char *path);

/*
 * How the list of a file's further headings begins in such a message; a heading
 * may be anything, and is not said aloud. Whatever else the message says stands
 * before.
 */
#define FILENAME_HEADINGS "columns not used: "

#endif /* CONFIG_FILENAME_H */
