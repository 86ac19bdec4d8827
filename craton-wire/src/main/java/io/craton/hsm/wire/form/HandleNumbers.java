package io.craton.hsm.wire.form;

/**
 * The numbers by which a connection names handles of objects and sessions: those of the module,
 * unless its {@code CK_ULONG} is too small for them. Implementations are safe for use by several
 * threads.
 */
public interface HandleNumbers {
    /** The module's own. */
    HandleNumbers SAME =
            new HandleNumbers() {
                @Override
                public long number(long handle) {
                    return handle;
                }

                @Override
                public long handle(long number) {
                    return number;
                }
            };

    /**
     * The number of a handle; always the same.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_MEMORY} if there are too many
     */
    long number(long handle);

    /** The handle with this number; the number itself if it is of none. */
    long handle(long number);
}
