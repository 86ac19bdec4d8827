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

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT);

    private static final Map<AuditEvent, byte[]> EVENTS =
            fields(AuditEvent.class, "event", AuditEvent::eventName);
    private static final Map<ReturnCode, byte[]> RESULTS =
            fields(ReturnCode.class, "result", Enum::name);
    private static final Map<UserType, byte[]> ROLES = fields(UserType.class, "role", Enum::name);
    private static final Map<MechanismType, byte[]> MECHANISMS =
            fields(MechanismType.class, "mechanism", Enum::name);

    private static final byte[] START = start(LogFormat.LINE.number());
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
    private static final byte[] END = ascii("\"}");

    private final LineBuffer line = new LineBuffer(MAX_LINE);
    private final OperationFields known = new OperationFields();
    private final LabelDigests labels = new LabelDigests();
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
        return line.bytes();
    }

    /**
     * Writes the line, without line feed.
     *
     * @param time when it is, with the number of the line
     * @param previousHash the hash of the line before
     * @return its length in bytes
     */
    int encode(AuditRecord record, ChainPoint time, long pid, byte[] previousHash) {
        line.clear();
        line.put(START);
        line.putNumber(time.sequence);
        line.put(TIME);
        putTime(time.epochSecond, time.nano);
        line.put(TIME_END);
        byte[] fields = known.of(record, pid);
        if (fields == null) {
            int start = line.length();
            putOperation(record, pid);
            known.remember(record, pid, line, start);
        } else {
            line.put(fields);
        }
        StoreMark mark = record.mark();
        if (mark != null) {
            line.put(STORE_SEQ);
            line.putNumber(mark.sequence());
            putText(STORE_DIGEST, mark.digest(), MAX_DIGEST_CHARS);
        }
        AuditDetail.Text detail = record.detail();
        putText(DETAIL, detail == null ? null : detail.toString(), MAX_DETAIL_CHARS);
        line.put(PREVIOUS);
        line.putHex(previousHash);
        line.put(END);
        return line.length();
    }

    /** Whether {@link #putOperation} writes the same of both. */
    static boolean sameOperation(AuditRecord one, AuditRecord other) {
        return one.event() == other.event()
                && one.result() == other.result()
                && one.slot() == other.slot()
                && one.session() == other.session()
                && one.role() == other.role()
                && one.mechanism() == other.mechanism()
                && one.failedLogins() == other.failedLogins()
                && Objects.equals(one.fipsApproved(), other.fipsApproved())
                && Objects.equals(one.objectId(), other.objectId())
                && Objects.equals(one.label(), other.label())
                && one.caller().equals(other.caller());
    }

    private void putOperation(AuditRecord record, long pid) {
        line.put(field(EVENTS, record.event()));
        line.put(field(RESULTS, record.result()));
        if (record.slot() >= 0) {
            line.put(SLOT);
            line.putNumber(record.slot());
        }
        if (record.session() != 0) {
            line.put(SESSION);
            putUnsigned(record.session());
        }
        UserType role = record.role();
        if (role != null) {
            line.put(field(ROLES, role));
        }
        putCaller(record.caller());
        putText(OBJECT, record.objectId(), MAX_OBJECT_CHARS);
        String label = record.label();
        if (label != null) {
            line.put(LABEL);
            line.put(labels.hexOf(label));
            line.put('"');
        }
        MechanismType mechanism = record.mechanism();
        if (mechanism != null) {
            line.put(field(MECHANISMS, mechanism));
        }
        Boolean approved = record.fipsApproved();
        if (approved != null) {
            line.put(approved ? APPROVED : NOT_APPROVED);
        }
        if (record.failedLogins() >= 0) {
            line.put(FAILED);
            line.putNumber(record.failedLogins());
        }
        line.put(PID);
        line.putNumber(pid);
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

    private void putText(byte[] name, @Nullable String text, int maxChars) {
        if (text != null) {
            line.put(name);
            line.putEscaped(text, maxChars);
            line.put('"');
        }
    }

    private void putUnsigned(long value) {
        if (value < 0) {
            long tens = (value >>> 1) / 5;
            line.putNumber(tens);
            line.putDigits(value - 10 * tens, 1);
        } else {
            line.putNumber(value);
        }
    }

    private void putTime(long epochSecond, int nano) {
        if (epochSecond != formattedSecond) {
            second =
                    ascii(
                            SECOND.format(
                                    LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC)));
            formattedSecond = epochSecond;
        }
        line.put(second);
        line.putDigits(nano, 9);
    }
}
