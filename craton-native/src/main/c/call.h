/* A function of PKCS#11 as a call to the daemon. */
#ifndef CRATON_CALL_H
#define CRATON_CALL_H

#include "link.h"

/*
 * The kinds of arguments, a row for each: whether there is a place for what it brings (else the call is CKR_ARGUMENTS_BAD),
 * how it is written, how it is read as the result, and how it is read behind the result. The four columns are code of call.c,
 * about an argument a, its message m, and what is known of the call.
 */
#define KINDS                                                                                                                 \
    KIND(LAST, true, NO, NO, NO)                                                                                              \
    KIND(NOTHING, true, NO, NO, NO)                                                                                           \
    KIND(NUMBER, true, put_ulong(m, a->number), NO, NO)                                                                       \
    KIND(PRESENT, true, put_present(m, a->number), NO, NO)                                                                    \
    KIND(PRESENT_OR_0, true, (a->number == 0 ? put_null(m) : put_present(m, a->number)), NO, NO)                              \
    KIND(FLAG, true, put_octet(m, a->number != 0), NO, NO)                                                                    \
    KIND(DURATION, true, (put_present(m, a->number), put_ulong(m, 0)), NO, NO)                                                \
    KIND(MODE, true, put_mode(m, a->number), NO, NO)                                                                          \
    KIND(BYTES, true, put_bytes(m, a->pointer, a->number), NO, NO)                                                            \
    KIND(BYTES_OR_MORE, true, put_bytes_or_more(m, known->function, a), NO, NO)                                               \
    KIND(PIN, true, put_bytes(m, a->pointer, a->pointer == NULL ? 1 : a->number), NO, NO)                                     \
    KIND(LABEL, true, put_label(m, a->pointer), NO, NO)                                                                       \
    KIND(TEMPLATE, true, put_template(m, a->pointer, a->number), NO, NO)                                                      \
    KIND(SEARCH, true, (put_template(m, a->pointer, a->number), put_form(m)), NO, NO)                                         \
    KIND(MECHANISM, true, put_mechanism(m, a->pointer), NO, NO)                                                               \
    KIND(MESSAGE_MECHANISM, true, put_message_mechanism(m, a->pointer), NO, NO)                                               \
    KIND(MECHANISM_OR_MESSAGE, true, put_mechanism_or_message(m, known->function, a->pointer), NO, take_vector(m, a->pointer))\
    KIND(MESSAGE, true, put_message_parameters(m, a->pointer, a->number), NO,                                                 \
         take_message_parameters(m, a->pointer, a->number))                                                                   \
    KIND(NO_MESSAGE, a->pointer == NULL && a->number == 0, NO, NO, NO)                                                        \
    KIND(ROOM, a->length != NULL, put_room(m, a), known->length = take_ulong(m), take_room(m, a, known->length))              \
    KIND(ROOM_OR_MORE, true, put_room_or_more(m, known->function, a), known->length = a->length == NULL ? 0 : take_ulong(m),  \
         take_room(m, a, known->length))                                                                                      \
    KIND(ENCAPSULATED, a->length != NULL, put_room(m, a), known->length = take_present(m), take_room(m, a, known->length))    \
    KIND(STATE, a->length != NULL, NO, known->code = take_state(m, a->pointer, a->length), NO)                                \
    KIND(RANDOM, a->pointer != NULL, put_ulong(m, a->number), take_exactly(m, a->pointer, a->number), NO)                     \
    KIND(VALUES, a->pointer != NULL, put_values(m, a->pointer, a->number), known->code = take_present(m),                     \
         known->code = worse(known->code, take_values(m, a->pointer, a->number)))                                             \
    KIND(NEW, a->pointer != NULL, NO, *(CK_ULONG *)a->pointer = take_present(m), NO)                                          \
    KIND(NEW_PAIR, a->pointer != NULL && a->length != NULL, NO, take_pair(m, a->pointer, a->length), NO)                      \
    KIND(NEW_NUMBER, a->pointer != NULL, NO, *(CK_ULONG *)a->pointer = take_ulong(m), NO)                                     \
    KIND(LIST, a->length != NULL, NO, known->code = take_list(m, a->pointer, *a->length, a->length), NO)                      \
    KIND(FOUND, a->length != NULL && (a->pointer != NULL || a->number == 0),                                                  \
         put_ulong(m, a->number < MOST_OBJECTS ? a->number : MOST_OBJECTS),                                                   \
         known->code = take_list(m, a->pointer, a->number, a->length), NO)                                                    \
    KIND(EVENT, a->pointer != NULL, NO, known->code = take_event(m, a->pointer), NO)                                          \
    KIND(SLOT, a->pointer != NULL, NO, take_slot(m, a->pointer), NO)                                                          \
    KIND(TOKEN, a->pointer != NULL, NO, take_token(m, a->pointer), NO)                                                        \
    KIND(SESSION, a->pointer != NULL, NO, take_session(m, a->pointer), NO)                                                    \
    KIND(MECHANISM_INFO, a->pointer != NULL, NO, take_mechanism(m, a->pointer), NO)
#define NO ((void)0)

#define KIND(name, place, put, result, behind) name,
enum kind { KINDS };
#undef KIND

struct argument {
    enum kind kind;
    void *pointer;
    CK_ULONG number;
    CK_ULONG *length;
};

/*
 * Makes a call: of a slot or a session if that is the first argument, and up to one of the kind LAST. Results go where the
 * arguments point to; the return code is the daemon's, that of link_take, or
 *
 * CKR_ARGUMENTS_BAD: there is no place for a result.
 * CKR_DEVICE_ERROR: the answer is not of the form.
 */
CK_RV call(CK_ULONG function, const struct argument *arguments);

/* The bytes of a text into a field that is filled up with blanks. */
void set_text(CK_UTF8CHAR *field, size_t room, const void *text, size_t length);

/* The only slot while there is no daemon. */
#define EMPTY_SLOT 0UL

#endif
