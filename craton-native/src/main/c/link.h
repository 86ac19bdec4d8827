/* Connections to the daemon, and the application that they are of. */
#ifndef CRATON_LINK_H
#define CRATON_LINK_H

#include <sys/types.h>

#include "message.h"

/* The numbers of the functions. */
#define CALL(name, number, ...) WIRE_##name = number,
#define OWN(name, number, parameters) WIRE_##name = number,
enum { FUNCTIONS_2_40 FUNCTIONS_3_0 FUNCTIONS_3_2 WIRE_DOOR_JOIN = 2, WIRE_DOOR_INITIALIZE_PROCESS = 14 };
#undef CALL
#undef OWN

/* A connection; used by one thread at a time. */
struct link {
    struct link *next;
    struct message message;
    CK_ULONG longest; /* no call may have more bytes */
    unsigned generation;
    int fd;
    dev_t device; /* of the socket, and its inode: a program may have closed the descriptor, and have it for something else */
    ino_t inode;
    int cancels; /* whether the thread that has it could be cancelled */
    bool busy;
};

/* C_Initialize: there need not be a daemon. */
CK_RV links_open(void);
/* C_Finalize: ends the application and all its connections, also of those who wait for an answer. */
CK_RV links_close(void);
/* Whether C_Initialize has been called in this process. */
bool links_are_open(void);

/*
 * A connection of the application, for one call. Begins the application if there is none.
 *
 * CKR_CRYPTOKI_NOT_INITIALIZED: not before C_Initialize, nor in the child of a fork.
 * CKR_SESSION_HANDLE_INVALID: in a session, if there can be none.
 * CKR_DEVICE_REMOVED: the daemon is gone.
 * CKR_TOKEN_NOT_PRESENT: there is no daemon, and was none.
 * CKR_FUNCTION_REJECTED: the daemon has no rights for this user.
 * CKR_HOST_MEMORY: there is no memory or no descriptor for one.
 * CKR_DEVICE_ERROR: it does not take this program for another reason, such as too many connections.
 */
CK_RV link_take(struct link **link, bool in_session);
/* Gives it back, whatever happened. Until then the thread cannot be cancelled. */
void link_give(struct link *link);
/*
 * Sends the call that is in the message, and reads the answer up to its return code, which is the result. A connection
 * that fails is CKR_DEVICE_REMOVED.
 */
CK_RV link_call(struct link *link);

/* Says something on standard error if CRATON_HSM_DEBUG is set. */
void debug(const char *what, const void *text, size_t length);

/* So long a daemon may take to accept a connection, to welcome it, and to end an application. */
#define WELCOME_SECONDS 10
/* How long a socket waits for the other end; 0 is for ever. */
void wait_at_most(int fd, int seconds);

#define NO_DAEMON (-1)
#define NO_DESCRIPTOR (-2)
/* A socket that is connected to the daemon, and the daemon's for certain; NO_DAEMON if there is none. */
int place_connect(void);

#endif
