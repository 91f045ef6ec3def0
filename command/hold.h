#ifndef COMMAND_HOLD_H
#define COMMAND_HOLD_H

struct err;

/*
 * hold: who is at work on a warehouse. Its lock is a file beside it that stays,
 * of which each kind of work holds a byte while its process lives.
 */
enum hold_work {
    HOLD_RUN,   /* changes the warehouse, or must see it stand still */
    HOLD_BACKUP /* copies it, beside a run or not */
};

/*
 * Nobody is waited for. *fd is held until it is closed, and to be closed
 * whenever it is not negative. errors: ERR_BUSY where another holds it;
 * ERR_USAGE for root where the lock is another user's, who could neither read
 * nor replace what root writes beside it; ERR_CANTCREAT, ERR_OS
 */
int hold_take(const char *path, enum hold_work work, int *fd, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Another is at work, where there is a lock to see it by: what else is not as
 * it should be may be its doing. Nothing is made for it. errors: ERR_BUSY
 */
int hold_look(const char *path, struct err *err)
    __attribute__((warn_unused_result));

#endif /* COMMAND_HOLD_H */
