package io.craton.hsm.audit.line;

import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStore.StoreMark;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record as one JSON object into a buffer of its own. Not safe for use by several threads:
 * the chain that owns it is under the lock of the log. Written by hand because every operation of
 * the module pays for it.
 */
public final class LineEncoder {
    /** The longest object id that is written; the rest is cut off. */
    static final int MAX_OBJECT_CHARS = 256;

    /** The longest digest of a store that is written; the rest is cut off. */
    static final int MAX_DIGEST_CHARS = 128;

    /** The longest name of an application that is written; the rest is cut off. */
    static final int MAX_APPLICATION_CHARS = 64;

    /** The longest name of a client that is written; the rest is cut off. */
    static final int MAX_CLIENT_CHARS = 256;

    /** The longest name of a peer that is written; the rest is cut off. */
    static final int MAX_PEER_CHARS = 128;

    /** The longest detail that is written; the rest is cut off. */
    public static final int MAX_DETAIL_CHARS = 896;

    /**
     * No line is longer: every character of the texts as six bytes, and 1 KiB for the fields of
     * fixed size.
     */
    public static final int MAX_LINE =
            6
                            * (MAX_APPLICATION_CHARS
                                    + MAX_CLIENT_CHARS
                                    + MAX_PEER_CHARS
                                    + MAX_OBJECT_CHARS
                                    + MAX_DIGEST_CHARS
                                    + MAX_DETAIL_CHARS)
                    + 1024;

    /** How many operations are remembered. */
    private static final int OPERATIONS = 256;

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT);

    private static final Map<AuditEvent, byte[]> EVENTS =
            fields(AuditEvent.class, "event", AuditEvent::eventName);
    private static final Map<ReturnCode, byte[]> RESULTS =
            fields(ReturnCode.class, "result", Enum::name);
    private static final Map<UserType, byte[]> ROLES = fields(UserType.class, "role", Enum::name);
    private static final Map<MechanismType, byte[]> MECHANISMS =
            fields(MechanismType.class, "mechanism", Enum::name);

    private static final byte[] START = start(Format.LINE.number());
    private static final byte[] TIME = ascii(",\"time\":\"");
    private static final byte[] TIME_END = ascii("Z\"");
    private static final byte[] SLOT = ascii(",\"slot\":");
    private static final byte[] SESSION = ascii(",\"session\":");
    private static final byte[] APPLICATION = ascii(",\"application\":\"");
    private static final byte[] CLIENT = ascii(",\"client\":\"");
    private static final byte[] PEER = ascii(",\"peer\":\"");
    private static final byte[] OBJECT = ascii(",\"object\":\"");
    private static final byte[] LABEL = ascii(",\"label_sha256\":\"");
    private static final byte[] APPROVED = ascii(",\"fips_approved\":true");
    private static final byte[] NOT_APPROVED = ascii(",\"fips_approved\":false");
    private static final byte[] FAILED = ascii(",\"failed_logins\":");
    private static final byte[] PID = ascii(",\"pid\":");
    private static final byte[] STORE_SEQ = ascii(",\"store_seq\":");
    private static final byte[] STORE_DIGEST = ascii(",\"store_digest\":\"");
    private static final byte[] DETAIL = ascii(",\"detail\":\"");
    private static final byte[] PREVIOUS = ascii(",\"previous_hash\":\"");

    private final byte[] buffer = new byte[MAX_LINE];
    private final @Nullable Operation[] operations = new Operation[OPERATIONS];
    private final LabelDigests labels = new LabelDigests();
    private int length;
    private long formattedSecond = Long.MIN_VALUE;
    private byte[] second = new byte[0];

    private static <E extends Enum<E>> Map<E, byte[]> fields(
            Class<E> type, String name, Function<E, String> text) {
        Map<E, byte[]> fields = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            fields.put(constant, ascii(",\"" + name + "\":\"" + text.apply(constant) + '"'));
        }
        return fields;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What every line of a format begins with. */
    public static byte[] start(int format) {
        return ascii("{\"format_version\":" + format + ",\"seq\":");
    }

    /** Where {@link #encode} leaves the line. */
    byte[] buffer() {
        return buffer;
    }

    /**
     * Writes the line, without line feed.
     *
     * @param previousHash the hash of the line before, 64 hexadecimal digits
     * @return its length in bytes
     */
    int encode(
            AuditRecord record,
            long seq,
            long epochSecond,
            int nano,
            long pid,
            byte[] previousHash) {
        length = 0;
        put(START);
        putNumber(seq);
        put(TIME);
        putTime(epochSecond, nano);
        put(TIME_END);
        Operation operation = operations[slotOf(record)];
        if (operation != null && operation.pid() == pid && operation.sameAs(record)) {
            put(operation.fields());
        } else {
            int start = length;
            putOperation(record, pid);
            operations[slotOf(record)] =
                    new Operation(record, pid, Arrays.copyOfRange(buffer, start, length));
        }
        StoreMark mark = record.mark();
        if (mark != null) {
            put(STORE_SEQ);
            putNumber(mark.sequence());
            putText(STORE_DIGEST, mark.digest(), MAX_DIGEST_CHARS);
        }
        AuditDetail.Text detail = record.detail();
        putText(DETAIL, detail == null ? null : detail.toString(), MAX_DETAIL_CHARS);
        put(PREVIOUS);
        put(previousHash);
        buffer[length++] = '"';
        buffer[length++] = '}';
        return length;
    }

    /**
     * The fields from event to process id of a record that was written before: a session that uses
     * a key uses it again, and these fields are then the same.
     */
    private record Operation(AuditRecord record, long pid, byte[] fields) {
        boolean sameAs(AuditRecord other) {
            return record.event() == other.event()
                    && record.result() == other.result()
                    && record.slot() == other.slot()
                    && record.session() == other.session()
                    && record.role() == other.role()
                    && record.mechanism() == other.mechanism()
                    && record.failedLogins() == other.failedLogins()
                    && Objects.equals(record.fipsApproved(), other.fipsApproved())
                    && Objects.equals(record.objectId(), other.objectId())
                    && Objects.equals(record.label(), other.label())
                    && record.caller().equals(other.caller());
        }
    }

    private static int slotOf(AuditRecord record) {
        int hash = Long.hashCode(record.session()) * 31 + Objects.hashCode(record.objectId());
        hash = hash * 31 + record.event().hashCode();
        return (hash ^ hash >>> 16) & (OPERATIONS - 1);
    }

    private void putOperation(AuditRecord record, long pid) {
        put(field(EVENTS, record.event()));
        put(field(RESULTS, record.result()));
        if (record.slot() >= 0) {
            put(SLOT);
            putNumber(record.slot());
        }
        if (record.session() != 0) {
            put(SESSION);
            putUnsigned(record.session());
        }
        UserType role = record.role();
        if (role != null) {
            put(field(ROLES, role));
        }
        putCaller(record.caller());
        putText(OBJECT, record.objectId(), MAX_OBJECT_CHARS);
        String label = record.label();
        if (label != null) {
            put(LABEL);
            put(labels.hexOf(label));
            buffer[length++] = '"';
        }
        MechanismType mechanism = record.mechanism();
        if (mechanism != null) {
            put(field(MECHANISMS, mechanism));
        }
        Boolean approved = record.fipsApproved();
        if (approved != null) {
            put(approved ? APPROVED : NOT_APPROVED);
        }
        if (record.failedLogins() >= 0) {
            put(FAILED);
            putNumber(record.failedLogins());
        }
        put(PID);
        putNumber(pid);
    }

    private void putCaller(AuditRecord.Caller caller) {
        putIfAny(APPLICATION, caller.application(), MAX_APPLICATION_CHARS);
        putIfAny(CLIENT, caller.client(), MAX_CLIENT_CHARS);
        putIfAny(PEER, caller.peer(), MAX_PEER_CHARS);
    }

    private void putIfAny(byte[] name, @Nullable String text, int maxChars) {
        if (text != null && !text.isEmpty()) {
            putText(name, text, maxChars);
        }
    }

    private static <E extends Enum<E>> byte[] field(Map<E, byte[]> fields, E constant) {
        return Objects.requireNonNull(fields.get(constant));
    }

    private void put(byte[] bytes) {
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void putText(byte[] name, @Nullable String text, int maxChars) {
        if (text != null) {
            put(name);
            length = JsonText.put(text, maxChars, buffer, length);
            buffer[length++] = '"';
        }
    }

    private void putUnsigned(long value) {
        if (value < 0) {
            put(ascii(Long.toUnsignedString(value)));
        } else {
            putNumber(value);
        }
    }

    private void putNumber(long value) {
        long rest = value;
        if (rest < 0) {
            put(ascii(Long.toString(value)));
            return;
        }
        int digits = 1;
        for (long power = 10; digits < 19 && rest >= power; power *= 10) {
            digits++;
        }
        for (int i = length + digits - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void putTime(long epochSecond, int nano) {
        if (epochSecond != formattedSecond) {
            second =
                    ascii(
                            SECOND.format(
                                    LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC)));
            formattedSecond = epochSecond;
        }
        put(second);
        int rest = nano;
        for (int i = length + 8; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += 9;
    }
}
