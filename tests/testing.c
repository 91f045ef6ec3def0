#include "tests/testing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/path.h"

/* Memory is handed out as it is in the program. */
static void begin(void) __attribute__((constructor));
static void begin(void)
{
    mem_begin();
}

void testing_near(double actual, double expected, double tolerance,
                  const char *file, int line)
{
    if (fabs(actual - expected) <= tolerance)
        return;
    print_error("%.17g is not %.17g within %g\n", actual, expected, tolerance);
    _fail(file, line);
}

const char *testing_environment(const char *name)
{
    return getenv(name);
}

size_t testing_addresses(void)
{
    FILE *f = fopen("/proc/self/statm", "re");
    char line[256];

    assert_non_null(f);
    assert_non_null(fgets(line, sizeof(line), f));
    assert_int_equal(fclose(f), 0);
    return (size_t)strtoull(line, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
}

bool testing_is_there(const char *path)
{
    struct err err = ERR_INIT;
    enum path_kind kind;

    assert_ok(path_follow(path, &kind, NULL, &err), &err);
    return kind != PATH_ABSENT;
}

void testing_write(const char *path, const char *text)
{
    testing_write_bytes(path, text, strlen(text));
}

void testing_write_bytes(const char *path, const char *bytes, size_t len)
{
    struct err err = ERR_INIT;
    char *folder = path_folder(path);
    FILE *f;

    assert_ok(folder_make(folder, &err), &err);
    free(folder);
    /* Not as an outfile: nothing here need outlive a power cut. */
    f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

struct prop prop_begin(int count)
{
    const char *seed = testing_environment("PROP_SEED");
    const char *wanted = testing_environment("PROP_COUNT");
    const char *times = testing_environment("PROP_TIMES");
    struct prop p = { 0, 0, count };

    if (wanted)
        p.left = (int)strtol(wanted, NULL, 10);
    else if (times)
        p.left *= (int)strtol(times, NULL, 10);
    if (seed) {
        p.seed = strtoull(seed, NULL, 10) - 1;
        p.left = 1;
    }
    return p;
}

int prop_next(struct prop *p)
{
    if (p->left-- <= 0)
        return 0;
    p->seed++;
    /* Steps of the seed's own kind would make each case the one before it,
       a number later. */
    p->state = p->seed;
    p->state = prop_random(p);
    return 1;
}

/* splitmix64 */
uint64_t prop_random(struct prop *p)
{
    uint64_t z = p->state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

size_t prop_below(struct prop *p, size_t bound)
{
    return (size_t)(prop_random(p) % bound);
}
