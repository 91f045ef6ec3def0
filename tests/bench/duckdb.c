/*
 * duckdb LIBRARY DATABASE SCRIPT: run a script of SQL with DuckDB's library,
 * which need not be there when this is compiled: what of its C API is used
 * stands below, as its documentation has it. Results go where the script
 * copies them to.
 *
 * status  69: the library is not there or has no such functions
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNAVAILABLE 69

/* duckdb_state, of which 0 is success. */
typedef int state;

/* duckdb_result: fields nobody but the library looks at. */
struct result {
    uint64_t column_count, row_count, rows_changed;
    void *columns;
    char *error;
    void *internal;
};

struct api {
    state (*open)(const char *path, void **database);
    state (*connect)(void *database, void **connection);
    state (*query)(void *connection, const char *sql, struct result *result);
    const char *(*result_error)(struct result *result);
    void (*destroy_result)(struct result *result);
    void (*disconnect)(void **connection);
    void (*close)(void **database);
};

static int find(void *library, const char *name, void *function, size_t size)
{
    void *symbol = dlsym(library, name);

    if (symbol == NULL || size != sizeof(symbol)) {
        (void)fprintf(stderr, "duckdb: no %s in the library\n", name);
        return -1;
    }
    /* ISO C has no cast from an object's pointer to a function's. */
    memcpy(function, &symbol, size);
    return 0;
}

static int load(const char *path, struct api *api)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

    if (library == NULL) {
        (void)fprintf(stderr, "duckdb: %s\n", dlerror());
        return -1;
    }
#define FIND(field)                                                            \
    find(library, "duckdb_" #field, &api->field, sizeof(api->field))
    return FIND(open) || FIND(connect) || FIND(query) || FIND(result_error)
                   || FIND(destroy_result) || FIND(disconnect) || FIND(close)
               ? -1
               : 0;
#undef FIND
}

static char *read_script(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    long size;

    if (file == NULL)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0
        && fseek(file, 0, SEEK_SET) == 0
        && (text = calloc((size_t)size + 1, 1)) != NULL
        && fread(text, 1, (size_t)size, file) != (size_t)size) {
        free(text);
        text = NULL;
    }
    (void)fclose(file);
    return text;
}

/* A result is destroyed whether or not the query failed. */
static int run(const struct api *api, const char *path, const char *script)
{
    void *connection = NULL;
    void *database = NULL;
    struct result result;
    int ret = -1;

    memset(&result, 0, sizeof(result));
    if (api->open(path, &database) != 0) {
        (void)fprintf(stderr, "duckdb: cannot open '%s'\n", path);
        goto out;
    }
    if (api->connect(database, &connection) != 0) {
        (void)fputs("duckdb: cannot connect\n", stderr);
        goto out;
    }
    if (api->query(connection, script, &result) == 0)
        ret = 0;
    else
        (void)fprintf(stderr, "duckdb: %s\n", api->result_error(&result));
    api->destroy_result(&result);
out:
    if (connection != NULL)
        api->disconnect(&connection);
    if (database != NULL)
        api->close(&database);
    return ret;
}

int main(int argc, char **argv)
{
    struct api api;
    char *script;
    int ret;

    if (argc != 4) {
        (void)fputs("usage: duckdb LIBRARY DATABASE SCRIPT\n", stderr);
        return 64;
    }
    if (load(argv[1], &api) != 0)
        return UNAVAILABLE;
    script = read_script(argv[3]);
    if (script == NULL) {
        (void)fprintf(stderr, "duckdb: cannot read '%s'\n", argv[3]);
        return 66;
    }
    ret = run(&api, argv[2], script);
    free(script);
    return ret == 0 ? 0 : 1;
}
