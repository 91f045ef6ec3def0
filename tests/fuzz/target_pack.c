/* pack: any description is read or refused. */
#include <stdlib.h>

#include "core/err.h"
#include "report/words/pack.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *text = fuzz_text(bytes, len);
    struct err err = ERR_INIT;
    struct pack pack;

    if (pack_read_text(&pack, "strategic", text, &err))
        fuzz_expect(err.code == ERR_CONFIG, err.msg);
    pack_release(&pack);
    free(text);
    return 0;
}
