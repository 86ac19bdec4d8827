package io.craton.hsm.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Slot;
import io.craton.hsm.core.TestProfile;
import io.craton.hsm.provider.CratonHsmProvider;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@CratonToken(
        keys = {
            @TokenKey(alias = "signer", type = "ec:p256"),
            @TokenKey(alias = "secret", type = "aes:256"),
            @TokenKey(alias = "mac", type = "HmacSHA256:256"),
            @TokenKey(alias = "pq", type = "ml-dsa-65")
        })
class CratonTokenTest {

    private static void sign(Provider provider, KeyStore keyStore) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", provider);
        signature.initSign((PrivateKey) keyStore.getKey("signer", null));
        signature.update(new byte[3]);
        signature.sign();
    }

    @Test
    void keys_areThere(KeyStore keyStore, CratonHsmProvider provider) throws Exception {
        assertThat(Collections.list(keyStore.aliases()))
                .containsExactlyInAnyOrder("signer", "secret", "mac", "pq");
        sign(provider, keyStore);
    }

    @RepeatedTest(5)
    void eachTest_hasATokenOfItsOwn(KeyStore keyStore) throws Exception {
        assertThat(keyStore.size()).isEqualTo(4);
        keyStore.deleteEntry("signer");
        assertThat(keyStore.size()).isEqualTo(3);
    }

    @Test
    void parts_belongTogether(
            TestToken token, Hsm hsm, Slot slot, Provider provider, Faults faults) {
        assertThat(token.hsm()).isSameAs(hsm);
        assertThat(slot).isEqualTo(hsm.slot(0));
        assertThat(provider).isSameAs(token.provider());
        assertThat(faults).isSameAs(token.faults());
        assertThat(token.toString()).doesNotContain(new String(token.userPin()));
        assertThat(Security.getProvider(provider.getName())).isNotSameAs(provider);
    }

    @Test
    @CratonToken(install = true, slots = 2, label = "two")
    void method_canWantSomethingElse(TestToken token) throws Exception {
        assertThat(Security.getProvider(token.provider().getName())).isSameAs(token.provider());
        assertThat(token.hsm().slots()).hasSize(2);
        assertThat(token.slot().tokenInfo().label()).isEqualTo("two");
        assertThat(token.keyStore().size()).isZero();
    }

    @Nested
    class WhenSomethingGoesWrong {
        @Test
        void failNext_failsOnce(Provider provider, KeyStore keyStore, Faults faults)
                throws Exception {
            faults.failNext("sign", ReturnCode.CKR_DEVICE_ERROR);
            assertThatThrownBy(() -> sign(provider, keyStore))
                    .isInstanceOf(SignatureException.class)
                    .hasMessageContaining("CKR_DEVICE_ERROR");
            sign(provider, keyStore);
        }

        @Test
        void deviceError_lastsUntilItIsCleared(Provider provider, KeyStore keyStore, Faults faults)
                throws Exception {
            PrivateKey key = (PrivateKey) keyStore.getKey("signer", null);
            faults.deviceError();
            Signature signature = Signature.getInstance("SHA256withECDSA", provider);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> signature.initSign(key))
                        .isInstanceOf(InvalidKeyException.class);
            }
            faults.clear();
            signature.initSign(key);
        }

        @Test
        void loseSessions_thePinSourceBringsThemBack(TestToken token) throws Exception {
            KeyStore keyStore = token.keyStore();
            PrivateKey key = (PrivateKey) keyStore.getKey("signer", null);
            token.faults().loseSessions();
            Signature signature = Signature.getInstance("SHA256withECDSA", token.provider());
            assertThatThrownBy(() -> signature.initSign(key))
                    .isInstanceOf(InvalidKeyException.class);
            token.provider().setPinSource(token::userPin);
            signature.initSign(key);
        }

        @Test
        void logOut_endsTheUseOfPrivateKeys(TestToken token) throws Exception {
            PrivateKey key = (PrivateKey) token.keyStore().getKey("signer", null);
            token.faults().logOut();
            Signature signature = Signature.getInstance("SHA256withECDSA", token.provider());
            assertThatThrownBy(() -> signature.initSign(key))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("CKR_USER_NOT_LOGGED_IN");
        }

        @Test
        void lockPin_noLoginAnyMore(TestToken token) {
            token.faults().logOut().lockPin();
            assertThatThrownBy(token::keyStore)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("locked");
        }

        @Test
        void slow_callsTakeLonger(TestToken token) throws Exception {
            KeyStore keyStore = token.keyStore();
            token.faults().slow(Duration.ofMillis(30));
            long calls = token.faults().calls();
            long start = System.nanoTime();
            sign(token.provider(), keyStore);
            assertThat(token.faults().calls()).isGreaterThan(calls);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThan(Duration.ofMillis(29));
        }
    }

    @Test
    void testProfile_refusesToWriteAStore() {
        HsmConfig config = HsmConfig.builder().set(ConfigKey.TOKEN_PERSIST_OBJECTS, true).build();
        assertThatThrownBy(() -> TestProfile.open(config))
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("persist_objects");
    }
}
