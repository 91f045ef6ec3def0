#include "command/hold.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/err.h"
#include "core/path.h"

/*
 * What root wrote beside another user's files, that user's next run could
 * neither read nor replace: its lock says whose a warehouse is.
 */
static int check_owner(const char *lock, struct err *err)
{
    enum path_kind kind;
    const struct passwd *owner;
    struct stat st;

    if (path_look(lock, &kind, &st, err))
        return -1;
    if (geteuid() != 0 || kind != PATH_FILE || st.st_uid == 0)
        return 0;
    owner = getpwuid(st.st_uid);
    return err_set(err, ERR_USAGE,
                   "'%s' is of user '%s', who could not read what root writes:"
                   " run as that user (runuser -u %s -- vschool ...)",
                   lock, owner ? owner->pw_name : "?",
                   owner ? owner->pw_name : "USER");
}

int hold_take(const char *path, enum hold_work work, int *fd, struct err *err)
{
    struct flock own = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = work, .l_len = 1
    };

    if (work == HOLD_RUN && check_owner(path, err))
        return -1;
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0)
        return err_set(err, ERR_CANTCREAT, "cannot create '%s': %s", path,
                       strerror(errno));
    if (fcntl(*fd, F_SETLK, &own) == 0)
        return 0;
    if (errno == EACCES || errno == EAGAIN)
        return err_set(err, ERR_BUSY, "another %s holds '%s'",
                       work == HOLD_BACKUP ? "backup" : "run", path);
    return err_set(err, ERR_OS, "cannot lock '%s': %s", path, strerror(errno));
}

int hold_look(const char *path, struct err *err)
{
    struct flock other = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = HOLD_RUN, .l_len = 1
    };
    int fd = open(path, O_RDWR | O_CLOEXEC);
    int ret = 0;

    /* One that cannot be asked says why when it is taken. */
    if (fd >= 0 && fcntl(fd, F_GETLK, &other) == 0 && other.l_type != F_UNLCK)
        ret = err_set(err, ERR_BUSY, "another run holds '%s'", path);
    if (fd >= 0)
        close(fd);
    return ret;
}
