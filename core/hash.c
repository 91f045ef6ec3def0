#include "core/hash.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"

struct hash {
    EVP_MD_CTX *context;
};

/* libcrypto fails here only when memory is gone or the build is broken. */
static void must(int ok)
{
    if (ok != 1)
        mem_give_up("libcrypto refused SHA-256: out of memory?");
}

struct hash *hash_new(void)
{
    struct hash *h = mem_alloc(sizeof(*h));

    h->context = EVP_MD_CTX_new();
    must(h->context != NULL);
    must(EVP_DigestInit_ex(h->context, EVP_sha256(), NULL));
    return h;
}

void hash_add(struct hash *h, const void *bytes, size_t len)
{
    must(EVP_DigestUpdate(h->context, bytes, len));
}

static void end(struct hash *h, unsigned char digest[EVP_MAX_MD_SIZE])
{
    unsigned int len = 0;

    must(EVP_DigestFinal_ex(h->context, digest, &len));
    EVP_MD_CTX_free(h->context);
    free(h);
}

static void write_hex(const unsigned char digest[EVP_MAX_MD_SIZE],
                      char text[HASH_TEXT_SIZE])
{
    static const char hex[] = "0123456789abcdef";

    for (unsigned int i = 0; i < 32; i++) {
        text[2 * i] = hex[digest[i] >> 4];
        text[2 * i + 1] = hex[digest[i] & 15];
    }
    text[64] = '\0';
}

void hash_end(struct hash *h, char text[HASH_TEXT_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE];

    end(h, digest);
    write_hex(digest, text);
}

bool hash_is_text(const char *text)
{
    return strlen(text) == HASH_TEXT_SIZE - 1
           && strspn(text, "0123456789abcdef") == HASH_TEXT_SIZE - 1;
}

void hash_bytes(const void *bytes, size_t len, char text[HASH_TEXT_SIZE])
{
    struct hash *h = hash_new();

    hash_add(h, bytes, len);
    hash_end(h, text);
}

void hash_bytes_base64(const void *bytes, size_t len,
                       char text[HASH_BASE64_SIZE])
{
    struct hash *h = hash_new();
    unsigned char digest[EVP_MAX_MD_SIZE];

    hash_add(h, bytes, len);
    end(h, digest);
    EVP_EncodeBlock((unsigned char *)text, digest, 32);
}

void hash_make_key(unsigned char key[HASH_KEY_SIZE])
{
    must(RAND_bytes(key, HASH_KEY_SIZE));
}

void hash_keyed(const unsigned char key[HASH_KEY_SIZE], const void *bytes,
                size_t len, char text[HASH_TEXT_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;

    must(HMAC(EVP_sha256(), key, HASH_KEY_SIZE, bytes, len, digest, &size)
         != NULL);
    write_hex(digest, text);
}

int hash_file(const char *path, char text[HASH_TEXT_SIZE], struct err *err)
{
    static const size_t piece = 1 << 17;
    FILE *f = fopen(path, "rb");
    struct hash *h;
    char *buffer;
    size_t got;
    int bad;

    if (!f)
        return err_set(err, ERR_NOINPUT, "cannot open '%s': %s", path,
                       strerror(errno));
    buffer = mem_alloc(piece);
    h = hash_new();
    while ((got = fread(buffer, 1, piece, f)) > 0)
        hash_add(h, buffer, got);
    bad = ferror(f);
    fclose(f);
    free(buffer);
    hash_end(h, text);
    if (bad)
        return err_set(err, ERR_NOINPUT, "cannot read '%s'", path);
    return 0;
}
