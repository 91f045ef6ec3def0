#include "tests/fault/place.h"

#ifdef __x86_64__
#include <libunwind-ptrace.h>

#include "tests/testing.h"

#define FRAMES 96 /* of a way that is longer, what is nearest to the call */
#define INNERMOST 4

static uint64_t unwind(unw_addr_space_t space, void *thread,
                       struct place_span own)
{
    uint64_t place = PLACE_NONE;
    unw_cursor_t cursor;
    unw_word_t at;

    assert_int_equal(unw_init_remote(&cursor, space, thread), 0);
    for (int i = 0; i < FRAMES; i++) {
        assert_int_equal(unw_get_reg(&cursor, UNW_REG_IP, &at), 0);
        if (i < INNERMOST || place_is_within(own, at))
            place = place_add(place, (uintptr_t)at);
        if (unw_step(&cursor) <= 0)
            break;
    }
    return place;
}

/*
 * What it has learnt of the texts holds for all processes of a run, which are
 * the same program in the same place.
 */
static unw_addr_space_t space_of(struct place_span own)
{
    static unw_addr_space_t space;
    static struct place_span seen;

    if (!space) {
        space = unw_create_addr_space(&_UPT_accessors, 0);
        assert_non_null(space);
        unw_set_caching_policy(space, UNW_CACHE_GLOBAL);
    }
    if (seen.low != own.low)
        unw_flush_cache(space, 0, 0);
    seen = own;
    return space;
}

uint64_t place_of(pid_t thread, struct place_span own)
{
    uint64_t place;
    void *seen;

    if (!own.high)
        return PLACE_NONE;
    seen = _UPT_create(thread);
    assert_non_null(seen);
    place = unwind(space_of(own), seen, own);
    _UPT_destroy(seen);
    return place;
}
#else
uint64_t place_of(pid_t thread, struct place_span own)
{
    (void)thread;
    (void)own;
    return PLACE_NONE;
}
#endif
