#ifndef REPORT_SHOWN_AUDITING_H
#define REPORT_SHOWN_AUDITING_H

struct audit;
struct ledger;

/*
 * auditing: the audit of a ledger beside whatever the caller does meanwhile, a
 * year a job of a crew (core/crew.h). What it finds is to the byte as if years
 * had been looked at one after the other.
 *
 * The ledger is the audit's alone from the beginning to the end.
 */
struct auditing;

struct auditing *auditing_begin(struct ledger *ledger);
/* Waits for it; *auditing is gone, and the caller releases *audit. */
void auditing_end(struct auditing *auditing, struct audit *audit);
/* Nobody asks any more: what was begun is waited for. NULL is fine. */
void auditing_drop(struct auditing *auditing);

#endif /* REPORT_SHOWN_AUDITING_H */
