#ifndef TESTS_FAULT_DISK_H
#define TESTS_FAULT_DISK_H
#include <stdint.h>

/*
 * disk: what a folder holds after power was lost. Of a file that was synced
 * what was in it then; of what was written since, page by page, all, some or
 * nothing, by chance; of a file that never was, what chance leaves of it. Names
 * are as they were at the last sync of anything, or as they are: ext4 and xfs
 * keep them in order, so that a sync of any file brings the names before it.
 */

/* All that is below it now is on the disk. Fails the test where it cannot. */
void disk_begin(const char *folder);
/* Of what a path leads to (/proc/PID/fd/N will do), or, NULL, of everything. */
void disk_sync(const char *path);
/* The folder becomes what the disk has: the same for the same `chance`. */
void disk_cut(uint64_t chance);
void disk_release(void);

#endif /* TESTS_FAULT_DISK_H */
