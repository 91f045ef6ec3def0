/* description: of a type, a shape, a metric or a promise any text is read or
 * refused, and why. */
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/asset.h"
#include "core/err.h"
#include "core/mem.h"
#include "ingest/read/type.h"
#include "tests/fuzz/fuzz.h"
#include "transform/engine/metric.h"
#include "transform/engine/promise.h"

static const struct expression_param params[] = { { "threshold", 2 } };

static int read_metric(const char *text, struct err *err)
{
    struct metric metric;

    if (metric_parse(&metric, "fuzz.metric", text, params, 1, err))
        return -1;
    metric_release(&metric);
    return 0;
}

static int read_promise(const char *text, struct err *err)
{
    struct promise promise;

    if (promise_parse(&promise, "fuzz.promise", text, params, 1, err))
        return -1;
    promise_release(&promise);
    return 0;
}

/* Among all the others, instead of the one with that name. */
static int read_among(const char *path, const char *text, struct err *err)
{
    static const char *const folders[] = { "ingest/types/", "ingest/shapes/" };
    struct config config = { .folder = (char[]){ "nowhere" } };
    struct asset *list = mem_zero(asset_count, sizeof(*list));
    struct type_set types;
    size_t count = 0;
    int ret;

    for (size_t i = 0; i < 2; i++)
        for (const struct asset *a = asset_next(folders[i], NULL); a;
             a = asset_next(folders[i], a)) {
            list[count] = *a;
            if (!strcmp(a->path, path)) {
                list[count].text = text;
                list[count].len = strlen(text);
            }
            count++;
        }
    ret = type_set_read_from(&types, &config, list, count, err);
    if (ret == 0)
        type_set_release(&types);
    free(list);
    return ret;
}

static int read_type(const char *text, struct err *err)
{
    return read_among("ingest/types/send_plans.type", text, err);
}

static int read_shape(const char *text, struct err *err)
{
    return read_among("ingest/shapes/attendance_days.shape", text, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct {
        const char *name; /* what a refusal blames */
        int (*read)(const char *text, struct err *err);
    } readers[] = {
        { "send_plans", read_type },
        { "attendance_days", read_shape },
        { "fuzz.metric", read_metric },
        { "fuzz.promise", read_promise },
    };
    struct err err = ERR_INIT;
    char *text;

    if (len == 0)
        return 0;
    text = fuzz_text(bytes + 1, len - 1);
    if (readers[bytes[0] % 4].read(text, &err)) {
        fuzz_expect(err.code == ERR_CONFIG, err.msg);
        fuzz_expect(strstr(err.msg, readers[bytes[0] % 4].name) != NULL,
                    err.msg);
    }
    free(text);
    return 0;
}
