#ifndef REPORT_SHOWN_SEEN_H
#define REPORT_SHOWN_SEEN_H

struct relations;

/*
 * seen: what of a year's relations is said by the cells that are seen now.
 *
 * A cell that is seen is known. Where all that is said of a spot's children and
 * of what happened shows that somebody has something again, there is somebody.
 * A sum leaves nothing over only where none of its kind is seen to.
 */

/* Of relations that were just made. */
void seen_first(struct relations *relations);
/* After cells were hidden or shown: only what that changes. */
void seen_again(struct relations *relations);

#endif /* REPORT_SHOWN_SEEN_H */
