/*
 * Calls a PKCS#11 library from C, as Worker.java calls the others: prints "ready OPERATION,...", then for each
 * line "OPERATION COUNT" on its input how many nanoseconds of processor time (of the whole process) and of
 * wall time so many calls took.
 * Usage: softhsm LIBRARY PIN
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef unsigned long UL;
typedef unsigned char BYTE;
typedef struct {
  UL type;
  void *value;
  UL length;
} ATTRIBUTE;
typedef struct {
  UL mechanism;
  void *parameter;
  UL length;
} MECHANISM;
typedef struct {
  BYTE *iv;
  UL iv_length;
  UL iv_bits;
  BYTE *aad;
  UL aad_length;
  UL tag_bits;
} GCM;
/* CK_FUNCTION_LIST of PKCS#11 v2.40: a version, then the functions in the order of the standard. */
typedef struct {
  BYTE major, minor;
  UL (*functions[68])();
} FUNCTION_LIST;

enum {
  INITIALIZE = 0,
  GET_SLOT_LIST = 4,
  OPEN_SESSION = 12,
  CLOSE_SESSION = 13,
  GET_SESSION_INFO = 15,
  LOGIN = 18,
  CREATE_OBJECT = 20,
  DESTROY_OBJECT = 22,
  FIND_INIT = 26,
  FIND = 27,
  FIND_FINAL = 28,
  ENCRYPT_INIT = 29,
  ENCRYPT = 30,
  DECRYPT_INIT = 33,
  DECRYPT = 34,
  DIGEST_INIT = 37,
  DIGEST = 38,
  SIGN_INIT = 42,
  SIGN = 43,
  VERIFY_INIT = 48,
  VERIFY = 49,
  GENERATE_KEY = 58,
  GENERATE_KEY_PAIR = 59,
  GENERATE_RANDOM = 64
};

static FUNCTION_LIST *list;
static UL slot, session;
static BYTE in[1 << 20], out[(1 << 20) + 64], sealed[(1 << 20) + 64], yes = 1, no = 0;
static UL sealed_length;

#define CALL(function, ...) check(list->functions[function](__VA_ARGS__), #function)

static void check(UL code, const char *what) {
  if (code != 0) {
    fprintf(stderr, "%s: 0x%lx\n", what, code);
    exit(1);
  }
}

static UL aes_key(int token, const char *label) {
  UL length = 32, key;
  MECHANISM mechanism = {0x1080, NULL, 0};
  ATTRIBUTE template[] = {{0x161, &length, sizeof length}, {0x1, token ? &yes : &no, 1},
                          {0x104, &yes, 1},                {0x105, &yes, 1},
                          {0x3, (void *)label, strlen(label)}};
  CALL(GENERATE_KEY, session, &mechanism, template, 5UL, &key);
  return key;
}

static UL hmac_key(void) {
  UL length = 32, key;
  MECHANISM mechanism = {0x350, NULL, 0};
  ATTRIBUTE template[] = {{0x161, &length, sizeof length}, {0x108, &yes, 1}, {0x10a, &yes, 1}};
  CALL(GENERATE_KEY, session, &mechanism, template, 3UL, &key);
  return key;
}

static void pair(UL generation, ATTRIBUTE what, UL *public_key, UL *private_key) {
  MECHANISM mechanism = {generation, NULL, 0};
  ATTRIBUTE public_template[] = {{0x1, &yes, 1}, {0x10a, &yes, 1}, what};
  ATTRIBUTE private_template[] = {{0x1, &yes, 1}, {0x108, &yes, 1}};
  CALL(GENERATE_KEY_PAIR, session, &mechanism, public_template, 3UL, private_template, 2UL, public_key, private_key);
}

static UL rsa(UL bits) {
  UL public_key, private_key;
  ATTRIBUTE what = {0x121, &bits, sizeof bits};
  pair(0x0, what, &public_key, &private_key);
  return private_key;
}

static UL token_aes, session_aes, mac_key, rsa2048, rsa3072, rsa4096;
static UL p256_public, p256, p384_public, p384, ed_public, ed25519;
static BYTE p256_signature[256], ed_signature[256];
static UL p256_length = sizeof p256_signature, ed_length = sizeof ed_signature;

static UL sign(UL mechanism_type, UL key, UL size, BYTE *signature, UL room) {
  MECHANISM mechanism = {mechanism_type, NULL, 0};
  UL length = room;
  CALL(SIGN_INIT, session, &mechanism, key);
  CALL(SIGN, session, in, size, signature, &length);
  return length;
}

static void verify(UL mechanism_type, UL key, UL size, BYTE *signature, UL length) {
  MECHANISM mechanism = {mechanism_type, NULL, 0};
  CALL(VERIFY_INIT, session, &mechanism, key);
  CALL(VERIFY, session, in, size, signature, length);
}

static void gcm(int encrypt, UL key, UL size) {
  static UL counter;
  BYTE iv[12] = {0};
  GCM parameters = {iv, 12, 96, NULL, 0, 128};
  MECHANISM mechanism = {0x1087, &parameters, sizeof parameters};
  UL length = sizeof out;
  if (encrypt) {
    counter++;
    memcpy(iv, &counter, sizeof counter);
    CALL(ENCRYPT_INIT, session, &mechanism, key);
    CALL(ENCRYPT, session, in, size, out, &length);
  } else {
    CALL(DECRYPT_INIT, session, &mechanism, key);
    CALL(DECRYPT, session, sealed, sealed_length, out, &length);
  }
}

static void digest(UL size) {
  MECHANISM mechanism = {0x250, NULL, 0};
  UL length = 32;
  CALL(DIGEST_INIT, session, &mechanism);
  CALL(DIGEST, session, in, size, out, &length);
}

static void find(void) {
  ATTRIBUTE label = {0x3, "key 50", 6};
  UL found[4], count;
  CALL(FIND_INIT, session, &label, 1UL);
  CALL(FIND, session, found, 4UL, &count);
  CALL(FIND_FINAL, session);
  check(count == 1 ? 0 : 5, "find");
}

static void session_cycle(void) {
  UL other;
  CALL(OPEN_SESSION, slot, 6UL, NULL, NULL, &other);
  CALL(CLOSE_SESSION, other);
}

static void key_cycle(int token) { CALL(DESTROY_OBJECT, session, aes_key(token, "cycle")); }

static void session_info(void) {
  UL info[4];
  CALL(GET_SESSION_INFO, session, info);
}

static void object_cycle(void) {
  UL class = 0, object;
  ATTRIBUTE template[] = {{0x0, &class, sizeof class}, {0x1, &yes, 1}, {0x3, "data", 4}, {0x11, in, 64}};
  CALL(CREATE_OBJECT, session, template, 4UL, &object);
  CALL(DESTROY_OBJECT, session, object);
}

static int run(const char *operation) {
#define IS(name) (strcmp(operation, name) == 0)
  if (IS("GCM_64_SESSION_KEY")) gcm(1, session_aes, 64);
  else if (IS("GCM_64")) gcm(1, token_aes, 64);
  else if (IS("GCM_4K")) gcm(1, token_aes, 4096);
  else if (IS("GCM_1M")) gcm(1, token_aes, 1 << 20);
  else if (IS("GCM_1M_DECRYPT")) gcm(0, token_aes, 0);
  else if (IS("HMAC_1K")) sign(0x251, mac_key, 1024, out, sizeof out);
  else if (IS("SHA256_64")) digest(64);
  else if (IS("SHA256_4K")) digest(4096);
  else if (IS("RANDOM_32")) CALL(GENERATE_RANDOM, session, out, 32UL);
  else if (IS("SESSION")) session_cycle();
  else if (IS("SESSION_KEY")) key_cycle(0);
  else if (IS("TOKEN_KEY")) key_cycle(1);
  else if (IS("TOKEN_OBJECT")) object_cycle();
  else if (IS("SESSION_INFO")) session_info();
  else if (IS("FIND_100")) find();
  else if (IS("RSA_2048")) sign(0x40, rsa2048, 64, out, sizeof out);
  else if (IS("RSA_3072")) sign(0x40, rsa3072, 64, out, sizeof out);
  else if (IS("RSA_4096")) sign(0x40, rsa4096, 64, out, sizeof out);
  else if (IS("P256_SIGN")) sign(0x1041, p256, 32, out, sizeof out);
  else if (IS("P256_VERIFY")) verify(0x1041, p256_public, 32, p256_signature, p256_length);
  else if (IS("P384_SIGN")) sign(0x1041, p384, 48, out, sizeof out);
  else if (IS("ED25519_SIGN")) sign(0x1057, ed25519, 64, out, sizeof out);
  else if (IS("ED25519_VERIFY")) verify(0x1057, ed_public, 64, ed_signature, ed_length);
  else return 0;
  return 1;
}

static void prepare(void) {
  BYTE curve256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
  BYTE curve384[] = {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22};
  BYTE edwards[] = {0x13, 0x0c, 'e', 'd', 'w', 'a', 'r', 'd', 's', '2', '5', '5', '1', '9'};
  ATTRIBUTE p256_curve = {0x180, curve256, sizeof curve256};
  ATTRIBUTE p384_curve = {0x180, curve384, sizeof curve384};
  ATTRIBUTE ed_curve = {0x180, edwards, sizeof edwards};
  token_aes = aes_key(1, "hot");
  session_aes = aes_key(0, "hot session");
  mac_key = hmac_key();
  rsa2048 = rsa(2048);
  rsa3072 = rsa(3072);
  rsa4096 = rsa(4096);
  pair(0x1040, p256_curve, &p256_public, &p256);
  pair(0x1040, p384_curve, &p384_public, &p384);
  pair(0x1055, ed_curve, &ed_public, &ed25519);
  for (int i = 0; i < 100; i++) {
    char label[16];
    sprintf(label, "key %d", i);
    aes_key(1, label);
  }
  p256_length = sign(0x1041, p256, 32, p256_signature, sizeof p256_signature);
  ed_length = sign(0x1057, ed25519, 64, ed_signature, sizeof ed_signature);
  BYTE iv[12] = {0};
  GCM parameters = {iv, 12, 96, NULL, 0, 128};
  MECHANISM mechanism = {0x1087, &parameters, sizeof parameters};
  sealed_length = sizeof sealed;
  CALL(ENCRYPT_INIT, session, &mechanism, token_aes);
  CALL(ENCRYPT, session, in, (UL)sizeof in, sealed, &sealed_length);
}

static long long nanos(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  void *library = dlopen(arguments[1], RTLD_NOW);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 3;
  }
  UL (*get)(FUNCTION_LIST **) = dlsym(library, "C_GetFunctionList");
  check(get(&list), "C_GetFunctionList");
  CALL(INITIALIZE, NULL);
  UL slots[8], found = 8;
  CALL(GET_SLOT_LIST, 1, slots, &found);
  slot = slots[0];
  CALL(OPEN_SESSION, slot, 6UL, NULL, NULL, &session);
  CALL(LOGIN, session, 1UL, arguments[2], (UL)strlen(arguments[2]));
  prepare();
  printf("ready GCM_64_SESSION_KEY,GCM_64,GCM_4K,GCM_1M,GCM_1M_DECRYPT,HMAC_1K,SHA256_64,SHA256_4K,RANDOM_32,"
         "SESSION,SESSION_KEY,TOKEN_KEY,FIND_100,RSA_2048,RSA_3072,RSA_4096,P256_SIGN,P256_VERIFY,P384_SIGN,"
         "ED25519_SIGN,ED25519_VERIFY\n");
  fflush(stdout);
  char operation[64];
  long times;
  while (scanf("%63s %ld", operation, &times) == 2) {
    long long processor = nanos(CLOCK_PROCESS_CPUTIME_ID), wall = nanos(CLOCK_MONOTONIC);
    for (long i = 0; i < times; i++) {
      if (!run(operation)) return 4;
    }
    processor = nanos(CLOCK_PROCESS_CPUTIME_ID) - processor;
    wall = nanos(CLOCK_MONOTONIC) - wall;
    printf("%lld %lld\n", processor, wall);
    fflush(stdout);
  }
  return 0;
}
