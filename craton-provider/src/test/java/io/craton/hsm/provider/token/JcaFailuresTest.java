package io.craton.hsm.provider.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What only the operating system knows reaches whoever logs no more than a message. */
class JcaFailuresTest {
    @Test
    void messages_sayTheCauses_andHaveTheModulesExceptionAsTheirs() {
        HsmException full =
                new HsmException(
                        ReturnCode.CKR_DEVICE_ERROR,
                        "the store cannot be written",
                        new IOException("No space left on device"));
        List<Exception> failures =
                List.of(
                        JcaFailures.invalidKey(full),
                        JcaFailures.signature(full),
                        JcaFailures.provider(full),
                        JcaFailures.state(full),
                        JcaFailures.keyStore(full),
                        JcaFailures.load(full),
                        JcaFailures.login(full));

        assertThat(failures)
                .allSatisfy(
                        failure ->
                                assertThat(failure)
                                        .hasCause(full)
                                        .hasMessageContaining("CKR_DEVICE_ERROR")
                                        .hasMessageContaining("the store cannot be written")
                                        .hasMessageContaining("No space left on device"));
    }
}
