package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.TokenInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.FailedLoginException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no PIN can be is refused at the doors of JCA, and never counted. */
class PinDoorsTest {
    private static final char[] WITH_NUL = Arrays.copyOf(TestToken.PIN, TestToken.PIN.length + 1);
    private static final char[] EMPTY = {};

    private TestToken token;
    private KeyStore keyStore;
    private PrivateKey key;

    @BeforeEach
    void open() throws Exception {
        token = TestToken.inMemory();
        keyStore = token.keyStore();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(new CratonKeySpec("key", null));
        key = generator.generateKeyPair().getPrivate();
        token.provider().logout();
    }

    @AfterEach
    void nothingWasCounted() {
        assertThat(token.hsm().slot(0).tokenInfo().flags())
                .doesNotContain(TokenInfo.Flag.CKF_USER_PIN_COUNT_LOW);
        token.close();
    }

    private void sign() throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", token.provider());
        signature.initSign(key);
        signature.update(new byte[3]);
        signature.sign();
    }

    @Test
    void keyStore_withNulBehindThePin_isNotLoaded() {
        assertThatThrownBy(() -> keyStore.load(null, WITH_NUL))
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(UnrecoverableKeyException.class)
                .rootCause()
                .extracting(e -> ((HsmException) e).code())
                .isEqualTo(ReturnCode.CKR_PIN_INVALID);
        assertThatThrownBy(() -> keyStore.getKey("key", WITH_NUL))
                .isInstanceOf(UnrecoverableKeyException.class);
        assertThatThrownBy(() -> keyStore.store(new ByteArrayOutputStream(), WITH_NUL))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    /** Frameworks pass an empty password for none. */
    @Test
    void keyStore_withAnEmptyPin_isLoadedWithoutALogin() throws Exception {
        keyStore.load(null, EMPTY);
        assertThat(keyStore.getKey("key", EMPTY)).isNull();
        assertThatThrownBy(this::sign).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void pinSource_thatIsEmpty_costsNoGuess() {
        for (char[] given : new char[][] {EMPTY, WITH_NUL}) {
            token.provider().setPinSource(given::clone);
            for (int i = 0; i < 12; i++) {
                assertThatThrownBy(this::sign)
                        .isInstanceOf(InvalidKeyException.class)
                        .hasMessageContaining("refused, and not counted");
            }
        }
    }

    @Test
    void login_withAnEmptyAnswer_fails() {
        for (char[] given : new char[][] {EMPTY, WITH_NUL}) {
            assertThatThrownBy(
                            () ->
                                    token.provider()
                                            .login(
                                                    null,
                                                    callbacks ->
                                                            ((PasswordCallback) callbacks[0])
                                                                    .setPassword(given)))
                    .isInstanceOf(FailedLoginException.class)
                    .hasMessageContaining("refused, and not counted");
        }
    }
}
