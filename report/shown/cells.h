#ifndef REPORT_SHOWN_CELLS_H
#define REPORT_SHOWN_CELLS_H

struct ledger;

/*
 * cells: the counts that a ledger's figures are made of, each once, and where
 * each is found: what ledger.h says of cells, spots and classes.
 */
void cells_make(struct ledger *ledger); /* its figures are read */
void cells_release(struct ledger *ledger);

#endif /* REPORT_SHOWN_CELLS_H */
