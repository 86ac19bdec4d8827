package io.craton.hsm.wire.form;

import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeCodec;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.ByteOrder;

/**
 * How the numbers of one connection are written: as the client's platform has them, so that a
 * program in C copies them as they are.
 *
 * @param order the byte order of every number
 * @param ulongSize the size of a {@code CK_ULONG}, 4 or 8 bytes
 */
public record WireForm(ByteOrder order, int ulongSize) {
    /** What a program in Java uses, whatever the host. */
    public static final WireForm JAVA = new WireForm(ByteOrder.BIG_ENDIAN, 8);

    /** Refuses another size ({@code CKR_ARGUMENTS_BAD}). */
    public WireForm {
        Arguments.notNull(order, "the byte order");
        if (ulongSize != 4 && ulongSize != 8) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "CK_ULONG has 4 or 8 bytes, not " + ulongSize);
        }
    }

    /** The byte form of templates with these numbers. */
    public AttributeCodec attributes() {
        return AttributeCodec.of(order, ulongSize);
    }
}
