/* config: any settings are taken or refused with file, line and key. */
#include <stdio.h>
#include <string.h>

#include "config/config.h"
#include "core/err.h"
#include "core/outfile.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct config config;
    struct err err = ERR_INIT;

    fuzz_expect(outfile_write("fuzz.ini", (const char *)bytes, len, &err) == 0,
                err.msg);
    if (config_read(&config, "fuzz.ini", &err)) {
        fuzz_expect(err.code == ERR_CONFIG, err.msg);
        fuzz_expect(!strncmp(err.msg, "fuzz.ini", 8), err.msg);
    } else {
        fuzz_expect(config.suppress_below >= 0, "settings are within bounds");
        config_release(&config);
    }
    return 0;
}
