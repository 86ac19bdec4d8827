package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.SecureRandom;
import javax.crypto.KeyGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JCA door of a module whose power-on self-test fails. */
class SelfTestFailureTest {
    private static final String DRILL = "craton.hsm.self-test.fail";
    private static final String HOME = "craton.hsm.home";

    @TempDir Path directory;

    private CratonHsmProvider provider;

    @BeforeEach
    void configure() throws Exception {
        DiskToken token = new DiskToken(directory);
        System.setProperty(HOME, directory.toString());
        System.setProperty(DRILL, "RSA-2048");
        Provider configured = new CratonHsmProvider().configure(token.config().toString());
        provider = (CratonHsmProvider) configured;
    }

    @AfterEach
    void clean() {
        System.clearProperty(DRILL);
        System.clearProperty(HOME);
        provider.close();
    }

    @Test
    @Tag("S3-1")
    @Tag("S4-21")
    void everyService_isRefused_untilAStartThatPasses() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertRefused(() -> KeyStore.getInstance("CratonHSM", provider).load(null, null));
            assertRefused(() -> KeyPairGenerator.getInstance("EC", provider).generateKeyPair());
            assertRefused(() -> KeyGenerator.getInstance("AES", provider).generateKey());
            assertRefused(
                    () -> SecureRandom.getInstance("CratonHSM", provider).nextBytes(new byte[8]));
        }

        System.clearProperty(DRILL);
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        keyStore.load(null, TestToken.PIN);
        assertThat(keyStore.size()).isZero();
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(
                        thrown -> {
                            Throwable cause = thrown;
                            while (cause != null && !(cause instanceof HsmException)) {
                                cause = cause.getCause();
                            }
                            assertThat(cause).as(thrown.toString()).isNotNull();
                            assertThat(((HsmException) cause).code())
                                    .isEqualTo(ReturnCode.CKR_GENERAL_ERROR);
                            assertThat(cause).hasMessageContaining("self-test failed");
                        });
    }
}
