package io.craton.hsm.core.function;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages that are signed or verified after one initialisation. The first operation is started
 * with it, as its check; each further one when its message begins.
 *
 * @param <O> the operation of a message
 */
final class SignatureMessages<O> implements MessageSeries {
    private final Supplier<O> starter;
    private final Consumer<O> closer;
    private @Nullable O ready;
    private boolean begun;

    SignatureMessages(Supplier<O> starter, Consumer<O> closer) {
        this.starter = starter;
        this.closer = closer;
        this.ready = starter.get();
    }

    /** The operation of the message that is under way or comes next. */
    O operation() {
        O present = ready;
        if (present == null) {
            present = starter.get();
            ready = present;
        }
        return present;
    }

    /**
     * The same for a call that takes data.
     *
     * @param data refused if null
     */
    O operation(byte[] data) {
        Arguments.notNull(data, "the data");
        return operation();
    }

    /** A message is given in parts from now on. */
    void begin() {
        begun = true;
    }

    /** The message has ended; its operation is no longer that of the series. */
    void ended() {
        ready = null;
        begun = false;
    }

    /** This series, in a call that needs a message that was begun, or needs that none was. */
    SignatureMessages<O> with(boolean message) {
        if (message && !begun) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    "no message was begun in this operation");
        }
        if (begun && !message) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_ACTIVE, "a message was begun and has not ended");
        }
        return this;
    }

    @Override
    public void abandon() {
        O present = ready;
        ended();
        if (present != null) {
            closer.accept(present);
        }
    }
}
