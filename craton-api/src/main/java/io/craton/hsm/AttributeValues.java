package io.craton.hsm;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The byte forms of single values, by {@link AttributeType.Encoding}. */
final class AttributeValues {
    private static final int DATE_LENGTH = 8;

    private AttributeValues() {}

    static Object decode(AttributeCodec codec, AttributeType<?> type, ByteBuffer in) {
        return switch (type.encoding()) {
            case BOOL -> bool(type, in);
            case ULONG -> ulong(codec, type, in);
            case BYTES -> bytes(in);
            case UTF8 -> utf8(type, in);
            case DATE -> date(type, in);
            case OBJECT_CLASS ->
                    ObjectClass.of(ulong(codec, type, in))
                            .orElseThrow(
                                    () ->
                                            AttributeCodec.invalid(
                                                    type,
                                                    "names a class that this module does not know"));
            case KEY_TYPE ->
                    KeyType.of(ulong(codec, type, in))
                            .orElseThrow(
                                    () ->
                                            AttributeCodec.invalid(
                                                    type,
                                                    "names a key type that this module does not know"));
            case MECHANISMS -> mechanisms(codec, type, in);
            case TEMPLATE ->
                    throw new IllegalArgumentException("templates are decoded by the codec");
        };
    }

    static byte[] encode(AttributeCodec codec, AttributeType<?> type, Object value) {
        return switch (type.encoding()) {
            case BOOL -> new byte[] {(byte) ((Boolean) value ? 1 : 0)};
            case ULONG -> ulong(codec, type, (Long) value);
            case BYTES -> ((byte[]) value).clone();
            case UTF8 -> utf8(type, (String) value);
            case DATE -> date(type, (Optional<?>) value);
            case OBJECT_CLASS -> ulong(codec, type, ((ObjectClass) value).code());
            case KEY_TYPE -> ulong(codec, type, ((KeyType) value).code());
            case MECHANISMS -> mechanisms(codec, type, (Set<?>) value);
            case TEMPLATE -> codec.encode((Template) value);
        };
    }

    private static Boolean bool(AttributeType<?> type, ByteBuffer in) {
        if (in.remaining() != 1 || (in.get(in.position()) & ~1) != 0) {
            throw AttributeCodec.invalid(type, "is no CK_BBOOL: one byte, 0 or 1");
        }
        return in.get() == 1;
    }

    private static long ulong(AttributeCodec codec, AttributeType<?> type, ByteBuffer in) {
        if (in.remaining() != codec.ulongSize()) {
            throw AttributeCodec.invalid(type, "is no CK_ULONG of " + codec.ulongSize() + " bytes");
        }
        return codec.getUlong(in);
    }

    private static byte[] ulong(AttributeCodec codec, AttributeType<?> type, long value) {
        ByteBuffer out = ByteBuffer.allocate(codec.ulongSize()).order(codec.order());
        codec.putUlong(out, value, type);
        return out.array();
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    private static String utf8(AttributeType<?> type, ByteBuffer in) {
        byte[] bytes = bytes(in);
        if (ascii(bytes)) {
            return new String(bytes, StandardCharsets.US_ASCII); // nearly always, and much faster
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw AttributeCodec.invalid(type, "is no UTF-8");
        }
    }

    private static boolean ascii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] utf8(AttributeType<?> type, String value) {
        try {
            return bytes(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value)));
        } catch (CharacterCodingException e) {
            throw AttributeCodec.invalid(type, "has half of a surrogate pair");
        }
    }

    private static Optional<LocalDate> date(AttributeType<?> type, ByteBuffer in) {
        if (!in.hasRemaining()) {
            return Optional.empty();
        }
        if (in.remaining() == DATE_LENGTH) {
            int[] digits = new int[DATE_LENGTH];
            boolean plain = true;
            for (int i = 0; i < DATE_LENGTH; i++) {
                digits[i] = in.get() - '0';
                plain &= digits[i] >= 0 && digits[i] <= 9;
            }
            if (plain) {
                try {
                    return Optional.of(
                            LocalDate.of(
                                    number(digits, 0, 4),
                                    number(digits, 4, 6),
                                    number(digits, 6, 8)));
                } catch (DateTimeException e) {
                    throw AttributeCodec.invalid(type, "is no day of the calendar");
                }
            }
        }
        throw AttributeCodec.invalid(type, "is no CK_DATE: 8 digits, YYYYMMDD, or nothing");
    }

    private static int number(int[] digits, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + digits[i];
        }
        return number;
    }

    private static byte[] date(AttributeType<?> type, Optional<?> value) {
        if (value.isEmpty()) {
            return new byte[0];
        }
        LocalDate date = (LocalDate) value.get();
        if (date.getYear() < 0 || date.getYear() > 9999) {
            throw AttributeCodec.invalid(type, "has a year that is not of 4 digits");
        }
        long number = date.getYear() * 10_000L + date.getMonthValue() * 100L + date.getDayOfMonth();
        byte[] digits = new byte[DATE_LENGTH];
        for (int i = DATE_LENGTH - 1; i >= 0; i--) {
            digits[i] = (byte) ('0' + number % 10);
            number /= 10;
        }
        return digits;
    }

    private static Set<MechanismType> mechanisms(
            AttributeCodec codec, AttributeType<?> type, ByteBuffer in) {
        if (in.remaining() % codec.ulongSize() != 0) {
            throw AttributeCodec.invalid(type, "is no array of CK_MECHANISM_TYPE");
        }
        Set<MechanismType> mechanisms = new LinkedHashSet<>();
        while (in.hasRemaining()) {
            mechanisms.add(
                    MechanismType.of(codec.getUlong(in))
                            .orElseThrow(
                                    () ->
                                            AttributeCodec.invalid(
                                                    type,
                                                    "names a mechanism that this module does not know")));
        }
        return Set.copyOf(mechanisms);
    }

    private static byte[] mechanisms(AttributeCodec codec, AttributeType<?> type, Set<?> value) {
        ByteBuffer out = ByteBuffer.allocate(value.size() * codec.ulongSize()).order(codec.order());
        value.stream()
                .map(MechanismType.class::cast)
                .sorted()
                .forEach(mechanism -> codec.putUlong(out, mechanism.code(), type));
        return out.array();
    }
}
