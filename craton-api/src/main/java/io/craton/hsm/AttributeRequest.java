package io.craton.hsm;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the template of {@link SessionFunctions#getAttributeValue}: asks for an attribute by
 * number and holds the answer. Not safe for use by several threads.
 */
public final class AttributeRequest {
    /** The length of an attribute that is not answered ({@code CK_UNAVAILABLE_INFORMATION}). */
    public static final long UNAVAILABLE = -1;

    private final long type;
    private final @Nullable ByteBuffer value;
    private long length;

    /**
     * @param type the {@code CK_ATTRIBUTE_TYPE}, known to this module or not
     * @param value where the value goes, from its position on; null to ask only for the length
     */
    public AttributeRequest(long type, @Nullable ByteBuffer value) {
        this.type = type;
        this.value = value;
        this.length = value == null ? 0 : value.remaining();
    }

    /** The attribute. */
    public long type() {
        return type;
    }

    /** Where the value goes, or null. */
    public @Nullable ByteBuffer value() {
        return value;
    }

    /** After the call: the length of the value in bytes, or {@link #UNAVAILABLE}. */
    public long length() {
        return length;
    }

    /** Sets the length; for the module. */
    public void length(long bytes) {
        this.length = bytes;
    }
}
