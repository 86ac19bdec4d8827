/* Messages as docs/wire.md says: written, and read without trust in who sent them. */
#ifndef CRATON_MESSAGE_H
#define CRATON_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "pkcs11.h"

/* Bytes of the length in front of a message. */
#define FRAME_HEADER 4
/* Templates nested deeper than this are refused; the module takes less. */
#define MOST_NESTED 4

/* One message at a time: a call that is being written, or an answer that is read. */
struct message {
    unsigned char *bytes; /* with room for the length in front */
    size_t length;        /* how many are written or have come */
    size_t capacity;
    size_t at;   /* where reading goes on */
    CK_RV error; /* the first that happened; nothing is written or read behind it */
};

/* Begins a message; what was there is wiped. */
void message_begin(struct message *m);
/* Wipes the memory and gives it back. */
void message_free(struct message *m);
/* Makes room for so many bytes more; false, and CKR_HOST_MEMORY, if there is none, or CKR_DATA_LEN_RANGE for too many. */
bool message_reserve(struct message *m, size_t more);
/* Nothing is written or read any more: the first error stays. */
void message_refuse(struct message *m, CK_RV error);

void put_octet(struct message *m, unsigned value);
void put_ulong(struct message *m, CK_ULONG value);
void put_raw(struct message *m, const void *bytes, CK_ULONG length);
/* A byte string; of a null pointer with a length it is null. */
void put_bytes(struct message *m, const void *bytes, CK_ULONG length);
void put_null(struct message *m);
/* A number that is not null. */
void put_present(struct message *m, CK_ULONG value);
/* A byte string of what is written until the end of it; gives what end_bytes takes. */
size_t begin_bytes(struct message *m);
void end_bytes(struct message *m, size_t begin);
void put_template(struct message *m, const CK_ATTRIBUTE *attributes, CK_ULONG count);
void put_mechanism(struct message *m, const CK_MECHANISM *mechanism);
/* The parameters of a message, of the structure that has this length; and what comes back is filled in. */
void put_message_parameters(struct message *m, const void *parameters, CK_ULONG length);
void take_message_parameters(struct message *m, const void *parameters, CK_ULONG length);
/* How numbers in templates are written. */
void put_form(struct message *m);

unsigned take_octet(struct message *m);
/* A flag: whether a value follows, or 1 for true. */
bool take_bool(struct message *m);
CK_ULONG take_ulong(struct message *m);
/* A number that may be null; 0 then. */
CK_ULONG take_present(struct message *m);
/* Bytes inside of the message; null if there are not so many. */
const unsigned char *take_raw(struct message *m, CK_ULONG length);
/* A byte string inside of the message; null, with the length 0, if it is null. */
const unsigned char *take_bytes(struct message *m, CK_ULONG *length);
/* The number of things that follow, each of size bytes or more; 0 if the list is null. */
CK_ULONG take_count(struct message *m, size_t size);
/* Refuses bytes behind what was read. */
void take_end(struct message *m);

/* Whether numbers have their least significant byte first here. */
bool is_little_endian(void);
/* Whether the value of an attribute is a template itself. */
bool is_template(CK_ATTRIBUTE_TYPE type);

#endif
