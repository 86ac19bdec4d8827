/*
 * What a program does around the library: program_life LIBRARY WHAT [PROCESS OF THE DAEMON]. Says what does not go well, and
 * ends with 1 then.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "pkcs11.h"

/* More than a daemon may take to accept, to welcome and to end, and less than two of them. */
#define PATIENCE 19
#define MANY_TIMES 300

static CK_FUNCTION_LIST *p11;
static const char *path;
static void *library;
static int failures;

static void expect(const char *what, unsigned long is, unsigned long wanted) {
    if (is != wanted) {
        failures++;
        fprintf(stderr, "%s: %lx instead of %lx\n", what, is, wanted);
    }
}

static void load(void) {
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(2);
    }
    CK_RV (*get)(CK_FUNCTION_LIST **);
    *(void **)&get = dlsym(library, "C_GetFunctionList");
    get(&p11);
}

static CK_RV open_session(CK_SESSION_HANDLE *session) {
    return p11->C_OpenSession(0, CKF_SERIAL_SESSION, NULL, NULL, session);
}

static CK_SESSION_HANDLE start(void) {
    CK_SESSION_HANDLE session = 0;
    expect("C_Initialize", p11->C_Initialize(NULL), CKR_OK);
    expect("C_OpenSession", open_session(&session), CKR_OK);
    return session;
}

/* The descriptors are closed, and have another meaning: not a byte goes there, and they stay open. */
static void close_descriptors(void) {
    CK_SESSION_HANDLE session = start();
    close_range(3, ~0U, 0);
    int ends[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    expect("C_Login", p11->C_Login(session, 1, (CK_UTF8CHAR *)"user-pin-1", 10), CKR_DEVICE_REMOVED);
    char byte;
    expect("a byte for nobody", (unsigned long)recv(ends[1], &byte, 1, MSG_DONTWAIT), (unsigned long)-1);
    expect("a byte of the program", (unsigned long)send(ends[0], "x", 1, MSG_NOSIGNAL), 1);
    expect("the next call", open_session(&session), CKR_DEVICE_REMOVED);
    expect("the call behind it", open_session(&session), CKR_OK);
    expect("C_Finalize", p11->C_Finalize(NULL), CKR_OK);
    expect("another byte of the program", (unsigned long)send(ends[0], "x", 1, MSG_NOSIGNAL), 1);
}

/* A program without standard output writes there all the same. */
static void close_output(void) {
    close(STDOUT_FILENO);
    CK_SESSION_HANDLE session = start();
    printf("a line for nobody\n");
    fflush(stdout);
    CK_SESSION_INFO info;
    expect("C_GetSessionInfo", p11->C_GetSessionInfo(session, &info), CKR_OK);
}

/* Programs that load modules to look at them do not always say C_Finalize. */
static void unload(void) {
    for (int i = 0; i < MANY_TIMES && failures == 0; i++) {
        if (i > 0) {
            load();
        }
        start();
        dlclose(library);
    }
}

static void *digest(void *argument) {
    CK_SESSION_HANDLE session;
    CK_MECHANISM sha256 = {0x250, NULL, 0};
    CK_BYTE out[32];
    CK_ULONG length;
    if (open_session(&session) == CKR_OK) {
        for (int i = 0; i < 1000; i++) {
            length = sizeof out;
            p11->C_DigestInit(session, &sha256);
            p11->C_Digest(session, out, sizeof out, out, &length);
            pthread_testcancel();
        }
    }
    return argument;
}

/* A thread that is cancelled leaves nothing behind that others wait for. */
static void cancel_threads(void) {
    CK_SESSION_HANDLE session = start();
    for (unsigned i = 0; i < 20; i++) {
        pthread_t threads[4];
        for (int t = 0; t < 4; t++) {
            pthread_create(&threads[t], NULL, digest, NULL);
        }
        usleep(2000 * i);
        for (int t = 0; t < 4; t++) {
            pthread_cancel(threads[t]);
        }
        for (int t = 0; t < 4; t++) {
            pthread_join(threads[t], NULL);
        }
    }
    CK_SESSION_INFO info;
    expect("C_GetSessionInfo", p11->C_GetSessionInfo(session, &info), CKR_OK);
    int next = dup(STDERR_FILENO);
    expect("no more descriptors than threads", next < 16, true);
}

static void *wait_for_event(void *argument) {
    CK_SLOT_ID slot;
    p11->C_WaitForSlotEvent(0, &slot, NULL);
    return argument;
}

/* A program without descriptors has no daemon less. */
static void use_up_descriptors(void) {
    CK_SESSION_HANDLE session = start();
    struct rlimit few = {.rlim_cur = 30, .rlim_max = 30};
    setrlimit(RLIMIT_NOFILE, &few);
    int one = open("/dev/null", O_RDONLY);
    while (open("/dev/null", O_RDONLY) >= 0) {
    }
    CK_SLOT_ID slot;
    pthread_t waits;
    pthread_create(&waits, NULL, wait_for_event, NULL);
    usleep(200000);
    /* The connection is in use, and another one cannot be had. */
    expect("C_WaitForSlotEvent", p11->C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, NULL), CKR_HOST_MEMORY);
    CK_ULONG count = 0;
    expect("C_GetSlotList", p11->C_GetSlotList(1, NULL, &count), CKR_HOST_MEMORY);
    close(one);
    expect("C_GetSlotList later", p11->C_GetSlotList(1, NULL, &count), CKR_OK);
    expect("slots", count > 0, true);
    CK_SESSION_INFO info;
    expect("C_GetSessionInfo", p11->C_GetSessionInfo(session, &info), CKR_OK);
    expect("C_Finalize", p11->C_Finalize(NULL), CKR_OK);
    pthread_join(waits, NULL);
}

static void *open_another(void *argument) {
    CK_SESSION_HANDLE session;
    open_session(&session);
    return argument;
}

/* A daemon that does nothing any more holds nobody up for long, however many wait for it. */
static void stop_daemon(pid_t daemon, bool before) {
    pthread_t threads[4];
    if (!before) {
        start();
    }
    kill(daemon, SIGSTOP);
    time_t began = time(NULL);
    if (before) {
        expect("C_Initialize", p11->C_Initialize(NULL), CKR_OK);
    } else {
        for (int t = 0; t < 4; t++) {
            pthread_create(&threads[t], NULL, open_another, NULL);
        }
        usleep(200000);
        expect("C_Finalize", p11->C_Finalize(NULL), CKR_OK);
        for (int t = 0; t < 4; t++) {
            pthread_join(threads[t], NULL);
        }
    }
    expect("in time", time(NULL) - began <= PATIENCE, true);
    kill(daemon, SIGCONT);
}

/* The queue of those whom a stopped daemon has not accepted is full. */
static void fill_queue(pid_t daemon) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", getenv("CRATON_HSM_SOCKET"));
    kill(daemon, SIGSTOP);
    usleep(200000);
    int result = 0;
    for (int i = 0; i < 1000 && result == 0; i++) {
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
        result = connect(fd, (struct sockaddr *)&address, sizeof address);
    }
    expect("a full queue", result == 0, false);
    stop_daemon(daemon, true);
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: program_life LIBRARY WHAT [DAEMON]\n");
        return 2;
    }
    path = arguments[1];
    const char *what = arguments[2];
    pid_t daemon = count > 3 ? atoi(arguments[3]) : 0;
    alarm(100);
    load();
    if (strcmp(what, "close-descriptors") == 0) {
        close_descriptors();
    } else if (strcmp(what, "close-output") == 0) {
        close_output();
    } else if (strcmp(what, "unload") == 0) {
        unload();
    } else if (strcmp(what, "cancel-threads") == 0) {
        cancel_threads();
    } else if (strcmp(what, "use-up-descriptors") == 0) {
        use_up_descriptors();
    } else if (strcmp(what, "stop-daemon") == 0) {
        stop_daemon(daemon, false);
    } else if (strcmp(what, "fill-queue") == 0) {
        fill_queue(daemon);
    } else {
        return 2;
    }
    return failures == 0 ? 0 : 1;
}
