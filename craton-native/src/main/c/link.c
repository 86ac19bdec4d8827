#include "link.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define WELCOME_SECONDS 10
#define WELCOME_BYTES 12
#define SECRET_BYTES 16
/* No answer is longer. */
#define LONGEST_ANSWER (80UL << 20)
#define FIRST_READ (1u << 16)

/* All that the library remembers. Guarded by lock, which nobody holds during a call. */
static struct {
    pthread_mutex_t lock;
    pthread_mutex_t beginning; /* held while an application is begun */
    struct link *links;
    unsigned char secret[SECRET_BYTES]; /* what further connections join the application with */
    unsigned generation;                /* of the application; connections of another one are closed */
    pid_t process;
    bool initialized, begun, removed, watches_forks;
} module = {.lock = PTHREAD_MUTEX_INITIALIZER, .beginning = PTHREAD_MUTEX_INITIALIZER};

void debug(const char *what, const void *text, size_t length) {
    if (secure_getenv("CRATON_HSM_DEBUG") != NULL) {
        fprintf(stderr, "craton-hsm: %s%.*s\n", what, (int)length, text == NULL ? "" : (const char *)text);
    }
}

static void destroy(struct link *link) {
    close(link->fd);
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
static void forget(void) {
    struct link **at = &module.links;
    while (*at != NULL) {
        struct link *one = *at;
        if (one->busy) {
            shutdown(one->fd, SHUT_RDWR);
            at = &one->next;
        } else {
            *at = one->next;
            destroy(one);
        }
    }
    explicit_bzero(module.secret, sizeof module.secret);
    module.generation++;
    module.begun = false;
}

/* The child of a fork has nothing: its parent's connections go on without it. */
static void in_child(void) {
    while (module.links != NULL) {
        struct link *one = module.links;
        module.links = one->next;
        destroy(one);
    }
    explicit_bzero(module.secret, sizeof module.secret);
    module.generation++;
    module.initialized = module.begun = module.removed = false;
    pthread_mutex_init(&module.lock, NULL);
    pthread_mutex_init(&module.beginning, NULL);
}

static bool is_open(void) {
    return module.initialized && module.process == getpid();
}

bool link_is_open(void) {
    lock();
    bool open = is_open();
    unlock();
    return open;
}

bool link_is_begun(void) {
    lock();
    bool begun = module.begun || module.removed;
    unlock();
    return begun;
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
        if (!module.watches_forks) {
            module.watches_forks = pthread_atfork(lock, unlock, in_child) == 0;
        }
        module.process = getpid();
        module.initialized = true;
    }
    unlock();
    return result;
}

static bool send_all(int fd, const unsigned char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool receive_all(int fd, unsigned char *bytes, size_t length) {
    while (length > 0) {
        ssize_t received = recv(fd, bytes, length, 0);
        if (received < 0 && errno == EINTR) {
            continue;
        }
        if (received <= 0) {
            return false;
        }
        bytes += received;
        length -= (size_t)received;
    }
    return true;
}

/* Reads an answer into the message: memory grows with what has come, whatever the length says. */
static bool receive_message(struct link *link) {
    struct message *m = &link->message;
    uint32_t length;
    if (!receive_all(link->fd, (unsigned char *)&length, sizeof length) || length > LONGEST_ANSWER) {
        return false;
    }
    while (m->length < length) {
        size_t part = length - m->length < FIRST_READ ? length - m->length : FIRST_READ;
        if (!message_reserve(m, part) || !receive_all(link->fd, m->bytes + FRAME_HEADER + m->length, part)) {
            return false;
        }
        m->length += part;
    }
    return true;
}

static void lost(struct link *link) {
    lock();
    if (is_open() && link->generation == module.generation) {
        forget();
        module.removed = true;
    }
    link->generation = module.generation - 1; /* never given back */
    unlock();
    debug("the daemon is gone", NULL, 0);
}

/* Sends a call and reads the answer. False if the connection is of no use any more. */
static bool exchange(struct link *link, CK_RV *code) {
    struct message *m = &link->message;
    if (m->error == CKR_OK && m->length > link->longest) {
        m->error = CKR_DATA_LEN_RANGE;
    }
    *code = m->error;
    if (m->error != CKR_OK) {
        return true;
    }
    uint32_t length = (uint32_t)m->length;
    memcpy(m->bytes, &length, sizeof length);
    bool sent = send_all(link->fd, m->bytes, FRAME_HEADER + m->length);
    message_begin(m);
    /* A daemon that refuses a message may have said why before it closed the connection. */
    if (!receive_message(link)) {
        *code = m->error == CKR_HOST_MEMORY ? CKR_HOST_MEMORY : CKR_DEVICE_REMOVED;
        return false;
    }
    unsigned kind = take_octet(m);
    *code = take_ulong(m);
    CK_ULONG length_of_text;
    const unsigned char *text = take_bytes(m, &length_of_text);
    if (kind != 0 || m->error != CKR_OK || !sent) {
        *code = CKR_DEVICE_REMOVED;
        return false;
    }
    if (*code != CKR_OK) {
        debug("", text, length_of_text);
    }
    return true;
}

CK_RV link_call(struct link *link) {
    CK_RV code;
    if (exchange(link, &code)) {
        return code;
    }
    /* Not if C_Finalize of another thread has ended it. */
    if (!link_is_open()) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    lost(link);
    return code;
}

/* Hello and welcome. */
static bool greet(struct link *link) {
    const unsigned char hello[] = {'C', 'H', 'S', 'M', 1, sizeof(CK_ULONG), is_little_endian(), 0};
    unsigned char welcome[WELCOME_BYTES];
    struct timeval limit = {.tv_sec = WELCOME_SECONDS};
    setsockopt(link->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(link->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (!send_all(link->fd, hello, sizeof hello) || !receive_all(link->fd, welcome, sizeof welcome) ||
        memcmp(welcome, hello, 5) != 0 || welcome[5] != 0) {
        return false;
    }
    uint32_t longest;
    memcpy(&longest, welcome + 8, sizeof longest);
    link->longest = longest;
    return true;
}

static void wait_forever(struct link *link) {
    struct timeval none = {.tv_sec = 0};
    setsockopt(link->fd, SOL_SOCKET, SO_RCVTIMEO, &none, sizeof none);
    setsockopt(link->fd, SOL_SOCKET, SO_SNDTIMEO, &none, sizeof none);
}

/* A new connection that has begun an application, or joined the one with this secret. */
static struct link *connected(const unsigned char *secret, unsigned char *begun) {
    struct link *link = calloc(1, sizeof *link);
    if (link == NULL) {
        return NULL;
    }
    link->fd = place_connect();
    if (link->fd < 0) {
        free(link);
        return NULL;
    }
    bool right = greet(link);
    if (right) {
        struct message *m = &link->message;
        message_begin(m);
        put_ulong(m, secret == NULL ? WIRE_C_Initialize : WIRE_WireDoor_join);
        if (secret != NULL) {
            put_bytes(m, secret, SECRET_BYTES);
        }
        CK_RV code;
        right = exchange(link, &code) && code == CKR_OK;
        if (right && secret == NULL) {
            CK_ULONG length;
            const unsigned char *given = take_bytes(m, &length);
            right = length == SECRET_BYTES;
            if (right) {
                memcpy(begun, given, SECRET_BYTES);
            }
        }
    }
    if (!right) {
        debug("the daemon does not serve this program", NULL, 0);
        destroy(link);
        return NULL;
    }
    wait_forever(link);
    return link;
}

/* Adds a new connection, unless the application has ended meanwhile. */
static CK_RV add(struct link *link, unsigned generation, const unsigned char *secret, struct link **added) {
    if (link == NULL) {
        return CKR_DEVICE_REMOVED;
    }
    lock();
    CK_RV result = !is_open() ? CKR_CRYPTOKI_NOT_INITIALIZED : module.generation != generation ? CKR_DEVICE_REMOVED : CKR_OK;
    if (result == CKR_OK) {
        memcpy(module.secret, secret, SECRET_BYTES);
        module.begun = true;
        link->generation = generation;
        link->busy = true;
        link->next = module.links;
        module.links = link;
        *added = link;
    }
    unlock();
    if (result != CKR_OK) {
        destroy(link);
    }
    return result;
}

/* An idle connection, or with CKR_OK and null what a new one joins. */
static CK_RV idle(struct link **found, unsigned *generation, bool *begun, unsigned char *secret) {
    CK_RV result = CKR_OK;
    *found = NULL;
    lock();
    if (!is_open()) {
        result = CKR_CRYPTOKI_NOT_INITIALIZED;
    } else if (module.removed) {
        /* The first call after the one that was under way. */
        module.removed = false;
        result = CKR_DEVICE_REMOVED;
    } else {
        for (struct link *one = module.links; one != NULL && *found == NULL; one = one->next) {
            if (!one->busy && one->generation == module.generation) {
                one->busy = true;
                *found = one;
            }
        }
        *generation = module.generation;
        *begun = module.begun;
        memcpy(secret, module.secret, SECRET_BYTES);
    }
    unlock();
    return result;
}

CK_RV link_take(struct link **link) {
    unsigned char secret[SECRET_BYTES];
    unsigned generation;
    bool begun;
    CK_RV result = idle(link, &generation, &begun, secret);
    if (result == CKR_OK && *link == NULL && !begun) {
        pthread_mutex_lock(&module.beginning);
        /* Another thread may have begun it meanwhile. */
        result = idle(link, &generation, &begun, secret);
        if (result == CKR_OK && *link == NULL && !begun) {
            result = add(connected(NULL, secret), generation, secret, link);
        }
        pthread_mutex_unlock(&module.beginning);
    }
    if (result == CKR_OK && *link == NULL) {
        result = add(connected(secret, NULL), generation, secret, link);
    }
    explicit_bzero(secret, sizeof secret);
    if (result == CKR_OK) {
        message_begin(&(*link)->message);
    }
    return result;
}

void link_give(struct link *link) {
    message_begin(&link->message);
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
}

CK_RV links_close(void) {
    if (!link_is_open()) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    struct link *link;
    if (link_is_begun() && link_take(&link) == CKR_OK) {
        CK_RV ignored;
        put_ulong(&link->message, WIRE_C_Finalize);
        exchange(link, &ignored);
        link_give(link);
    }
    lock();
    forget();
    module.initialized = module.removed = false;
    unlock();
    return CKR_OK;
}
