/* Whether the library is the file that was installed. */
#ifndef CRATON_INTEGRITY_H
#define CRATON_INTEGRITY_H

#include <stdbool.h>

#define HMAC_HEX 64

/*
 * The HMAC-SHA-256 (FIPS 198-1) of a file under the public key of docs/security-model.md, in hexadecimal digits with a
 * zero behind them. False if the file cannot be read.
 */
bool integrity_hmac(const char *file, char hex[HMAC_HEX + 1]);

/* False if there is a file libcraton_hsm.hmac beside the library which is of another library, or cannot be read. */
bool integrity_is_right(void);

#endif
