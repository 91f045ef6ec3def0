#include "core/base64.h"

#include <openssl/evp.h>

#include "core/str.h"

/* A piece is a whole number of threes, so that nothing is padded inside. */
#define PIECE ((size_t)3 * 4096)

void base64_add(struct str *out, const void *bytes, size_t len)
{
    const unsigned char *from = bytes;
    unsigned char text[PIECE / 3 * 4 + 1];

    while (len) {
        size_t piece = len < PIECE ? len : PIECE;

        str_add_n(out, text, (size_t)EVP_EncodeBlock(text, from, (int)piece));
        from += piece;
        len -= piece;
    }
}
