package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.HandleNumbers;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers of 4 bytes for the handles of an application whose {@code CK_ULONG} has no more: from 1
 * on, and none is used again. Safe for use by several threads.
 */
final class ShortHandles implements HandleNumbers {
    private static final int MOST = 1 << 20;
    private static final long LAST = 0xFFFF_FFFEL;

    @GuardedBy("this")
    private final Map<Long, Long> numbers = new HashMap<>();

    @GuardedBy("this")
    private final Map<Long, Long> handles = new HashMap<>();

    @GuardedBy("this")
    private long last;

    /** 0 and all ones are no handles, and stay what they are. */
    @Override
    public synchronized long number(long handle) {
        if (handle == 0 || handle == -1) {
            return handle;
        }
        Long known = numbers.get(handle);
        return known == null ? next(handle) : known;
    }

    @GuardedBy("this")
    private long next(long handle) {
        if (numbers.size() >= MOST || last == LAST) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_MEMORY,
                    "this application has seen too many objects for handles of 4 bytes; begin another with C_Initialize");
        }
        last++;
        numbers.put(handle, last);
        handles.put(last, handle);
        return last;
    }

    @Override
    public synchronized long handle(long number) {
        Long known = handles.get(number);
        return known == null ? number : known;
    }

    /** What is gone needs no number any more. */
    synchronized void forget(long handle) {
        Long number = numbers.remove(handle);
        if (number != null) {
            handles.remove(number);
        }
    }
}
