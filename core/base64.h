#ifndef CORE_BASE64_H
#define CORE_BASE64_H
#include <stddef.h>

struct str;

/* base64: add bytes as letters, digits, + and /, padded with = (RFC 4648). */
void base64_add(struct str *out, const void *bytes, size_t len);

#endif /* CORE_BASE64_H */
