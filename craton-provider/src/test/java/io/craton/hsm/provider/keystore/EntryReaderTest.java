package io.craton.hsm.provider.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.security.UnrecoverableKeyException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EntryReaderTest {
    private static final HsmException GONE =
            new HsmException(ReturnCode.CKR_OBJECT_HANDLE_INVALID, "the object is gone");

    private final AtomicInteger fetched = new AtomicInteger();

    @Test
    void entryThatIsReplacedWhileItIsRead_isReadAgain() throws Exception {
        String read =
                EntryReader.untilItStays(
                        () -> {
                            if (fetched.get() < 7) {
                                throw GONE;
                            }
                            return "the new one";
                        },
                        fetched::incrementAndGet);
        assertThat(read).isEqualTo("the new one");
        assertThat(fetched).hasValue(7);
    }

    /** No entry is not an answer to that: the caller would believe it. */
    @Test
    void entryThatNeverStays_isAnErrorInWords() {
        assertThatThrownBy(
                        () ->
                                EntryReader.untilItStays(
                                        () -> {
                                            throw GONE;
                                        },
                                        fetched::incrementAndGet))
                .isInstanceOf(UnrecoverableKeyException.class)
                .hasMessageContaining("replaced 100 times");
        assertThat(fetched).hasValue(100);
    }

    @Test
    void otherErrors_areThoseOfTheModule() {
        HsmException other = new HsmException(ReturnCode.CKR_DEVICE_ERROR, "the disk");
        assertThatThrownBy(
                        () ->
                                EntryReader.untilItStays(
                                        () -> {
                                            throw other;
                                        },
                                        fetched::incrementAndGet))
                .isSameAs(other);
        assertThat(fetched).hasValue(0);
    }
}
