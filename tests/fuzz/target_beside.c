/*
 * beside: any text of a file that stands beside the config, and what it is
 * made of, is read or refused with its name.
 */
#include <stdio.h>
#include <string.h>

#include "config/codeset.h"
#include "config/config.h"
#include "config/published.h"
#include "config/target.h"
#include "config/terms.h"
#include "core/err.h"
#include "core/outfile.h"
#include "core/path.h"
#include "ingest/read/type.h"
#include "tests/fuzz/fuzz.h"

static const char settings[] =
    "[county]\nla_code = 919\nla_name = Northmere\nregion = Somewhere\n"
    "[paths]\ninbox = inbox\nwarehouse = w.db\noutbox = o\narchive = a\n";

typedef int read_fn(const struct config *config, struct err *err);

static int read_terms(const struct config *config, struct err *err)
{
    struct terms terms = { 0 };
    int ret = terms_read(&terms, config, err);

    for (size_t i = 1; ret == 0 && i < terms.count; i++)
        fuzz_expect(terms.years[i - 1].year < terms.years[i].year,
                    "years are in order");
    terms_release(&terms);
    return ret;
}

static int read_targets(const struct config *config, struct err *err)
{
    struct targets targets = { 0 };
    int ret = targets_read(&targets, config, err);

    targets_release(&targets);
    return ret;
}

static int read_published(const struct config *config, struct err *err)
{
    struct published published = { 0 };
    int ret = published_read(&published, config, NULL, err);

    published_release(&published);
    return ret;
}

static int read_types(const struct config *config, struct err *err)
{
    struct type_set types;

    if (codesets_check(config, err) || type_set_read(&types, config, err))
        return -1;
    fuzz_expect(types.count > 0, "types are there");
    type_set_release(&types);
    return 0;
}

static const struct {
    const char *name;
    read_fn *read;
} files[] = {
    { "terms.csv", read_terms },
    { "targets.csv", read_targets },
    { "benchmarks/absence.ini", read_published },
    { "senders.csv", read_types },
    { "codes/attendance_codes.csv", read_types },
    { "codes/exclusion_reasons.csv", read_types },
    { "extracts/arbor.ini", read_types },
};
#define FILES (sizeof(files) / sizeof(files[0]))

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const char *name = files[len ? bytes[0] % FILES : 0].name;
    struct err err = ERR_INIT;
    struct config config;
    char path[64];

    if (len == 0)
        return 0;
    (void)snprintf(path, sizeof(path), "beside/%s", name);
    fuzz_expect(
        folder_remove("beside", &err) == 0
            && folder_make("beside/codes", &err) == 0
            && folder_make("beside/extracts", &err) == 0
            && folder_make("beside/benchmarks", &err) == 0
            && outfile_write("beside/county.ini", settings,
                             sizeof(settings) - 1, &err)
                   == 0
            && outfile_write(path, (const char *)bytes + 1, len - 1, &err) == 0
            && config_read(&config, "beside/county.ini", &err) == 0,
        err.msg);
    if (files[bytes[0] % FILES].read(&config, &err)) {
        fuzz_expect(err.code == ERR_CONFIG, err.msg);
        fuzz_expect(strstr(err.msg, name) != NULL, err.msg);
    }
    config_release(&config);
    return 0;
}
