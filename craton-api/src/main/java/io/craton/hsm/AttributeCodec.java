package io.craton.hsm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The byte form of templates: for each attribute its type, the length of its value, its value
 * (PKCS#11 v3.2 section 3.3, {@code CK_ATTRIBUTE}, without pointers). Types, lengths and numbers
 * are {@code CK_ULONG}s of 4 or 8 bytes in either byte order. A template inside a template has the
 * same form. Immutable.
 *
 * <p>Decoding is strict: at most {@value #MAX_ATTRIBUTES} attributes, nested ones included; values
 * of at most {@value #MAX_VALUE} bytes; templates in templates at most {@value #MAX_DEPTH} deep;
 * nothing before, between or after. Memory in use is bounded by the input.
 */
public final class AttributeCodec {
    /** How many attributes a template may have, with those of nested templates. */
    public static final int MAX_ATTRIBUTES = Limits.ATTRIBUTES;

    /** How long a value may be, in bytes. */
    public static final int MAX_VALUE = Limits.ATTRIBUTE_BYTES;

    /** How deep templates may be nested; 1 is a template in a template. */
    public static final int MAX_DEPTH = Limits.TEMPLATE_DEPTH;

    /** About how many attributes an object has. */
    private static final int USUAL = 32;

    private final ByteOrder order;
    private final int ulongSize;

    private AttributeCodec(ByteOrder order, int ulongSize) {
        this.order = order;
        this.ulongSize = ulongSize;
    }

    /**
     * The form of one platform.
     *
     * @param order the byte order of its numbers
     * @param ulongSize the size of its {@code CK_ULONG}: 4 or 8 bytes
     */
    public static AttributeCodec of(ByteOrder order, int ulongSize) {
        Arguments.notNull(order, "the byte order");
        if (ulongSize != 4 && ulongSize != 8) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "CK_ULONG has 4 or 8 bytes, not " + ulongSize);
        }
        return new AttributeCodec(order, ulongSize);
    }

    /**
     * Reads a template.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} for bytes that are no template, {@code
     *     CKR_ATTRIBUTE_TYPE_INVALID} for an unknown attribute, {@code CKR_ATTRIBUTE_VALUE_INVALID}
     *     for a value that its attribute cannot have, {@code CKR_TEMPLATE_INCONSISTENT} for an
     *     attribute given twice
     */
    public Template decode(byte[] bytes) {
        return new Decoder()
                .template(
                        ByteBuffer.wrap(Arguments.notNull(bytes, "the template")).order(order), 0);
    }

    /**
     * Reads a template to search with. An attribute, class, key type or mechanism that this module
     * does not know is no error there, nor is a value that its attribute cannot have: no object has
     * it.
     *
     * @return empty if nothing can match
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} for bytes that are no template, {@code
     *     CKR_TEMPLATE_INCONSISTENT} for an attribute given twice
     */
    public Optional<Template> decodeSearch(byte[] bytes) {
        try {
            return Optional.of(decode(bytes));
        } catch (HsmException e) {
            if (e.code() == ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID
                    || e.code() == ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Reads one value.
     *
     * @throws HsmException {@code CKR_ATTRIBUTE_VALUE_INVALID} if the attribute cannot have it
     */
    public <T> T decodeValue(AttributeType<T> type, byte[] value) {
        Arguments.notNull(type, "the attribute");
        Arguments.notNull(value, "the value");
        @SuppressWarnings("unchecked") // The encoding of an attribute type gives its Java type.
        T decoded = (T) new Decoder().value(type, ByteBuffer.wrap(value).order(order), 0);
        return decoded;
    }

    /**
     * Refuses a template that {@link #decode} would not read again: one with too many attributes,
     * too long a value, or templates nested too deep, however deep they are.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD}, {@code CKR_ATTRIBUTE_VALUE_INVALID}
     */
    public void check(Template template) {
        new Measure().length(Arguments.notNull(template, "the template"), 0);
    }

    /**
     * Writes a template; the caller wipes the array if the template has secrets.
     *
     * @throws HsmException as {@link #check}
     */
    public byte[] encode(Template template) {
        check(template);
        byte[][] values = new byte[template.size()][];
        int total = 0;
        int index = 0;
        for (AttributeType<?> type : template.types()) {
            values[index] = encodeAny(type, template);
            total += 2 * ulongSize + values[index++].length;
        }
        ByteBuffer out = ByteBuffer.allocate(total).order(order);
        index = 0;
        for (AttributeType<?> type : template.types()) {
            putUlong(out, type.code(), type);
            putUlong(out, values[index].length, type);
            out.put(values[index]);
            Arrays.fill(values[index++], (byte) 0);
        }
        return out.array();
    }

    private <T> byte[] encodeAny(AttributeType<T> type, Template template) {
        // Not a copy: nobody would wipe it.
        @SuppressWarnings("unchecked") // A template has values of the types of their attributes.
        T value = (T) template.find(type);
        if (value == null) {
            throw invalid(type, "has no value");
        }
        return encodeValue(type, value);
    }

    /** Writes one value. */
    public <T> byte[] encodeValue(AttributeType<T> type, T value) {
        Arguments.notNull(type, "the attribute");
        return AttributeValues.encode(this, type, Arguments.notNull(value, "the value of " + type));
    }

    private static HsmException unknown(long code) {
        return new HsmException(
                ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID,
                "the template has the attribute 0x"
                        + Long.toHexString(code)
                        + ", which this module does not know");
    }

    private static HsmException tooMany() {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD,
                "the template has more than "
                        + MAX_ATTRIBUTES
                        + " attributes, those of templates in it included");
    }

    private static HsmException tooDeep(AttributeType<?> type) {
        return invalid(type, "is nested more than " + MAX_DEPTH + " deep");
    }

    /** One measurement; counts the attributes of all its levels. */
    private final class Measure {
        private int attributes;

        long length(Template template, int depth) {
            long total = 0;
            for (AttributeType<?> type : template.types()) {
                if (++attributes > MAX_ATTRIBUTES) {
                    throw tooMany();
                }
                long length = length(type, template, depth);
                if (length > MAX_VALUE) {
                    throw invalid(type, "is longer than " + MAX_VALUE + " bytes");
                }
                total += 2L * ulongSize + length;
            }
            return total;
        }

        private long length(AttributeType<?> type, Template template, int depth) {
            Object value = template.find(type);
            if (value instanceof Template nested) {
                if (depth == MAX_DEPTH) {
                    throw tooDeep(type);
                }
                return length(nested, depth + 1);
            }
            return value instanceof Set<?> mechanisms
                    ? (long) mechanisms.size() * ulongSize
                    : template.length(type);
        }
    }

    /** One decoding; counts the attributes of all its levels. */
    private final class Decoder {
        private int attributes;

        Template template(ByteBuffer in, int depth) {
            List<AttributeType<?>> types = new ArrayList<>(USUAL);
            List<Object> values = new ArrayList<>(USUAL);
            while (in.hasRemaining()) {
                if (++attributes > MAX_ATTRIBUTES) {
                    throw tooMany();
                }
                if (in.remaining() < 2 * ulongSize) {
                    throw truncated();
                }
                long code = getUlong(in);
                long length = getUlong(in);
                AttributeType<?> type = AttributeType.of(code).orElseThrow(() -> unknown(code));
                if (length < 0 || length > MAX_VALUE) {
                    throw invalid(type, "is longer than " + MAX_VALUE + " bytes or has no length");
                }
                if (length > in.remaining()) {
                    throw truncated();
                }
                ByteBuffer value = in.slice(in.position(), (int) length).order(order);
                in.position(in.position() + (int) length);
                Object decoded = value(type, value, depth);
                if (types.contains(type)) {
                    throw Template.twice(type);
                }
                types.add(type);
                values.add(decoded);
            }
            return Template.of(types, values);
        }

        Object value(AttributeType<?> type, ByteBuffer in, int depth) {
            if (type.encoding() != AttributeType.Encoding.TEMPLATE) {
                return AttributeValues.decode(AttributeCodec.this, type, in);
            }
            if (depth == MAX_DEPTH) {
                throw tooDeep(type);
            }
            return template(in, depth + 1);
        }
    }

    /** The size of a {@code CK_ULONG} in bytes: 4 or 8. */
    public int ulongSize() {
        return ulongSize;
    }

    /** The byte order of the numbers. */
    public ByteOrder order() {
        return order;
    }

    /** A {@code CK_ULONG}; all ones is {@code CK_UNAVAILABLE_INFORMATION}, -1, in both sizes. */
    long getUlong(ByteBuffer in) {
        if (ulongSize == 8) {
            return in.getLong();
        }
        int value = in.getInt();
        return value == -1 ? -1L : Integer.toUnsignedLong(value);
    }

    void putUlong(ByteBuffer out, long value, AttributeType<?> type) {
        if (ulongSize == 8) {
            out.putLong(value);
        } else if (value >= -1 && value <= 0xFFFF_FFFFL) {
            out.putInt((int) value);
        } else {
            throw invalid(type, "does not fit a CK_ULONG of 4 bytes");
        }
    }

    static HsmException invalid(AttributeType<?> type, String what) {
        return new HsmException(
                ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID, "the value of " + type + " " + what);
    }

    private static HsmException truncated() {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD, "the template ends in the middle of an attribute");
    }
}
