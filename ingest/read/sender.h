#ifndef INGEST_READ_SENDER_H
#define INGEST_READ_SENDER_H

struct config;
struct err;
struct type_set;

/*
 * sender: whose files are whose (config/sender.h), as a text that the types
 * depend on. errors: ERR_CONFIG with file:line
 */
int senders_read(struct type_set *types, const struct config *config,
                 struct err *err) __attribute__((warn_unused_result));

#endif /* INGEST_READ_SENDER_H */
