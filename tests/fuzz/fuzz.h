#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H
#include <stddef.h>
#include <stdint.h>

/*
 * fuzz: a target is a file here that defines this function, which any bytes may
 * be given and which ends the program (fuzz_expect) where what it has read is
 * not as the reader's header says. 'make fuzz' feeds it.
 */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

void fuzz_expect(int holds, const char *what);

/* The bytes as a string; freed by the caller. */
char *fuzz_text(const uint8_t *bytes, size_t len);

#endif /* TESTS_FUZZ_FUZZ_H */
