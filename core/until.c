#include "core/until.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/db_handle.h"
#include "core/err.h"
#include "core/mem.h"

struct until {
    char today[DATE_TEXT_SIZE];
    char noted[DATE_TEXT_SIZE];
};

static void call_has_come(sqlite3_context *call, int count,
                          sqlite3_value **from)
{
    struct until *u = sqlite3_user_data(call);
    const char *day = (const char *)sqlite3_value_text(from[0]);
    bool has_come;

    assert(count == 1 && *u->today);
    (void)count;
    if (!day)
        return;
    if (strlen(day) != DATE_TEXT_SIZE - 1) {
        sqlite3_result_error(call, "has_come: that is no day", -1);
        return;
    }
    has_come = strcmp(day, u->today) <= 0;
    if (!*u->noted)
        memcpy(u->noted, UNTIL_EVER, DATE_TEXT_SIZE);
    if (!has_come && strcmp(day, u->noted) < 0)
        memcpy(u->noted, day, DATE_TEXT_SIZE);
    sqlite3_result_int(call, has_come);
}

int until_open(struct db *db, struct err *err)
{
    struct until *u;
    int rc;

    if (db->until)
        return 0;
    u = mem_zero(1, sizeof(*u));
    /* What it says depends on the day that is set, and it has to be asked: so
       it is not deterministic. */
    rc = sqlite3_create_function_v2(db->handle, "has_come", 1,
                                    SQLITE_UTF8 | SQLITE_DIRECTONLY, u,
                                    call_has_come, NULL, NULL, free);
    if (rc != SQLITE_OK)
        return db_fail(err, db, rc, "has_come"); /* SQLite has freed it */
    db->until = u;
    return 0;
}

void until_set(struct db *db, const char *today)
{
    assert(db->until && strlen(today) == DATE_TEXT_SIZE - 1);
    db->until->noted[0] = '\0';
    memcpy(db->until->today, today, DATE_TEXT_SIZE);
}

const char *until_noted(const struct db *db)
{
    return db->until->noted;
}
