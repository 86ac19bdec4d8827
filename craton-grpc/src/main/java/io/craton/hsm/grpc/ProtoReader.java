package io.craton.hsm.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a protobuf message that anybody may have sent has in its fields, in any order; fields that
 * nobody knows are left aside. Nothing is copied. For one thread.
 */
final class ProtoReader {
    private final byte[] bytes;
    private final Map<Integer, List<Value>> fields = new HashMap<>();
    private int count;

    /**
     * A value: a number, or where its bytes are.
     *
     * @param isNumber whether it is a number
     * @param number the number
     * @param start where its bytes begin
     * @param length how many there are
     */
    record Value(boolean isNumber, long number, int start, int length) {}

    /**
     * Reads a message.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is none
     */
    ProtoReader(byte[] message) {
        this(message, 0, message.length);
    }

    private ProtoReader(byte[] bytes, int start, int length) {
        this.bytes = bytes;
        CodedInputStream in = CodedInputStream.newInstance(bytes, start, length);
        try {
            int tag = in.readTag();
            while (tag != 0) {
                read(in, start, tag);
                tag = in.readTag();
            }
        } catch (InvalidProtocolBufferException e) {
            throw bad("is no protobuf message", e);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
    }

    private void read(CodedInputStream in, int start, int tag) throws IOException {
        int field = WireFormat.getTagFieldNumber(tag);
        switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT ->
                    add(field, new Value(true, in.readRawVarint64(), 0, 0));
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                int length = in.readRawVarint32();
                int at = start + in.getTotalBytesRead();
                in.skipRawBytes(length);
                add(field, new Value(false, 0, at, length));
            }
            default -> in.skipField(tag);
        }
    }

    private void add(int field, Value value) {
        if (++count > WireReader.MAX_COUNT) {
            throw bad("has more than " + WireReader.MAX_COUNT + " values", null);
        }
        fields.computeIfAbsent(field, number -> new ArrayList<>()).add(value);
    }

    private static HsmException bad(String what, @Nullable Throwable cause) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, "the message " + what, cause);
    }

    /** Whether a field is there. */
    boolean has(int field) {
        return fields.containsKey(field);
    }

    /** The values of a field; of one that is there once, the last one counts. */
    List<Value> values(int field) {
        return fields.getOrDefault(field, List.of());
    }

    /** The numbers of a field, each by itself or several packed into one value. */
    List<Value> numbers(int field) {
        List<Value> numbers = new ArrayList<>();
        for (Value value : values(field)) {
            if (value.isNumber()) {
                numbers.add(value);
            } else {
                unpack(value, numbers);
            }
        }
        return numbers;
    }

    private void unpack(Value packed, List<Value> numbers) {
        CodedInputStream in = CodedInputStream.newInstance(bytes, packed.start(), packed.length());
        try {
            while (!in.isAtEnd()) {
                if (numbers.size() >= WireReader.MAX_COUNT) {
                    throw bad("has more than " + WireReader.MAX_COUNT + " values", null);
                }
                numbers.add(new Value(true, in.readRawVarint64(), 0, 0));
            }
        } catch (IOException e) {
            throw bad("has a list of numbers that is none", e);
        }
    }

    /**
     * The number that a value is.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is none
     */
    static long number(Value value) {
        if (!value.isNumber()) {
            throw bad("has something else where a number belongs", null);
        }
        return value.number();
    }

    /**
     * The bytes of a value, not a copy.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it has none
     */
    ByteBuffer bytes(Value value) {
        requireBytes(value);
        return ByteBuffer.wrap(bytes, value.start(), value.length());
    }

    /**
     * The message that a value is.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is none
     */
    ProtoReader message(Value value) {
        requireBytes(value);
        return new ProtoReader(bytes, value.start(), value.length());
    }

    private static void requireBytes(Value value) {
        if (value.isNumber()) {
            throw bad("has a number where something else belongs", null);
        }
    }
}
