#include "report/words/naming.h"

#include <ctype.h>
#include <stddef.h>

#define UPN_LEN 13

static bool is_upn(const char *word, size_t len)
{
    if (len != UPN_LEN || !isalpha((unsigned char)word[0]))
        return false;
    for (size_t i = 1; i + 1 < len; i++)
        if (!isdigit((unsigned char)word[i]))
            return false;
    return true;
}

bool naming_has_upn(const char *text)
{
    while (*text) {
        const char *word = text;

        while (isalnum((unsigned char)*text))
            text++;
        if (is_upn(word, (size_t)(text - word)))
            return true;
        text += text == word;
    }
    return false;
}
