#include "call.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Functions with these numbers and up are called on a slot, and on a session. */
#define FIRST_OF_SLOT 100
#define FIRST_IN_SESSION 200
/* No room is larger: results are shorter. */
#define LARGEST_ROOM (1UL << 30)
/* A template inside of a template comes whole, whatever room there is. */
#define NESTED_ROOM (1UL << 16)
/* So many objects come at once. */
#define MOST_OBJECTS 65536UL

/* Makes the call that is being written one of the function's other form. */
static void turn_into_other(struct message *m, CK_ULONG function) {
#define OTHER(name, number) function == WIRE_##name ? (CK_ULONG)number:
    CK_ULONG other = OTHER_FORMS function;
#undef OTHER
    if (m->error == CKR_OK) {
        memcpy(m->bytes + FRAME_HEADER, &other, sizeof other);
    }
}

/* These wrap with the parameters of a message, of which the module makes the vector; CK_GCM_PARAMS is as long as those. */
static bool wraps_as_message(const CK_MECHANISM *mechanism) {
    return mechanism != NULL && (mechanism->mechanism == 0x1087UL      /* CKM_AES_GCM */
                                 || mechanism->mechanism == 0x1088UL   /* CKM_AES_CCM */
                                 || mechanism->mechanism == 0x4021UL); /* CKM_CHACHA20_POLY1305 */
}

static void put_mechanism_or_message(struct message *m, CK_ULONG function, const CK_MECHANISM *mechanism) {
    if (!wraps_as_message(mechanism)) {
        put_mechanism(m, mechanism);
        return;
    }
    turn_into_other(m, function);
    put_present(m, mechanism->mechanism);
    put_message_parameters(m, mechanism->pParameter, mechanism->ulParameterLen);
}

/* A parameter of these is one of the messages, which bring their own. */
static void put_message_mechanism(struct message *m, const CK_MECHANISM *mechanism) {
    put_mechanism(m, wraps_as_message(mechanism) ? &(CK_MECHANISM){mechanism->mechanism, NULL, 0} : mechanism);
}

static void take_vector(struct message *m, const CK_MECHANISM *mechanism) {
    if (wraps_as_message(mechanism)) {
        take_message_parameters(m, mechanism->pParameter, mechanism->ulParameterLen);
    }
}

/* The other form of the function is the one with the signature. */
static void put_bytes_or_more(struct message *m, CK_ULONG function, const struct argument *a) {
    if (a->pointer != NULL) {
        turn_into_other(m, function);
        put_bytes(m, a->pointer, a->number);
    }
}

/* How much room there is; null asks for the length. */
static void put_room(struct message *m, const struct argument *a) {
    if (a->pointer == NULL || a->length == NULL) {
        put_null(m);
    } else {
        put_present(m, *a->length < LARGEST_ROOM ? *a->length : LARGEST_ROOM);
    }
}

static void put_room_or_more(struct message *m, CK_ULONG function, const struct argument *a) {
    if (a->length != NULL) {
        turn_into_other(m, function);
        put_room(m, a);
    }
}

static void put_values(struct message *m, const CK_ATTRIBUTE *template, CK_ULONG count) {
    put_present(m, count);
    for (CK_ULONG i = 0; template != NULL && i < count && m->error == CKR_OK; i++) {
        bool nested = is_template(template[i].type);
        CK_ULONG room = template[i].ulValueLen < LARGEST_ROOM ? template[i].ulValueLen : LARGEST_ROOM;
        put_ulong(m, template[i].type);
        if (template[i].pValue == NULL && !nested) {
            put_null(m);
        } else {
            put_present(m, nested ? NESTED_ROOM : room);
        }
    }
    put_form(m);
}

static void put_mode(struct message *m, CK_FLAGS flags) {
    if ((flags & CKF_SERIAL_SESSION) == 0) {
        message_refuse(m, CKR_SESSION_PARALLEL_NOT_SUPPORTED);
    }
    put_present(m, flags & (CKF_SERIAL_SESSION | CKF_RW_SESSION));
}

static void put_label(struct message *m, const CK_UTF8CHAR *label) {
    CK_ULONG length = label == NULL ? 1 : 32;
    while (label != NULL && length > 0 && label[length - 1] == ' ') {
        length--;
    }
    put_bytes(m, label, length);
}

void set_text(CK_UTF8CHAR *field, size_t room, const void *text, size_t length) {
    memset(field, ' ', room);
    if (text != NULL) {
        memcpy(field, text, length < room ? length : room);
    }
}

static void take_text(struct message *m, CK_UTF8CHAR *field, size_t room) {
    CK_ULONG length;
    const void *text = take_bytes(m, &length);
    set_text(field, room, text, length);
}

static CK_VERSION take_version(struct message *m) {
    CK_UTF8CHAR text[16];
    unsigned major = 0, minor = 0;
    take_text(m, text, sizeof text - 1);
    text[sizeof text - 1] = '\0';
    sscanf((const char *)text, "%3u.%3u", &major, &minor);
    return (CK_VERSION){(CK_BYTE)major, (CK_BYTE)minor};
}

static void take_time(struct message *m, CK_CHAR *field, size_t room) {
    char text[80] = "";
    time_t seconds = (time_t)take_ulong(m);
    take_ulong(m);
    struct tm utc;
    if (gmtime_r(&seconds, &utc) != NULL) {
        strftime(text, sizeof text, "%Y%m%d%H%M%S00", &utc);
    }
    set_text(field, room, text, strlen(text));
}

/* Each of these has a flag in front, for Java: there is always one. */

static void take_slot(struct message *m, CK_SLOT_INFO *info) {
    take_bool(m);
    take_text(m, info->slotDescription, sizeof info->slotDescription);
    take_text(m, info->manufacturerID, sizeof info->manufacturerID);
    info->flags = take_bool(m) ? CKF_TOKEN_PRESENT : 0;
    info->hardwareVersion = take_version(m);
    info->firmwareVersion = take_version(m);
}

static void take_token(struct message *m, CK_TOKEN_INFO *info) {
    CK_ULONG length;
    take_bool(m);
    memset(info, 0, sizeof *info);
    take_bytes(m, &length); /* the label as it is in Java */
    take_text(m, info->label, sizeof info->label);
    take_text(m, info->manufacturerID, sizeof info->manufacturerID);
    take_text(m, info->model, sizeof info->model);
    take_text(m, info->serialNumber, sizeof info->serialNumber);
    info->flags = take_present(m);
    info->ulMaxSessionCount = take_ulong(m);
    info->ulSessionCount = take_ulong(m);
    info->ulMaxRwSessionCount = take_ulong(m);
    info->ulRwSessionCount = take_ulong(m);
    info->ulMinPinLen = take_ulong(m);
    info->ulMaxPinLen = take_ulong(m);
    take_ulong(m); /* objects */
    for (CK_ULONG unreadable = take_count(m, 1); unreadable > 0; unreadable--) {
        take_bytes(m, &length);
    }
    set_text(info->utcTime, sizeof info->utcTime, NULL, 0);
    if (take_bool(m)) {
        take_time(m, info->utcTime, sizeof info->utcTime);
    }
    info->ulTotalPublicMemory = info->ulFreePublicMemory = CK_UNAVAILABLE_INFORMATION;
    info->ulTotalPrivateMemory = info->ulFreePrivateMemory = CK_UNAVAILABLE_INFORMATION;
    info->hardwareVersion = info->firmwareVersion = (CK_VERSION){VERSION_MAJOR, VERSION_MINOR};
}

static void take_session(struct message *m, CK_SESSION_INFO *info) {
    take_bool(m);
    info->slotID = take_ulong(m);
    info->state = take_present(m);
    info->flags = take_present(m);
    info->ulDeviceError = 0;
}

static void take_mechanism(struct message *m, CK_MECHANISM_INFO *info) {
    take_bool(m);
    info->ulMinKeySize = take_ulong(m);
    info->ulMaxKeySize = take_ulong(m);
    info->flags = take_present(m);
}

static CK_RV take_event(struct message *m, CK_SLOT_ID *slot) {
    bool is_there = take_bool(m);
    *slot = is_there ? take_ulong(m) : *slot;
    return is_there ? CKR_OK : CKR_NO_EVENT;
}

static void take_pair(struct message *m, CK_OBJECT_HANDLE *one, CK_OBJECT_HANDLE *other) {
    take_bool(m);
    *one = take_present(m);
    *other = take_present(m);
}

/* Exactly so many bytes, or none if there is no room for them. */
static void take_exactly(struct message *m, CK_BYTE *value, CK_ULONG length) {
    CK_ULONG given;
    const unsigned char *bytes = take_bytes(m, &given);
    if (value != NULL && given != length) {
        message_refuse(m, CKR_DEVICE_ERROR);
    } else if (value != NULL && bytes != NULL) {
        memcpy(value, bytes, given);
    }
}

/* What has been put into the room for a result, and how long it is. */
static void take_room(struct message *m, const struct argument *to, CK_ULONG length) {
    if (to->length == NULL) {
        return;
    }
    if (to->pointer != NULL && length > *to->length) {
        message_refuse(m, CKR_DEVICE_ERROR);
    }
    take_exactly(m, to->pointer, length);
    *to->length = length;
}

/* Numbers into an array that may be too small; null asks how many there are. */
static CK_RV take_list(struct message *m, CK_ULONG *list, CK_ULONG room, CK_ULONG *count) {
    CK_ULONG given = take_count(m, 1 + sizeof(CK_ULONG));
    for (CK_ULONG i = 0; i < given; i++) {
        CK_ULONG one = take_present(m);
        if (list != NULL && i < room) {
            list[i] = one;
        }
    }
    *count = given;
    return list != NULL && given > room ? CKR_BUFFER_TOO_SMALL : CKR_OK;
}

static CK_RV worse(CK_RV result, CK_RV other) {
    return result == CKR_OK ? other : result;
}

/* The value of an attribute, or its length; section 5.7.5. */
static CK_RV take_value(struct message *m, CK_ATTRIBUTE *to, CK_ULONG length) {
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

/* A byte string into a buffer that may be too small. */
static CK_RV take_state(struct message *m, CK_BYTE *value, CK_ULONG *length) {
    CK_ULONG given;
    CK_ATTRIBUTE state = {0, value, *length};
    m->at -= take_bytes(m, &given) == NULL ? 0 : given;
    CK_RV result = take_value(m, &state, given);
    *length = given;
    return result;
}

/*
 * A template inside of a template, which travels as bytes, into an array of the caller: if the caller has named it as a template.
 * Any other room of theirs holds no pointers that could be followed.
 */
static CK_RV take_nested(struct message *m, CK_ATTRIBUTE *to, bool named, size_t end, int depth) {
    CK_ATTRIBUTE *entries = to->pValue;
    CK_ULONG room = entries == NULL || !named ? 0 : to->ulValueLen / sizeof *entries;
    CK_ULONG count = 0;
    CK_RV result = CKR_OK;
    for (; m->at < end && m->error == CKR_OK; count++) {
        CK_ATTRIBUTE none = {0, NULL, 0};
        CK_ATTRIBUTE *entry = count < room ? &entries[count] : &none;
        CK_ATTRIBUTE_TYPE asked = entry->type;
        entry->type = take_ulong(m);
        CK_ULONG length = take_ulong(m);
        bool nested = is_template(entry->type);
        if (nested && (depth == MOST_NESTED || length > m->length - m->at)) {
            message_refuse(m, CKR_DEVICE_ERROR);
        }
        CK_RV one = nested ? take_nested(m, entry, asked == entry->type, m->at + length, depth + 1)
                           : take_value(m, entry, length);
        result = worse(result, one);
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
    if (length == CK_UNAVAILABLE_INFORMATION || (value == NULL && !is_template(to->type))) {
        to->ulValueLen = length;
        return CKR_OK;
    }
    m->at -= given;
    if (is_template(to->type)) {
        return take_nested(m, to, true, m->at + given, 1);
    }
    if (given != length) {
        message_refuse(m, CKR_DEVICE_ERROR);
    }
    return take_value(m, to, length);
}

/* The template of C_GetAttributeValue. */
static CK_RV take_values(struct message *m, CK_ATTRIBUTE *template, CK_ULONG count) {
    CK_RV result = CKR_OK;
    count = take_bool(m) ? count : 0;
    for (CK_ULONG i = 0; i < count && m->error == CKR_OK; i++) {
        result = worse(result, take_attribute(m, &template[i]));
    }
    return result;
}

static bool has_place(const struct argument *a) {
    switch (a->kind) {
#define KIND(name, place, put, result, behind) case name: return place;
        KINDS
#undef KIND
    }
    return true;
}

enum step { PUT, RESULT, BEHIND };

/* What is known of a call, for the table of kinds. */
struct known {
    CK_ULONG function;
    CK_ULONG length; /* of the result */
    CK_RV code;
};

/* One step with each argument, by the table of kinds. */
static void go_through(struct message *m, const struct argument *a, enum step step, struct known *known) {
    for (; a->kind != LAST; a++) {
        switch (a->kind) {
#define KIND(name, place, put, result, behind)                                                                                \
        case name:                                                                                                            \
            if (step == PUT) {                                                                                                \
                put;                                                                                                          \
            } else if (step == RESULT) {                                                                                      \
                result;                                                                                                       \
            } else {                                                                                                          \
                behind;                                                                                                       \
            }                                                                                                                 \
            break;
            KINDS
#undef KIND
        }
    }
}

/* The size that a room would have to have. */
static void take_needed(struct message *m, const struct argument *arguments) {
    for (const struct argument *a = arguments; a->kind != LAST; a++) {
        if ((a->kind == ROOM || a->kind == ROOM_OR_MORE || a->kind == ENCAPSULATED) && a->length != NULL) {
            *a->length = take_ulong(m);
        }
    }
}

/* The operation of a function that has no room for a result. */
static CK_FLAGS without_room(CK_ULONG function) {
#define ENDS(name, operation) function == WIRE_##name ? operation:
    return WITHOUT_ROOM 0;
#undef ENDS
}

/* An error that the module does not see ends an operation as one does that it sees. */
static void cancel(struct link *link, CK_SESSION_HANDLE session, CK_FLAGS operations) {
    if (operations != 0) {
        message_begin(&link->message);
        put_ulong(&link->message, WIRE_C_SessionCancel);
        put_ulong(&link->message, session);
        put_present(&link->message, operations);
        link_call(link);
    }
}

CK_RV call(CK_ULONG function, const struct argument *arguments) {
    struct link *link;
    CK_RV result = link_take(&link, function >= FIRST_IN_SESSION);
    if (result != CKR_OK) {
        bool other_slot = function >= FIRST_OF_SLOT && arguments->number != EMPTY_SLOT;
        return result == CKR_TOKEN_NOT_PRESENT && other_slot ? CKR_SLOT_ID_INVALID : result;
    }
    struct message *m = &link->message;
    struct known known = {function, 0, CKR_OK};
    CK_FLAGS operations = without_room(function);
    bool right = true;
    put_ulong(m, function);
    go_through(m, arguments, PUT, &known);
    for (const struct argument *a = arguments; a->kind != LAST; a++) {
        right &= has_place(a);
        operations |= a->kind == ROOM ? a->number : 0;
    }
    if (m->length > link->longest) {
        message_refuse(m, CKR_DATA_LEN_RANGE);
    }
    if (!right || m->error != CKR_OK) {
        result = right ? m->error : CKR_ARGUMENTS_BAD;
        cancel(link, arguments->number, operations);
    } else {
        result = link_call(link);
    }
    if (result == CKR_OK) {
        go_through(m, arguments, RESULT, &known);
        go_through(m, arguments, BEHIND, &known);
        take_end(m);
        result = worse(m->error, known.code);
    } else if (result == CKR_BUFFER_TOO_SMALL) {
        take_needed(m, arguments);
    }
    link_give(link);
    return result;
}
