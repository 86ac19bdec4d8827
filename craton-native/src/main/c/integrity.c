#include "integrity.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 64
#define DIGEST 32
#define WORDS 64

/* SHA-256, FIPS 180-4, the only cryptography of the library. */
struct sha256 {
    uint32_t state[8];
    uint64_t length;
    unsigned char block[BLOCK];
};

static const uint32_t K[WORDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotated(uint32_t x, int by) {
    return x >> by | x << (32 - by);
}

static void compress(struct sha256 *s) {
    uint32_t w[WORDS];
    for (int i = 0; i < 16; i++) {
        const unsigned char *at = s->block + 4 * i;
        w[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    }
    for (int i = 16; i < WORDS; i++) {
        uint32_t s0 = rotated(w[i - 15], 7) ^ rotated(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = rotated(w[i - 2], 17) ^ rotated(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t v[8];
    memcpy(v, s->state, sizeof v);
    for (int i = 0; i < WORDS; i++) {
        uint32_t s1 = rotated(v[4], 6) ^ rotated(v[4], 11) ^ rotated(v[4], 25);
        uint32_t t1 = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + K[i] + w[i];
        uint32_t s0 = rotated(v[0], 2) ^ rotated(v[0], 13) ^ rotated(v[0], 22);
        uint32_t t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++) {
        s->state[i] += v[i];
    }
}

static void update(struct sha256 *s, const unsigned char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        s->block[s->length++ % BLOCK] = bytes[i];
        if (s->length % BLOCK == 0) {
            compress(s);
        }
    }
}

static void finish(struct sha256 *s, unsigned char digest[DIGEST]) {
    uint64_t bits = s->length * 8;
    update(s, (const unsigned char *)"\x80", 1);
    while (s->length % BLOCK != BLOCK - 8) {
        update(s, (const unsigned char *)"", 1);
    }
    for (int i = 7; i >= 0; i--) {
        unsigned char octet = (unsigned char)(bits >> 8 * i);
        update(s, &octet, 1);
    }
    for (int i = 0; i < DIGEST; i++) {
        digest[i] = (unsigned char)(s->state[i / 4] >> (24 - 8 * (i % 4)));
    }
}

/* Begins one half of an HMAC: the key, filled up and masked. */
static struct sha256 keyed(unsigned char mask) {
    static const char key[] = "Craton HSM module integrity v1";
    struct sha256 s = {{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}, 0, {0}};
    unsigned char block[BLOCK] = {0};
    memcpy(block, key, sizeof key - 1);
    for (int i = 0; i < BLOCK; i++) {
        block[i] ^= mask;
    }
    update(&s, block, sizeof block);
    return s;
}

bool integrity_hmac(const char *file, char hex[HMAC_HEX + 1]) {
    FILE *in = fopen(file, "rbe");
    if (in == NULL) {
        return false;
    }
    struct sha256 inner = keyed(0x36);
    struct sha256 outer = keyed(0x5c);
    unsigned char buffer[4096];
    for (size_t count = fread(buffer, 1, sizeof buffer, in); count > 0; count = fread(buffer, 1, sizeof buffer, in)) {
        update(&inner, buffer, count);
    }
    bool whole = !ferror(in);
    fclose(in);
    unsigned char digest[DIGEST];
    finish(&inner, digest);
    update(&outer, digest, sizeof digest);
    finish(&outer, digest);
    for (int i = 0; i < DIGEST; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
    return whole;
}

bool integrity_is_right(void) {
    Dl_info library;
    char real[PATH_MAX], sidecar[PATH_MAX + 8];
    char expected[HMAC_HEX + 1] = "", hmac[HMAC_HEX + 1];
    if (dladdr((const void *)K, &library) == 0 || library.dli_fname == NULL || strlen(library.dli_fname) >= PATH_MAX) {
        return false;
    }
    /* Beside the library, not beside a link to it; of a program that has changed its root there may be neither. */
    const char *file = realpath(library.dli_fname, real) != NULL ? real : library.dli_fname;
    snprintf(sidecar, sizeof sidecar, "%.*s.hmac", (int)strlen(file) - 3, file);
    if (access(sidecar, F_OK) != 0) {
        return true;
    }
    FILE *in = fopen(sidecar, "re");
    if (in == NULL) {
        return false;
    }
    bool read = fread(expected, 1, HMAC_HEX, in) == HMAC_HEX;
    fclose(in);
    return read && integrity_hmac(file, hmac) && memcmp(expected, hmac, HMAC_HEX) == 0;
}
