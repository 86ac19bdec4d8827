package io.craton.hsm.wire.value;

import java.io.OutputStream;

/**
 * What does not travel, but stays where it is and has a number on the wire: slots, sessions and
 * operations. Each end of a connection has its own.
 */
public interface Handles {
    /** The number of a slot, a session or an operation. */
    long number(Object object);

    /**
     * The slot, session or operation with this number.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_SLOT_ID_INVALID}, {@code
     *     CKR_SESSION_HANDLE_INVALID} or {@code CKR_OPERATION_NOT_INITIALIZED} if there is none
     */
    Object object(Class<?> type, long number);

    /** Where the pieces of a long result go that is written to a stream, one after the other. */
    OutputStream pieces();
}
