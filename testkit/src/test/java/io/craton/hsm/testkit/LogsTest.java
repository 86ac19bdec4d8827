package io.craton.hsm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of a test is kept, and begins with it. */
class LogsTest {
    private static final Logger LOG = LoggerFactory.getLogger("product");

    @RepeatedTest(2)
    void log_isThatOfThisTestAlone() {
        assertThat(Logs.text()).isEmpty();

        LOG.debug("not kept");
        LOG.warn("{} of {}", 1, 2);

        assertThat(Logs.text()).isEqualTo("WARN product - 1 of 2\n");
    }

    @Test
    void log_hasStackTraces_andCanBeBegunAnew() {
        LOG.error("broken", new IllegalStateException("why"));

        assertThat(Logs.text())
                .startsWith("ERROR product - broken\njava.lang.IllegalStateException: why\n\tat ");
        Logs.clear();
        assertThat(Logs.text()).isEmpty();
    }
}
