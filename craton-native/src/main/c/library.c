/*
 * libcraton_hsm.so: the functions of PKCS#11 v3.2 as calls to the daemon. What a function means is the daemon's affair;
 * here is only what a pointer can be wrong in, and what there is when there is no daemon.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "integrity.h"
#include "link.h"

#define EXPORT __attribute__((visibility("default")))

/* The only slot while there is no daemon. */
#define EMPTY_SLOT 0UL
/* No room is larger: results are shorter. */
#define LARGEST_ROOM (1UL << 30)
/* A template inside of a template comes whole, whatever room there is. */
#define NESTED_ROOM (1UL << 16)
#define MOST_OUTPUTS 4
/* So many objects come at once. */
#define MOST_OBJECTS 65536UL
#define DAY 86400UL

static bool is_of_slot(CK_ULONG function) {
    return function >= 100 && function < 200;
}

/* A connection with the beginning of a call in its message. */
static CK_RV begin(struct link **link, CK_ULONG function, CK_ULONG receiver) {
    if (function >= 200) {
        if (!link_is_open()) {
            return CKR_CRYPTOKI_NOT_INITIALIZED;
        }
        if (!link_is_begun()) {
            return CKR_SESSION_HANDLE_INVALID;
        }
    }
    bool known = link_is_begun();
    CK_RV result = link_take(link);
    if (result != CKR_OK) {
        bool absent = result == CKR_DEVICE_REMOVED && is_of_slot(function) && !known;
        return !absent ? result : receiver == EMPTY_SLOT ? CKR_TOKEN_NOT_PRESENT : CKR_SLOT_ID_INVALID;
    }
    put_ulong(&(*link)->message, function);
    if (function >= 100) {
        put_ulong(&(*link)->message, receiver);
    }
    return CKR_OK;
}

/* Ends a call: an answer that is not of the form is the daemon's fault. */
static CK_RV end(struct link *link, CK_RV result) {
    if (result == CKR_OK) {
        take_end(&link->message);
        result = link->message.error;
    }
    link_give(link);
    return result;
}

/* Where something of an answer goes. */
struct output {
    char kind;
    void *value;
    CK_ULONG *length;
    CK_ULONG number;
};

struct outputs {
    struct output all[MOST_OUTPUTS + 1]; /* and an empty one */
    int count;
    bool bad; /* the caller has to get CKR_ARGUMENTS_BAD */
};

static void expect(struct outputs *outputs, char kind, void *value, CK_ULONG *length, CK_ULONG number) {
    outputs->all[outputs->count++] = (struct output){kind, value, length, number};
}

static CK_ULONG room_of(CK_ULONG length) {
    return length > LARGEST_ROOM ? LARGEST_ROOM : length;
}

static void put_label(struct message *m, const CK_UTF8CHAR *label) {
    CK_ULONG length = label == NULL ? 0 : 32;
    while (length > 0 && label[length - 1] == ' ') {
        length--;
    }
    put_bytes(m, label, label == NULL ? 1 : length);
}

/* Writes the argument that a letter of a form stands for. */
static void put_argument(struct message *m, char letter, va_list *from, struct outputs *outputs) {
    void *pointer;
    CK_ULONG length;
    switch (letter) {
    case 'b':
        pointer = va_arg(*from, void *);
        put_bytes(m, pointer, va_arg(*from, CK_ULONG));
        break;
    case 'n':
        pointer = va_arg(*from, void *);
        length = va_arg(*from, CK_ULONG);
        put_bytes(m, pointer, pointer == NULL ? 1 : length);
        break;
    case 'l':
        put_label(m, va_arg(*from, CK_UTF8CHAR *));
        break;
    case 't':
        pointer = va_arg(*from, void *);
        put_template(m, pointer, va_arg(*from, CK_ULONG));
        break;
    case 'm':
        put_mechanism(m, va_arg(*from, CK_MECHANISM *));
        break;
    case 'u':
        put_ulong(m, va_arg(*from, CK_ULONG));
        break;
    case 'h':
    case 'v':
        put_present(m, va_arg(*from, CK_ULONG));
        break;
    case 'k':
        length = va_arg(*from, CK_ULONG);
        if (length == 0) {
            put_null(m);
        } else {
            put_present(m, length);
        }
        break;
    case 'e':
        put_octet(m, (va_arg(*from, CK_ULONG) & CKF_END_OF_MESSAGE) != 0);
        break;
    case 'p':
        pointer = va_arg(*from, void *);
        length = va_arg(*from, CK_ULONG);
        put_message_parameters(m, pointer, length);
        expect(outputs, 'p', pointer, NULL, length);
        break;
    case '-':
        pointer = va_arg(*from, void *);
        length = va_arg(*from, CK_ULONG);
        outputs->bad |= pointer != NULL || length != 0;
        break;
    case 'F':
        put_form(m);
        break;
    default: /* o */
        pointer = va_arg(*from, void *);
        CK_ULONG *room = va_arg(*from, CK_ULONG *);
        outputs->bad |= room == NULL;
        if (pointer == NULL || room == NULL) {
            put_null(m);
        } else {
            put_present(m, room_of(*room));
        }
        expect(outputs, 'o', pointer, room, 0);
    }
}

/* Finds where a result goes, before anything is done that could not be told. */
static void expect_result(char letter, va_list *from, struct outputs *outputs) {
    void *value = va_arg(*from, void *);
    CK_ULONG *length = letter == 'b' || letter == '2' ? va_arg(*from, CK_ULONG *) : NULL;
    outputs->bad |= (value == NULL && letter != 'b') || (length == NULL && (letter == 'b' || letter == '2'));
    expect(outputs, letter, value, length, 0);
}

/* A result that is a byte string, into a buffer that may be too small. */
static CK_RV take_into(struct message *m, CK_BYTE_PTR value, CK_ULONG *length) {
    CK_ULONG given;
    CK_ULONG room = *length;
    const unsigned char *bytes = take_bytes(m, &given);
    *length = given;
    if (value == NULL || m->error != CKR_OK) {
        return m->error;
    }
    if (given > room) {
        return CKR_BUFFER_TOO_SMALL;
    }
    if (given > 0) {
        memcpy(value, bytes, given);
    }
    return CKR_OK;
}

/* What has been put into the room for a result. */
static void take_room(struct message *m, const struct output *to, CK_ULONG length) {
    CK_ULONG given;
    const unsigned char *bytes = take_bytes(m, &given);
    if (m->error == CKR_OK && to->value != NULL) {
        if (given != length || given > *to->length) {
            m->error = CKR_DEVICE_ERROR;
            return;
        }
        if (given > 0) {
            memcpy(to->value, bytes, given);
        }
    }
    *to->length = length;
}

static CK_OBJECT_HANDLE take_object(struct message *m) {
    return take_bool(m) ? take_ulong(m) : 0;
}

/* Reads an answer: the result, and behind it what comes back in arguments. */
static CK_RV take_answer(struct message *m, const struct outputs *outputs) {
    CK_RV result = CKR_OK;
    CK_ULONG length = 0;
    CK_OBJECT_HANDLE first = 0;
    CK_OBJECT_HANDLE second = 0;
    for (int i = 0; i < outputs->count; i++) {
        const struct output *to = &outputs->all[i];
        switch (to->kind) {
        case 'h':
            *(CK_OBJECT_HANDLE *)to->value = take_object(m);
            break;
        case 'u':
            *(CK_ULONG *)to->value = take_ulong(m);
            break;
        case 'b':
            result = take_into(m, to->value, to->length);
            break;
        case '2':
            if (take_bool(m)) {
                first = take_object(m);
                second = take_object(m);
            }
            *(CK_OBJECT_HANDLE *)to->value = first;
            *to->length = second;
            break;
        case 'c':
            length = take_bool(m) ? take_ulong(m) : 0;
            first = length == 0 ? 0 : take_object(m);
            *(CK_OBJECT_HANDLE *)to->value = first;
            break;
        case 'o':
            length = to[1].kind == 'c' ? 0 : take_ulong(m);
            break;
        default: /* p comes behind the result */
            break;
        }
    }
    for (int i = 0; i < outputs->count; i++) {
        const struct output *to = &outputs->all[i];
        if (to->kind == 'o') {
            take_room(m, to, length);
        } else if (to->kind == 'p') {
            take_message_parameters(m, to->value, to->number);
        }
    }
    return result;
}

/* The size that a room would have to have. */
static void take_needed(struct message *m, const struct outputs *outputs) {
    for (int i = 0; i < outputs->count; i++) {
        if (outputs->all[i].kind == 'o') {
            *outputs->all[i].length = take_ulong(m);
        }
    }
}

/* The call without its data: the module ends the operation, as it does with every error. */
static void spoil(struct message *m, CK_ULONG function, CK_ULONG receiver) {
    message_begin(m);
    put_ulong(m, function);
    put_ulong(m, receiver);
    put_null(m);
    put_null(m);
}

/* Makes the call that a row of the table is. */
static CK_RV call(CK_ULONG function, const char *form, CK_ULONG receiver, ...) {
    struct outputs outputs = {.count = 0};
    struct link *link;
    CK_RV result = begin(&link, function, receiver);
    if (result != CKR_OK) {
        return result;
    }
    bool transforms = strcmp(form, "bo") == 0;
    va_list arguments;
    va_start(arguments, receiver);
    for (; *form != '\0' && *form != '>'; form++) {
        put_argument(&link->message, *form, &arguments, &outputs);
    }
    while (*form != '\0' && *++form != '\0') {
        expect_result(*form, &arguments, &outputs);
    }
    va_end(arguments);
    if (outputs.bad) {
        if (transforms) {
            spoil(&link->message, function, receiver);
            link_call(link);
        }
        link_give(link);
        return CKR_ARGUMENTS_BAD;
    }
    result = link_call(link);
    if (result == CKR_OK) {
        result = take_answer(&link->message, &outputs);
    } else if (result == CKR_BUFFER_TOO_SMALL) {
        take_needed(&link->message, &outputs);
    }
    return end(link, result);
}

#define UNPACK(...) __VA_ARGS__
#define CALL(name, number, form, parameters, arguments)                                                                       \
    EXPORT CK_RV name parameters {                                                                                            \
        return call(number, form, UNPACK arguments);                                                                          \
    }
#define OWN(name, number, parameters) EXPORT CK_RV name parameters;
FUNCTIONS_2_40
FUNCTIONS_3_0
FUNCTIONS_3_2
#undef CALL
#undef OWN

/* What is not in the table. */

static void take_text(struct message *m, CK_UTF8CHAR *field, size_t room) {
    CK_ULONG length;
    const unsigned char *text = take_bytes(m, &length);
    memset(field, ' ', room);
    if (text != NULL) {
        memcpy(field, text, length < room ? length : room);
    }
}

static void skip_text(struct message *m) {
    CK_ULONG length;
    take_bytes(m, &length);
}

static void set_text(CK_UTF8CHAR *field, size_t room, const char *text) {
    size_t length = strlen(text);
    memset(field, ' ', room);
    memcpy(field, text, length < room ? length : room);
}

static CK_VERSION take_version(struct message *m) {
    char text[16] = "";
    unsigned major = 0;
    unsigned minor = 0;
    CK_ULONG length;
    const unsigned char *bytes = take_bytes(m, &length);
    if (bytes != NULL && length < sizeof text) {
        memcpy(text, bytes, length);
        sscanf(text, "%3u.%3u", &major, &minor);
    }
    return (CK_VERSION){(CK_BYTE)major, (CK_BYTE)minor};
}

/* A number that may be absent in Java. */
static CK_ULONG take_present(struct message *m) {
    return take_bool(m) ? take_ulong(m) : 0;
}

/* A list of numbers into an array that may be too small; null asks how many there are. */
static void take_list(struct message *m, CK_ULONG *list, CK_ULONG *count, CK_RV *result) {
    CK_ULONG room = *count;
    CK_ULONG given = take_bool(m) ? take_count(m, 1 + sizeof(CK_ULONG)) : 0;
    for (CK_ULONG i = 0; i < given; i++) {
        CK_ULONG one = take_present(m);
        if (list != NULL && i < room) {
            list[i] = one;
        }
    }
    *count = given;
    if (list != NULL && given > room) {
        m->at = m->length;
        *result = CKR_BUFFER_TOO_SMALL;
    }
}

/* Mutexes of the caller are not used: the library makes no threads, and those of the system do. */
EXPORT CK_RV C_Initialize(CK_VOID_PTR pInitArgs) {
    if (pInitArgs != NULL) {
        const CK_C_INITIALIZE_ARGS *args = pInitArgs;
        int given = (args->CreateMutex != NULL) + (args->DestroyMutex != NULL) + (args->LockMutex != NULL) +
                    (args->UnlockMutex != NULL);
        if (args->pReserved != NULL || (given != 0 && given != 4)) {
            return CKR_ARGUMENTS_BAD;
        }
    }
    if (!integrity_is_right()) {
        debug("the library is not the one that libcraton_hsm.hmac beside it was written for", NULL, 0);
        return CKR_FIPS_SELF_TEST_FAILED;
    }
    CK_RV result = links_open();
    struct link *link;
    if (result == CKR_OK && link_take(&link) == CKR_OK) {
        link_give(link);
    }
    return result;
}

EXPORT CK_RV C_Finalize(CK_VOID_PTR pReserved) {
    if (!link_is_open()) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    return pReserved != NULL ? CKR_ARGUMENTS_BAD : links_close();
}

/* Of the library, with or without a daemon. */
EXPORT CK_RV C_GetInfo(CK_INFO_PTR pInfo) {
    if (!link_is_open()) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    if (pInfo == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    pInfo->cryptokiVersion = (CK_VERSION){3, 2};
    pInfo->libraryVersion = (CK_VERSION){VERSION_MAJOR, VERSION_MINOR};
    pInfo->flags = 0;
    set_text(pInfo->manufacturerID, sizeof pInfo->manufacturerID, "Craton");
    set_text(pInfo->libraryDescription, sizeof pInfo->libraryDescription, "Craton HSM");
    return CKR_OK;
}

/* Without a daemon there is a slot without a token: the daemon may come. */
EXPORT CK_RV C_GetSlotList(CK_BBOOL tokenPresent, CK_SLOT_ID_PTR pSlotList, CK_ULONG_PTR pulCount) {
    struct link *link;
    if (pulCount == NULL) {
        return link_is_open() ? CKR_ARGUMENTS_BAD : CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV result = begin(&link, WIRE_C_GetSlotList, 0);
    if (result == CKR_OK) {
        put_octet(&link->message, tokenPresent != 0);
        result = link_call(link);
        if (result == CKR_OK) {
            take_list(&link->message, pSlotList, pulCount, &result);
        }
        result = end(link, result);
    }
    if (result != CKR_DEVICE_REMOVED) {
        return result;
    }
    CK_ULONG room = *pulCount;
    *pulCount = tokenPresent ? 0 : 1;
    if (pSlotList == NULL || *pulCount == 0) {
        return CKR_OK;
    }
    if (room == 0) {
        return CKR_BUFFER_TOO_SMALL;
    }
    *pSlotList = EMPTY_SLOT;
    return CKR_OK;
}

static CK_RV empty_slot(CK_SLOT_INFO_PTR pInfo) {
    memset(pInfo, 0, sizeof *pInfo);
    set_text(pInfo->slotDescription, sizeof pInfo->slotDescription, "Craton HSM: no daemon");
    set_text(pInfo->manufacturerID, sizeof pInfo->manufacturerID, "Craton");
    return CKR_OK;
}

EXPORT CK_RV C_GetSlotInfo(CK_SLOT_ID slotID, CK_SLOT_INFO_PTR pInfo) {
    struct link *link;
    if (pInfo == NULL) {
        return link_is_open() ? CKR_ARGUMENTS_BAD : CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV result = begin(&link, WIRE_C_GetSlotInfo, slotID);
    if (result != CKR_OK) {
        return result == CKR_TOKEN_NOT_PRESENT ? empty_slot(pInfo) : result;
    }
    result = link_call(link);
    struct message *m = &link->message;
    if (result == CKR_OK && take_bool(m)) {
        take_text(m, pInfo->slotDescription, sizeof pInfo->slotDescription);
        take_text(m, pInfo->manufacturerID, sizeof pInfo->manufacturerID);
        pInfo->flags = take_bool(m) ? CKF_TOKEN_PRESENT : 0;
        pInfo->hardwareVersion = take_version(m);
        pInfo->firmwareVersion = take_version(m);
    }
    return end(link, result);
}

static void take_time(struct message *m, CK_CHAR *field, size_t room) {
    char text[80] = "";
    time_t seconds = (time_t)take_ulong(m);
    take_ulong(m);
    struct tm utc;
    if (gmtime_r(&seconds, &utc) != NULL) {
        strftime(text, sizeof text, "%Y%m%d%H%M%S00", &utc);
    }
    set_text(field, room, text);
}

static void take_token(struct message *m, CK_TOKEN_INFO_PTR pInfo) {
    memset(pInfo, 0, sizeof *pInfo);
    skip_text(m);
    take_text(m, pInfo->label, sizeof pInfo->label);
    take_text(m, pInfo->manufacturerID, sizeof pInfo->manufacturerID);
    take_text(m, pInfo->model, sizeof pInfo->model);
    take_text(m, pInfo->serialNumber, sizeof pInfo->serialNumber);
    pInfo->flags = take_present(m);
    pInfo->ulMaxSessionCount = take_ulong(m);
    pInfo->ulSessionCount = take_ulong(m);
    pInfo->ulMaxRwSessionCount = take_ulong(m);
    pInfo->ulRwSessionCount = take_ulong(m);
    pInfo->ulMinPinLen = take_ulong(m);
    pInfo->ulMaxPinLen = take_ulong(m);
    take_ulong(m); /* objects */
    CK_ULONG unreadable = take_bool(m) ? take_count(m, 1) : 0;
    for (CK_ULONG i = 0; i < unreadable; i++) {
        skip_text(m);
    }
    memset(pInfo->utcTime, ' ', sizeof pInfo->utcTime);
    if (take_bool(m)) {
        take_time(m, pInfo->utcTime, sizeof pInfo->utcTime);
    }
    pInfo->ulTotalPublicMemory = pInfo->ulFreePublicMemory = CK_UNAVAILABLE_INFORMATION;
    pInfo->ulTotalPrivateMemory = pInfo->ulFreePrivateMemory = CK_UNAVAILABLE_INFORMATION;
    pInfo->hardwareVersion = pInfo->firmwareVersion = (CK_VERSION){VERSION_MAJOR, VERSION_MINOR};
}

EXPORT CK_RV C_GetTokenInfo(CK_SLOT_ID slotID, CK_TOKEN_INFO_PTR pInfo) {
    struct link *link;
    if (pInfo == NULL) {
        return link_is_open() ? CKR_ARGUMENTS_BAD : CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV result = begin(&link, WIRE_C_GetTokenInfo, slotID);
    if (result != CKR_OK) {
        return result;
    }
    result = link_call(link);
    if (result == CKR_OK && take_bool(&link->message)) {
        take_token(&link->message, pInfo);
    }
    return end(link, result);
}

EXPORT CK_RV C_GetMechanismList(CK_SLOT_ID slotID, CK_MECHANISM_TYPE_PTR pMechanismList, CK_ULONG_PTR pulCount) {
    struct link *link;
    if (pulCount == NULL) {
        return link_is_open() ? CKR_ARGUMENTS_BAD : CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV result = begin(&link, WIRE_C_GetMechanismList, slotID);
    if (result != CKR_OK) {
        return result;
    }
    result = link_call(link);
    if (result == CKR_OK) {
        take_list(&link->message, pMechanismList, pulCount, &result);
    }
    return end(link, result);
}

EXPORT CK_RV C_GetMechanismInfo(CK_SLOT_ID slotID, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO_PTR pInfo) {
    struct link *link;
    if (pInfo == NULL) {
        return link_is_open() ? CKR_ARGUMENTS_BAD : CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV result = begin(&link, WIRE_C_GetMechanismInfo, slotID);
    if (result != CKR_OK) {
        return result;
    }
    put_present(&link->message, type);
    result = link_call(link);
    if (result == CKR_OK && take_bool(&link->message)) {
        pInfo->ulMinKeySize = take_ulong(&link->message);
        pInfo->ulMaxKeySize = take_ulong(&link->message);
        pInfo->flags = take_present(&link->message);
    }
    return end(link, result);
}

EXPORT CK_RV C_OpenSession(CK_SLOT_ID slotID, CK_FLAGS flags, CK_VOID_PTR pApplication, CK_NOTIFY Notify,
                           CK_SESSION_HANDLE_PTR phSession) {
    struct link *link;
    (void)pApplication;
    (void)Notify;
    if (!link_is_open()) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    if (phSession == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    if ((flags & CKF_SERIAL_SESSION) == 0) {
        return CKR_SESSION_PARALLEL_NOT_SUPPORTED;
    }
    CK_RV result = begin(&link, WIRE_C_OpenSession, slotID);
    if (result != CKR_OK) {
        return result;
    }
    put_present(&link->message, flags & (CKF_SERIAL_SESSION | CKF_RW_SESSION));
    result = link_call(link);
    if (result == CKR_OK) {
        *phSession = take_present(&link->message);
    }
    return end(link, result);
}

EXPORT CK_RV C_GetSessionInfo(CK_SESSION_HANDLE hSession, CK_SESSION_INFO_PTR pInfo) {
    struct link *link;
    if (pInfo == NULL) {
        return link_is_open() ? CKR_ARGUMENTS_BAD : CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    CK_RV result = begin(&link, WIRE_C_GetSessionInfo, hSession);
    if (result != CKR_OK) {
        return result;
    }
    result = link_call(link);
    if (result == CKR_OK && take_bool(&link->message)) {
        pInfo->slotID = take_ulong(&link->message);
        pInfo->state = take_present(&link->message);
        pInfo->flags = take_present(&link->message);
        pInfo->ulDeviceError = 0;
    }
    return end(link, result);
}

static CK_RV worse(CK_RV result, CK_RV other) {
    return result == CKR_OK ? other : result;
}

/* One attribute of a template inside of a template: bytes of its value, or its length. */
static CK_RV take_nested_value(struct message *m, CK_ATTRIBUTE *to, CK_ULONG length) {
    const unsigned char *value = take_raw(m, length);
    CK_ULONG room = to->ulValueLen;
    to->ulValueLen = length;
    if (value == NULL || to->pValue == NULL) {
        return CKR_OK;
    }
    if (room < length) {
        to->ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_BUFFER_TOO_SMALL;
    }
    memcpy(to->pValue, value, length);
    return CKR_OK;
}

/* A template inside of a template, which travels as bytes, into an array of the caller (section 5.7.5). */
static CK_RV take_nested(struct message *m, CK_ATTRIBUTE *to, CK_ULONG end_of_it) {
    CK_ATTRIBUTE *entries = to->pValue;
    CK_ULONG room = entries == NULL ? 0 : to->ulValueLen / sizeof *entries;
    CK_ULONG count = 0;
    CK_RV result = CKR_OK;
    while (m->at < end_of_it && m->error == CKR_OK) {
        CK_ATTRIBUTE none = {0, NULL, 0};
        CK_ATTRIBUTE *entry = count < room ? &entries[count] : &none;
        entry->type = take_ulong(m);
        result = worse(result, take_nested_value(m, entry, take_ulong(m)));
        count++;
    }
    to->ulValueLen = count * sizeof *entries;
    if (entries != NULL && count > room) {
        to->ulValueLen = CK_UNAVAILABLE_INFORMATION;
        result = CKR_BUFFER_TOO_SMALL;
    }
    return result;
}

static CK_RV take_attribute(struct message *m, CK_ATTRIBUTE *to) {
    CK_ULONG length = take_ulong(m);
    CK_ULONG given;
    const unsigned char *value = take_bytes(m, &given);
    if (m->error != CKR_OK) {
        return CKR_OK;
    }
    if (is_template(to->type) && length != CK_UNAVAILABLE_INFORMATION) {
        m->at -= given;
        return take_nested(m, to, m->at + given);
    }
    if (to->pValue != NULL && length != CK_UNAVAILABLE_INFORMATION && value != NULL) {
        if (given != length || given > to->ulValueLen) {
            m->error = CKR_DEVICE_ERROR;
            return CKR_OK;
        }
        memcpy(to->pValue, value, given);
    }
    to->ulValueLen = length;
    return CKR_OK;
}

EXPORT CK_RV C_GetAttributeValue(CK_SESSION_HANDLE hSession, CK_OBJECT_HANDLE hObject, CK_ATTRIBUTE_PTR pTemplate,
                                 CK_ULONG ulCount) {
    struct link *link;
    CK_RV result = begin(&link, WIRE_C_GetAttributeValue, hSession);
    if (result != CKR_OK) {
        return result;
    }
    struct message *m = &link->message;
    if (pTemplate == NULL) {
        link_give(link);
        return CKR_ARGUMENTS_BAD;
    }
    put_present(m, hObject);
    put_present(m, ulCount);
    for (CK_ULONG i = 0; i < ulCount && m->error == CKR_OK; i++) {
        put_ulong(m, pTemplate[i].type);
        if (is_template(pTemplate[i].type)) {
            put_present(m, NESTED_ROOM);
        } else if (pTemplate[i].pValue == NULL) {
            put_null(m);
        } else {
            put_present(m, room_of(pTemplate[i].ulValueLen));
        }
    }
    put_form(m);
    result = link_call(link);
    if (result == CKR_OK) {
        CK_RV nested = CKR_OK;
        CK_RV code = take_present(m);
        if (take_bool(m)) {
            for (CK_ULONG i = 0; i < ulCount && m->error == CKR_OK; i++) {
                nested = worse(nested, take_attribute(m, &pTemplate[i]));
            }
        }
        result = worse(end(link, CKR_OK), worse(code, nested));
    } else {
        link_give(link);
    }
    return result;
}

EXPORT CK_RV C_FindObjects(CK_SESSION_HANDLE hSession, CK_OBJECT_HANDLE_PTR phObject, CK_ULONG ulMaxObjectCount,
                           CK_ULONG_PTR pulObjectCount) {
    struct link *link;
    CK_RV result = begin(&link, WIRE_C_FindObjects, hSession);
    if (result != CKR_OK) {
        return result;
    }
    if (pulObjectCount == NULL || (phObject == NULL && ulMaxObjectCount > 0)) {
        link_give(link);
        return CKR_ARGUMENTS_BAD;
    }
    put_ulong(&link->message, ulMaxObjectCount < MOST_OBJECTS ? ulMaxObjectCount : MOST_OBJECTS);
    result = link_call(link);
    if (result == CKR_OK) {
        CK_ULONG count = ulMaxObjectCount;
        take_list(&link->message, phObject, &count, &result);
        *pulObjectCount = count;
    }
    return end(link, result == CKR_BUFFER_TOO_SMALL ? CKR_DEVICE_ERROR : result);
}

EXPORT CK_RV C_GenerateRandom(CK_SESSION_HANDLE hSession, CK_BYTE_PTR pRandom, CK_ULONG ulRandomLen) {
    struct link *link;
    CK_RV result = begin(&link, WIRE_C_GenerateRandom, hSession);
    if (result != CKR_OK) {
        return result;
    }
    if (pRandom == NULL) {
        link_give(link);
        return CKR_ARGUMENTS_BAD;
    }
    put_ulong(&link->message, ulRandomLen);
    result = link_call(link);
    if (result == CKR_OK) {
        CK_ULONG length;
        const unsigned char *random = take_bytes(&link->message, &length);
        if (length != ulRandomLen) {
            link->message.error = CKR_DEVICE_ERROR;
        } else if (random != NULL) {
            memcpy(pRandom, random, length);
        }
    }
    return end(link, result);
}

EXPORT CK_RV C_WaitForSlotEvent(CK_FLAGS flags, CK_SLOT_ID_PTR pSlot, CK_VOID_PTR pReserved) {
    bool blocks = (flags & CKF_DONT_BLOCK) == 0;
    CK_RV result;
    do {
        struct link *link;
        result = begin(&link, WIRE_C_WaitForSlotEvent, 0);
        if (result != CKR_OK) {
            return result == CKR_DEVICE_REMOVED && !blocks ? CKR_NO_EVENT : result;
        }
        if (pSlot == NULL || pReserved != NULL) {
            link_give(link);
            return CKR_ARGUMENTS_BAD;
        }
        put_present(&link->message, blocks ? DAY : 0);
        put_ulong(&link->message, 0);
        result = link_call(link);
        if (result == CKR_OK) {
            if (take_bool(&link->message)) {
                *pSlot = take_ulong(&link->message);
            } else {
                result = CKR_NO_EVENT;
            }
        }
        result = end(link, result);
    } while (blocks && result == CKR_NO_EVENT);
    return result;
}

/* Without a place for the length of the signature, a part that is not the last (section 5.14.4). */
EXPORT CK_RV C_SignMessageNext(CK_SESSION_HANDLE hSession, CK_VOID_PTR pParameter, CK_ULONG ulParameterLen, CK_BYTE_PTR pData,
                               CK_ULONG ulDataLen, CK_BYTE_PTR pSignature, CK_ULONG_PTR pulSignatureLen) {
    if (pulSignatureLen == NULL) {
        return call(WIRE_C_SignMessageNext, "-b", hSession, pParameter, ulParameterLen, pData, ulDataLen);
    }
    return call(WIRE_C_SignMessageNext_end, "-bo", hSession, pParameter, ulParameterLen, pData, ulDataLen, pSignature,
                pulSignatureLen);
}

/* Without a signature, a part that is not the last (section 5.16.4). */
EXPORT CK_RV C_VerifyMessageNext(CK_SESSION_HANDLE hSession, CK_VOID_PTR pParameter, CK_ULONG ulParameterLen, CK_BYTE_PTR pData,
                                 CK_ULONG ulDataLen, CK_BYTE_PTR pSignature, CK_ULONG ulSignatureLen) {
    if (pSignature == NULL) {
        return call(WIRE_C_VerifyMessageNext, "-b", hSession, pParameter, ulParameterLen, pData, ulDataLen);
    }
    return call(WIRE_C_VerifyMessageNext_end, "-bb", hSession, pParameter, ulParameterLen, pData, ulDataLen, pSignature,
                ulSignatureLen);
}

/* These wrap with the parameters of a message, of which the module makes the vector; CK_GCM_PARAMS is as long as those. */
static bool wraps_as_message(const CK_MECHANISM *mechanism) {
    return mechanism != NULL && (mechanism->mechanism == 0x1087UL      /* CKM_AES_GCM */
                                 || mechanism->mechanism == 0x1088UL   /* CKM_AES_CCM */
                                 || mechanism->mechanism == 0x4021UL); /* CKM_CHACHA20_POLY1305 */
}

EXPORT CK_RV C_WrapKeyAuthenticated(CK_SESSION_HANDLE hSession, CK_MECHANISM_PTR pMechanism, CK_OBJECT_HANDLE hWrappingKey,
                                    CK_OBJECT_HANDLE hKey, CK_BYTE_PTR pAssociated, CK_ULONG ulAssociatedLen,
                                    CK_BYTE_PTR pWrapped, CK_ULONG_PTR pulWrappedLen) {
    if (wraps_as_message(pMechanism)) {
        return call(WIRE_C_WrapKeyAuthenticated_message, "vphhbo", hSession, pMechanism->mechanism, pMechanism->pParameter,
                    pMechanism->ulParameterLen, hWrappingKey, hKey, pAssociated, ulAssociatedLen, pWrapped, pulWrappedLen);
    }
    return call(WIRE_C_WrapKeyAuthenticated, "mhhbo", hSession, pMechanism, hWrappingKey, hKey, pAssociated, ulAssociatedLen,
                pWrapped, pulWrappedLen);
}

EXPORT CK_RV C_UnwrapKeyAuthenticated(CK_SESSION_HANDLE hSession, CK_MECHANISM_PTR pMechanism, CK_OBJECT_HANDLE hKey,
                                      CK_BYTE_PTR pWrapped, CK_ULONG ulWrappedLen, CK_ATTRIBUTE_PTR pTemplate, CK_ULONG ulCount,
                                      CK_BYTE_PTR pAssociated, CK_ULONG ulAssociatedLen, CK_OBJECT_HANDLE_PTR phKey) {
    if (wraps_as_message(pMechanism)) {
        return call(WIRE_C_UnwrapKeyAuthenticated_message, "vphbtb>h", hSession, pMechanism->mechanism, pMechanism->pParameter,
                    pMechanism->ulParameterLen, hKey, pWrapped, ulWrappedLen, pTemplate, ulCount, pAssociated,
                    ulAssociatedLen, phKey);
    }
    return call(WIRE_C_UnwrapKeyAuthenticated, "mhbtb>h", hSession, pMechanism, hKey, pWrapped, ulWrappedLen, pTemplate,
                ulCount, pAssociated, ulAssociatedLen, phKey);
}

/* The lists. */
#define CALL(name, number, form, parameters, arguments) name,
#define OWN(name, number, parameters) name,
static CK_FUNCTION_LIST functions_2_40 = {{2, 40}, FUNCTIONS_2_40};
static CK_FUNCTION_LIST_3_0 functions_3_0 = {{3, 0}, FUNCTIONS_2_40 FUNCTIONS_3_0};
static CK_FUNCTION_LIST_3_0 functions_3_1 = {{3, 1}, FUNCTIONS_2_40 FUNCTIONS_3_0};
static CK_FUNCTION_LIST_3_2 functions_3_2 = {{3, 2}, FUNCTIONS_2_40 FUNCTIONS_3_0 FUNCTIONS_3_2};
#undef CALL
#undef OWN

#define INTERFACES 4UL
#define INTERFACE_NAME "PKCS 11"

/* The first is the one that who asks for none in particular gets. */
static CK_INTERFACE interfaces[INTERFACES] = {
    {(CK_CHAR *)INTERFACE_NAME, &functions_3_2, 0},
    {(CK_CHAR *)INTERFACE_NAME, &functions_3_1, 0},
    {(CK_CHAR *)INTERFACE_NAME, &functions_3_0, 0},
    {(CK_CHAR *)INTERFACE_NAME, &functions_2_40, 0},
};

EXPORT CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR ppFunctionList) {
    if (ppFunctionList == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    *ppFunctionList = &functions_2_40;
    return CKR_OK;
}

EXPORT CK_RV C_GetInterfaceList(CK_INTERFACE_PTR pInterfacesList, CK_ULONG_PTR pulCount) {
    if (pulCount == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    CK_ULONG room = *pulCount;
    *pulCount = INTERFACES;
    if (pInterfacesList == NULL) {
        return CKR_OK;
    }
    if (room < INTERFACES) {
        return CKR_BUFFER_TOO_SMALL;
    }
    memcpy(pInterfacesList, interfaces, sizeof interfaces);
    return CKR_OK;
}

EXPORT CK_RV C_GetInterface(CK_UTF8CHAR_PTR pInterfaceName, CK_VERSION *pVersion, CK_INTERFACE_PTR_PTR ppInterface,
                            CK_FLAGS flags) {
    if (ppInterface == NULL) {
        return CKR_ARGUMENTS_BAD;
    }
    for (CK_ULONG i = 0; i < INTERFACES; i++) {
        const CK_VERSION *version = interfaces[i].pFunctionList;
        bool named = pInterfaceName == NULL || strcmp((const char *)pInterfaceName, INTERFACE_NAME) == 0;
        bool fits = pVersion == NULL || (pVersion->major == version->major && pVersion->minor == version->minor);
        if (named && fits && (flags & ~interfaces[i].flags) == 0) {
            *ppInterface = &interfaces[i];
            return CKR_OK;
        }
    }
    return CKR_ARGUMENTS_BAD;
}
