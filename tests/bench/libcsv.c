/*
 * libcsv FILE...: read files of CSV with libcsv and callbacks that do nothing,
 * and print how many records there were: what merely cutting the bytes costs.
 */
#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static void ignore(void *text, size_t len, void *count)
{
    (void)text;
    (void)len;
    (void)count;
}

static void count_record(int end, void *count)
{
    (void)end;
    ++*(unsigned long *)count;
}

static int read_file(const char *path, unsigned long *count)
{
    static char bytes[65536];
    struct csv_parser parser;
    FILE *file = fopen(path, "rb");
    size_t len;
    int ret = -1;

    if (file == NULL || csv_init(&parser, 0) != 0)
        goto out;
    while ((len = fread(bytes, 1, sizeof(bytes), file)) > 0)
        if (csv_parse(&parser, bytes, len, ignore, count_record, count) != len)
            goto out_parser;
    if (csv_fini(&parser, ignore, count_record, count) == 0 && !ferror(file))
        ret = 0;
out_parser:
    csv_free(&parser);
out:
    if (file != NULL)
        (void)fclose(file);
    return ret;
}

int main(int argc, char **argv)
{
    unsigned long count = 0;
    int i;

    for (i = 1; i < argc; i++)
        if (read_file(argv[i], &count) != 0) {
            (void)fprintf(stderr, "libcsv: cannot read '%s': %s\n", argv[i],
                          strerror(errno));
            return 1;
        }
    return printf("%lu\n", count) < 0;
}
