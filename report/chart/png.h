#ifndef REPORT_CHART_PNG_H
#define REPORT_CHART_PNG_H
#include <stddef.h>

struct err;

/*
 * png: read a finished PNG as a viewer would: every chunk with its CRC, from
 * IHDR to IEND and nothing after, and of the image all lines that its header
 * promises, no more and no fewer. `name` is for the message.
 *
 * errors: ERR_CANTCREAT when it is not whole
 */
int png_check(const char *name, const void *bytes, size_t len, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_CHART_PNG_H */
