#include "link.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#define WELCOME_BYTES 12
#define NO_RIGHTS 4
#define SECRET_BYTES 16
/* No answer is longer. */
#define LONGEST_ANSWER (80UL << 20)
/* So much memory is there for an answer before any of it has come. */
#define FIRST_READ (1u << 16)
/* After a longer message the memory is given back. */
#define KEPT (1u << 22)

/* All that the library remembers. Guarded by lock, which nobody holds during a call. */
static struct {
    pthread_mutex_t lock;
    pthread_mutex_t connecting; /* held while a connection is made */
    struct link *links;
    unsigned char secret[SECRET_BYTES]; /* what further connections join the application with */
    unsigned generation;                /* of the application; connections of another one are closed */
    pid_t process;
    unsigned failures; /* attempts to make a connection that failed, and what the last one gave */
    CK_RV failure;
    bool initialized, begun, removed, watches_forks;
} module = {.lock = PTHREAD_MUTEX_INITIALIZER, .connecting = PTHREAD_MUTEX_INITIALIZER};

void debug(const char *what, const void *text, size_t length) {
    if (secure_getenv("CRATON_HSM_DEBUG") != NULL) {
        fprintf(stderr, "craton-hsm: %s%.*s\n", what, (int)length, text == NULL ? "" : (const char *)text);
    }
}

/* Whether the descriptor is still the socket that it was made for. */
static bool has_socket(const struct link *link) {
    struct stat about;
    return fstat(link->fd, &about) == 0 && about.st_dev == link->device && about.st_ino == link->inode;
}

static void destroy(struct link *link) {
    if (has_socket(link)) {
        close(link->fd);
    }
    message_free(&link->message);
    free(link);
}

static void lock(void) {
    pthread_mutex_lock(&module.lock);
}

static void unlock(void) {
    pthread_mutex_unlock(&module.lock);
}

/* The application is over. Connections in use are closed by who uses them, who is woken up. Under the lock. */
static void forget(bool in_use) {
    struct link **at = &module.links;
    while (*at != NULL) {
        struct link *one = *at;
        if (one->busy && !in_use) {
            if (has_socket(one)) {
                shutdown(one->fd, SHUT_RDWR);
            }
            at = &one->next;
        } else {
            *at = one->next;
            destroy(one);
        }
    }
    explicit_bzero(module.secret, sizeof module.secret);
    module.generation++;
    module.begun = module.removed = false;
}

/* The child of a fork has nothing: its parent's connections go on without it. */
static void in_child(void) {
    forget(true);
    module.initialized = false;
    pthread_mutex_init(&module.lock, NULL);
    pthread_mutex_init(&module.connecting, NULL);
}

static bool is_open(void) {
    return module.initialized && module.process == getpid();
}

bool links_are_open(void) {
    lock();
    bool open = is_open();
    unlock();
    return open;
}

CK_RV links_open(void) {
    lock();
    if (module.initialized && module.process != getpid()) {
        /* A process that was made without the handlers of a fork. */
        in_child();
        lock();
    }
    CK_RV result = module.initialized ? CKR_CRYPTOKI_ALREADY_INITIALIZED : CKR_OK;
    if (result == CKR_OK) {
        module.watches_forks = module.watches_forks || pthread_atfork(lock, unlock, in_child) == 0;
        module.process = getpid();
        module.initialized = true;
    }
    unlock();
    return result;
}

/*
 * A program that unloads the library without C_Finalize leaves no connections behind. Not in a process that was forked
 * without the handlers; and nobody waits for a lock at the end of a program, which a signal may have brought about.
 */
__attribute__((destructor)) static void unload(void) {
    if (pthread_mutex_trylock(&module.lock) != 0) {
        return;
    }
    for (struct link **at = &module.links; is_open() && *at != NULL;) {
        struct link *one = *at;
        if (one->busy) {
            at = &one->next;
        } else {
            *at = one->next;
            destroy(one);
        }
    }
    unlock();
}

static bool send_all(int fd, const unsigned char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent > 0) {
            bytes += sent;
            length -= (size_t)sent;
        } else if (sent == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

/* Reads into memory that has room for more than is expected; false at the end of the connection. */
static bool receive(int fd, unsigned char *bytes, size_t room, size_t *length) {
    ssize_t received;
    do {
        received = recv(fd, bytes + *length, room - *length, 0);
    } while (received < 0 && errno == EINTR);
    *length += received > 0 ? (size_t)received : 0;
    return received > 0;
}

/* Reads an answer into the message: nothing comes behind it. Memory grows with what has come, whatever the length says. */
static bool receive_message(struct link *link) {
    struct message *m = &link->message;
    size_t come = 0;
    uint32_t length = 0;
    while (come < FRAME_HEADER || m->length < length) {
        size_t missing = length - m->length < FIRST_READ ? length - m->length : FIRST_READ;
        if (!message_reserve(m, missing) || !receive(link->fd, m->bytes, m->capacity, &come)) {
            return false;
        }
        if (come >= FRAME_HEADER) {
            memcpy(&length, m->bytes, sizeof length);
            m->length = come - FRAME_HEADER;
        }
        if (length > LONGEST_ANSWER || m->length > length) {
            return false;
        }
    }
    return true;
}

static void lost(struct link *link) {
    lock();
    if (is_open() && link->generation == module.generation) {
        forget(false);
        module.removed = true;
    }
    link->generation = module.generation - 1; /* never given back */
    unlock();
    debug("the daemon is gone", NULL, 0);
}

/* Sends a call and reads the answer. False if the connection is of no use any more. */
static bool exchange(struct link *link, CK_RV *code) {
    struct message *m = &link->message;
    *code = m->error;
    if (m->error != CKR_OK) {
        return true;
    }
    if (!has_socket(link)) {
        debug("the program has closed the connection's descriptor", NULL, 0);
        *code = CKR_DEVICE_REMOVED;
        return false;
    }
    uint32_t length = (uint32_t)m->length;
    memcpy(m->bytes, &length, sizeof length);
    bool sent = send_all(link->fd, m->bytes, FRAME_HEADER + m->length);
    message_begin(m);
    *code = CKR_DEVICE_REMOVED;
    /* A daemon that refuses a message may have said why before it closed the connection. */
    if (!receive_message(link)) {
        *code = m->error == CKR_HOST_MEMORY ? CKR_HOST_MEMORY : CKR_DEVICE_REMOVED;
        return false;
    }
    unsigned kind = take_octet(m);
    CK_RV given = take_ulong(m);
    CK_ULONG length_of_text;
    const unsigned char *text = take_bytes(m, &length_of_text);
    if (kind != 0 || m->error != CKR_OK || !sent) {
        return false;
    }
    if (given != CKR_OK) {
        debug("", text, length_of_text);
    }
    *code = given;
    return true;
}

CK_RV link_call(struct link *link) {
    CK_RV code;
    if (exchange(link, &code)) {
        return code;
    }
    /* Not if C_Finalize of another thread has ended it. */
    if (!links_are_open()) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    lost(link);
    return code;
}

void wait_at_most(int fd, int seconds) {
    struct timeval limit = {.tv_sec = seconds};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/* Hello and welcome. A daemon that refuses may have done so before the hello was sent. */
static CK_RV greet(struct link *link) {
    const unsigned char hello[] = {'C', 'H', 'S', 'M', 1, sizeof(CK_ULONG), is_little_endian(), 0};
    unsigned char welcome[WELCOME_BYTES];
    size_t come = 0;
    send_all(link->fd, hello, sizeof hello);
    while (come < sizeof welcome) {
        if (!receive(link->fd, welcome, sizeof welcome, &come)) {
            return CKR_DEVICE_REMOVED;
        }
    }
    uint32_t longest;
    memcpy(&longest, welcome + 8, sizeof longest);
    link->longest = longest;
    if (memcmp(welcome, hello, 5) != 0) {
        return CKR_DEVICE_ERROR;
    }
    return welcome[5] == 0 ? CKR_OK : welcome[5] == NO_RIGHTS ? CKR_FUNCTION_REJECTED : CKR_DEVICE_ERROR;
}

/* Joins the application with its secret, or begins one, which gives a secret. */
static CK_RV join(struct link *link, bool begun, unsigned char *secret) {
    struct message *m = &link->message;
    CK_ULONG length = SECRET_BYTES;
    CK_RV code;
    put_ulong(m, begun ? WIRE_DOOR_JOIN : WIRE_DOOR_INITIALIZE_PROCESS);
    begun ? put_bytes(m, secret, SECRET_BYTES) : put_ulong(m, (CK_ULONG)getpid());
    exchange(link, &code);
    const unsigned char *given = begun || code != CKR_OK ? secret : take_bytes(m, &length);
    if (length != SECRET_BYTES || given == NULL) {
        return CKR_DEVICE_ERROR;
    }
    memmove(secret, given, SECRET_BYTES);
    return code;
}

/* Adds a connection to those of the application, unless that has ended meanwhile. */
static CK_RV add(struct link *link, const unsigned char *secret) {
    lock();
    CK_RV result = !is_open() ? CKR_CRYPTOKI_NOT_INITIALIZED : CKR_DEVICE_REMOVED;
    if (is_open() && link->generation == module.generation) {
        memcpy(module.secret, secret, SECRET_BYTES);
        module.begun = true;
        link->next = module.links;
        module.links = link;
        result = CKR_OK;
    }
    unlock();
    return result;
}

/* Makes a connection one of the application's. */
static CK_RV enter(struct link *link) {
    unsigned char secret[SECRET_BYTES];
    lock();
    bool begun = module.begun;
    memcpy(secret, module.secret, sizeof secret);
    unlock();
    wait_at_most(link->fd, WELCOME_SECONDS);
    CK_RV result = greet(link);
    result = result == CKR_OK ? join(link, begun, secret) : result;
    wait_at_most(link->fd, 0);
    result = result == CKR_OK ? add(link, secret) : result;
    explicit_bzero(secret, sizeof secret);
    return result;
}

/* A new connection, which is busy. One thread at a time. */
static CK_RV connect_another(struct link **made) {
    lock();
    CK_RV absent = module.begun ? CKR_DEVICE_REMOVED : CKR_TOKEN_NOT_PRESENT;
    unsigned generation = module.generation;
    unlock();
    int fd = place_connect();
    if (fd < 0) {
        return fd == NO_DESCRIPTOR ? CKR_HOST_MEMORY : absent;
    }
    struct link *link = calloc(1, sizeof *link);
    struct stat about;
    if (link == NULL || fstat(fd, &about) != 0) {
        free(link);
        close(fd);
        return CKR_HOST_MEMORY;
    }
    *link = (struct link){
        .generation = generation, .fd = fd, .device = about.st_dev, .inode = about.st_ino, .busy = true};
    CK_RV result = enter(link);
    if (result == CKR_OK) {
        *made = link;
        return CKR_OK;
    }
    debug("the daemon does not serve this program", NULL, 0);
    destroy(link);
    return result == CKR_DEVICE_REMOVED ? absent : result;
}

/* A connection that is not used, or null if one has to be made. */
static CK_RV take_idle(struct link **found, bool in_session, unsigned *failures) {
    CK_RV result = CKR_OK;
    *found = NULL;
    lock();
    *failures = module.failures;
    if (!is_open()) {
        result = CKR_CRYPTOKI_NOT_INITIALIZED;
    } else if (module.removed) {
        /* The first call after the one that was under way. */
        module.removed = false;
        result = CKR_DEVICE_REMOVED;
    } else if (in_session && !module.begun) {
        result = CKR_SESSION_HANDLE_INVALID;
    }
    for (struct link *one = module.links; result == CKR_OK && one != NULL && *found == NULL; one = one->next) {
        if (!one->busy && one->generation == module.generation) {
            one->busy = true;
            *found = one;
        }
    }
    unlock();
    return result;
}

/* Makes a connection, unless one is given back, or another thread's attempt fails, while this one waits for its turn. */
static CK_RV take_another(struct link **link, bool in_session, unsigned before) {
    unsigned failures;
    pthread_mutex_lock(&module.connecting);
    CK_RV result = take_idle(link, in_session, &failures);
    if (result == CKR_OK && *link == NULL) {
        result = failures != before ? module.failure : connect_another(link);
        if (result != CKR_OK && failures == before) {
            lock();
            module.failures++;
            module.failure = result;
            unlock();
        }
    }
    pthread_mutex_unlock(&module.connecting);
    return result;
}

CK_RV link_take(struct link **link, bool in_session) {
    int cancels;
    unsigned failures;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancels);
    CK_RV result = take_idle(link, in_session, &failures);
    if (result == CKR_OK && *link == NULL) {
        result = take_another(link, in_session, failures);
    }
    if (result == CKR_OK) {
        (*link)->cancels = cancels;
        message_begin(&(*link)->message);
    } else {
        pthread_setcancelstate(cancels, NULL);
    }
    return result;
}

void link_give(struct link *link) {
    int cancels = link->cancels;
    message_begin(&link->message);
    if (link->message.capacity > KEPT) {
        message_free(&link->message);
    }
    lock();
    link->busy = false;
    bool ours = is_open() && link->generation == module.generation;
    for (struct link **at = &module.links; !ours && *at != NULL; at = &(*at)->next) {
        if (*at == link) {
            *at = link->next;
            break;
        }
    }
    unlock();
    if (!ours) {
        destroy(link);
    }
    pthread_setcancelstate(cancels, NULL);
}

CK_RV links_close(void) {
    struct link *link;
    CK_RV ignored;
    int cancels;
    if (!links_are_open()) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    if (link_take(&link, true) == CKR_OK) {
        if (has_socket(link)) {
            wait_at_most(link->fd, WELCOME_SECONDS);
        }
        put_ulong(&link->message, WIRE_C_Finalize);
        exchange(link, &ignored);
        link_give(link);
    }
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancels);
    lock();
    forget(false);
    module.initialized = false;
    unlock();
    pthread_setcancelstate(cancels, NULL);
    return CKR_OK;
}
