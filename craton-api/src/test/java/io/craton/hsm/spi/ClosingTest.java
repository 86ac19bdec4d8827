package io.craton.hsm.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing stays open, and no failure is lost. */
class ClosingTest {
    private final List<String> closed = new ArrayList<>();

    private AutoCloseable failing(String name, Exception failure) {
        return () -> {
            closed.add(name);
            throw failure;
        };
    }

    @Test
    void all_areClosed_andTheFirstFailureHasTheOthers() {
        HsmException first = new HsmException(ReturnCode.CKR_DEVICE_ERROR, "the first");
        IOException second = new IOException("the second");
        List<AutoCloseable> parts =
                List.of(failing("one", first), () -> closed.add("two"), failing("three", second));

        assertThatThrownBy(() -> Closing.all(parts)).isSameAs(first).hasSuppressedException(second);
        assertThat(closed).containsExactly("one", "two", "three");
    }

    @Test
    void failureOfAnotherKind_isTheCauseOfOurs() {
        IOException failure = new IOException("x");
        assertThatThrownBy(() -> Closing.all(List.of(failing("one", failure))))
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("CKR_GENERAL_ERROR")
                .hasCause(failure);
        Closing.all(List.of());
    }

    @Test
    void after_aFailureThatIsTheReason_theOthersAreSuppressed() {
        IllegalStateException reason = new IllegalStateException("the reason");
        IOException more = new IOException("more");
        Closing.after(reason, failing("one", more), null, () -> closed.add("two"));
        assertThat(reason).hasSuppressedException(more);
        assertThat(closed).containsExactly("one", "two");
    }
}
