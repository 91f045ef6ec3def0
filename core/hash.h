#ifndef CORE_HASH_H
#define CORE_HASH_H
#include <stdbool.h>
#include <stddef.h>

struct err;
struct hash;

/* hash: SHA-256 as lower-case hex. */
#define HASH_TEXT_SIZE 65

struct hash *hash_new(void);
void hash_add(struct hash *h, const void *bytes, size_t len);
/* Writes the digest and frees h. */
void hash_end(struct hash *h, char text[HASH_TEXT_SIZE]);

/* Is this text such a digest: 64 of 0-9 and a-f? */
bool hash_is_text(const char *text);

void hash_bytes(const void *bytes, size_t len, char text[HASH_TEXT_SIZE]);
/* The same digest as base64, which pages name their own style by. */
#define HASH_BASE64_SIZE 45
void hash_bytes_base64(const void *bytes, size_t len,
                       char text[HASH_BASE64_SIZE]);

/*
 * HMAC-SHA-256: a digest that nobody without the key can work out, however few
 * texts it may be of. hash_make_key() draws one that nobody can guess.
 */
#define HASH_KEY_SIZE 32
void hash_make_key(unsigned char key[HASH_KEY_SIZE]);
void hash_keyed(const unsigned char key[HASH_KEY_SIZE], const void *bytes,
                size_t len, char text[HASH_TEXT_SIZE]);

/* errors: ERR_NOINPUT */
int hash_file(const char *path, char text[HASH_TEXT_SIZE], struct err *err)
    __attribute__((warn_unused_result));

#endif /* CORE_HASH_H */
