#include "ingest/read/sender.h"

#include <stdbool.h>

#include "config/sender.h"
#include "config/table.h"
#include "ingest/read/basis.h"
#include "ingest/read/type.h"

/* It is part of what every type with a school depends on. */
int senders_read(struct type_set *types, const struct config *config,
                 struct err *err)
{
    bool is_read = false;
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < types->count; i++) {
        struct table table;

        if (types->types[i].school < 0
            || types->types[i].keeps == KEEPS_SCHOOLS)
            continue;
        if (basis_read_table(&types->types[i], config, SENDERS_FILE, &table,
                             err))
            return -1;
        if (!is_read)
            ret = senders_add(&types->senders, &table, err);
        is_read = true;
        table_release(&table);
    }
    return ret;
}
