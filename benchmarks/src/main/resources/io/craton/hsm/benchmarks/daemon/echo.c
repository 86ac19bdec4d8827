/*
 * A client of EchoServer: for each line "OPERATION COUNT" it makes the round trips of such calls, with messages as long as
 * the library's, and prints nanoseconds of processor time and of wall time, as softhsm.c does.
 * Usage: echo SOCKET
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

/* The lengths of request and answer, of one round trip or of two: the Init functions have one of their own. */
static const struct {
  const char *operation;
  uint32_t lengths[4];
} calls[] = {
    {"SESSION_INFO", {20, 41}},
    {"RANDOM_32", {28, 55}},
    {"ED25519_SIGN", {39, 14, 112, 95}},
    {"P384_SIGN", {39, 14, 96, 127}},
    {"GCM_64", {94, 14, 112, 111}},
    {"GCM_1M", {94, 14, 1048624, 1048623}},
    {"TOKEN_OBJECT", {121, 23, 29, 14}},
    {"TOKEN_KEY", {140, 23, 29, 14}},
};

static char bytes[2 << 20];

static int round_trip(int fd, uint32_t request, uint32_t reply) {
  uint32_t head[2] = {htonl(request), htonl(reply)};
  memcpy(bytes, head, sizeof head);
  for (size_t sent = 0; sent < request;) {
    ssize_t some = send(fd, bytes + sent, request - sent, 0);
    if (some <= 0) return 0;
    sent += (size_t)some;
  }
  for (size_t come = 0; come < reply;) {
    ssize_t some = recv(fd, bytes + come, sizeof bytes - come, 0);
    if (some <= 0) return 0;
    come += (size_t)some;
  }
  return 1;
}

static int call(int fd, const char *operation) {
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    const uint32_t *lengths = calls[i].lengths;
    if (strcmp(calls[i].operation, operation) == 0) {
      return round_trip(fd, lengths[0], lengths[1]) && (lengths[2] == 0 || round_trip(fd, lengths[2], lengths[3]));
    }
  }
  return 0;
}

static long long nanos(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **arguments) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (count != 2 || strlen(arguments[1]) >= sizeof address.sun_path) return 2;
  strcpy(address.sun_path, arguments[1]);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    perror(arguments[1]);
    return 3;
  }
  printf("ready\n");
  fflush(stdout);
  char operation[64];
  long times;
  while (scanf("%63s %ld", operation, &times) == 2) {
    long long processor = nanos(CLOCK_PROCESS_CPUTIME_ID), wall = nanos(CLOCK_MONOTONIC);
    for (long i = 0; i < times; i++) {
      if (!call(fd, operation)) return 4;
    }
    processor = nanos(CLOCK_PROCESS_CPUTIME_ID) - processor;
    wall = nanos(CLOCK_MONOTONIC) - wall;
    printf("%lld %lld\n", processor, wall);
    fflush(stdout);
  }
  return 0;
}
