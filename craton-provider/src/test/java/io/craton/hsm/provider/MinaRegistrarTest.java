package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.provider.container.MinaTokenRegistrar;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MINA's signatures with Bouncy Castle on the class path, where MINA would ask that by name. */
class MinaRegistrarTest {
    private static TestToken token;

    @BeforeAll
    static void register() {
        token = TestToken.installed("mina");
        SecurityUtils.registerSecurityProvider(new MinaTokenRegistrar());
        assertThat(SecurityUtils.isBouncyCastleRegistered()).isTrue();
    }

    @AfterAll
    static void close() {
        Security.removeProvider("BC");
        Security.removeProvider(token.provider().getName());
        token.close();
    }

    @ParameterizedTest
    @CsvSource({"RSA, SHA512withRSA", "EC, SHA256withECDSA"})
    void aKeyOfTheToken_signs(String type, String algorithm) throws Exception {
        signs(KeyPairGenerator.getInstance(type, pinned()).generateKeyPair(), algorithm);
    }

    private static Provider pinned() throws Exception {
        token.keyStore();
        return token.provider();
    }

    @ParameterizedTest
    @CsvSource({"RSA, SHA512withRSA", "EC, SHA256withECDSA"})
    void softwareKeys_signAsBefore(String type, String algorithm) throws Exception {
        signs(KeyPairGenerator.getInstance(type).generateKeyPair(), algorithm);
        KeyPairGenerator other = KeyPairGenerator.getInstance(type, new BouncyCastleProvider());
        // Unlike the JDK's its own choice is not a curve of SSH.
        other.initialize(type.equals("EC") ? 256 : 2048);
        signs(other.generateKeyPair(), algorithm);
    }

    private static void signs(KeyPair pair, String algorithm) throws Exception {
        Signature signature = SecurityUtils.getSignature(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(new byte[] {1, 2});
        signature.update((byte) 3);
        byte[] value = signature.sign();
        Signature verification = SecurityUtils.getSignature(algorithm);
        verification.initVerify(pair.getPublic());
        verification.update(new byte[] {1, 2, 3});
        assertThat(verification.verify(value)).isTrue();
        verification.update(new byte[] {1, 2, 4});
        assertThat(verification.verify(value)).isFalse();
    }

    @Test
    void anObjectWhoseLastKeyWasRefused_doesNotSignWithTheOneBefore() throws Exception {
        Signature signature = SecurityUtils.getSignature("SHA256withRSA");
        signature.initSign(KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate());
        KeyPair other = KeyPairGenerator.getInstance("EC").generateKeyPair();
        assertThatThrownBy(() -> signature.initSign(other.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
    }

    /** The list of the JVM is as it was, and MINA takes everything else from where it did. */
    @Test
    void nothingElse_isTaken() throws Exception {
        assertThat(SecurityUtils.getCipher("AES/CTR/NoPadding").getProvider().getName())
                .doesNotContain("Craton");
        assertThat(SecurityUtils.getSignature("SHA1withDSA").getProvider().getName())
                .isEqualTo("BC");
        assertThat(Security.getProvider(new MinaTokenRegistrar().getName())).isNull();
    }
}
