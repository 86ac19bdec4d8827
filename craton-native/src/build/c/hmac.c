/* Prints the line of libcraton_hsm.hmac for a library: hmac FILE. For the Makefile. */
#include <stdio.h>
#include <string.h>

#include "integrity.h"

int main(int count, char **arguments) {
    char hex[HMAC_HEX + 1];
    if (count != 2 || !integrity_hmac(arguments[1], hex)) {
        fprintf(stderr, "usage: hmac FILE\n");
        return 2;
    }
    const char *slash = strrchr(arguments[1], '/');
    printf("%s  %s\n", hex, slash == NULL ? arguments[1] : slash + 1);
    return 0;
}
