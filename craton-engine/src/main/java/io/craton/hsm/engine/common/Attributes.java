package io.craton.hsm.engine.common;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;

/** Reads the attributes of a template that make a key. */
public final class Attributes {
    private Attributes() {}

    /**
     * A value that the template has to have.
     *
     * @throws HsmException {@code CKR_TEMPLATE_INCOMPLETE} if it has not
     */
    public static <T> T required(Template template, AttributeType<T> type) {
        T value = template.get(type);
        if (value == null) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCOMPLETE, "the template has no " + type);
        }
        return value;
    }

    /**
     * Bytes that the template has to have, at least one.
     *
     * @throws HsmException {@code CKR_TEMPLATE_INCOMPLETE} or {@code CKR_ATTRIBUTE_VALUE_INVALID}
     */
    public static byte[] bytes(Template template, AttributeType<byte[]> type) {
        byte[] value = required(template, type);
        if (value.length == 0) {
            throw invalid(type + " is empty");
        }
        return value;
    }

    /** Fails with {@code CKR_ATTRIBUTE_VALUE_INVALID} if the condition does not hold. */
    public static void require(boolean condition, String message) {
        if (!condition) {
            throw invalid(message);
        }
    }

    /** The error for a value that cannot be. */
    public static HsmException invalid(String message) {
        return new HsmException(ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID, message);
    }
}
