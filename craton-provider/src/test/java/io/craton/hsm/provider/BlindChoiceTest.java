package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * At the first position JCA may choose this provider before it has seen a key. Then a software key
 * is the JDK's to sign with; one that is shown to a provider that was named is refused.
 */
class BlindChoiceTest {
    private static final String PSS = "RSASSA-PSS";
    private static final PSSParameterSpec SPEC =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private TestToken token;
    private KeyPair software;
    private PrivateKey own;

    @BeforeEach
    void makeKeys() throws Exception {
        software = KeyPairGenerator.getInstance("RSA", "SunRsaSign").generateKeyPair();
        token = TestToken.inMemory();
        token.keyStore();
        own = KeyPairGenerator.getInstance("RSA", token.provider()).generateKeyPair().getPrivate();
        Security.insertProviderAt(token.provider(), 1);
    }

    @AfterEach
    void close() {
        token.close();
    }

    private void signBlindly() throws Exception {
        Signature signer = Signature.getInstance(PSS);
        signer.setParameter(SPEC);
        assertThat(signer.getProvider()).isSameAs(token.provider());
        signer.initSign(software.getPrivate());
        signer.update(new byte[10]);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(PSS, "SunRsaSign");
        verifier.setParameter(SPEC);
        verifier.initVerify(software.getPublic());
        verifier.update(new byte[10]);
        assertThat(verifier.verify(signature)).isTrue();
    }

    @Test
    void softwareKey_afterABlindChoice_isTheJdks() throws Exception {
        signBlindly();
    }

    @Test
    void blindChoice_afterOneByTheKey_isStillBlind() throws Exception {
        Signature chosen = Signature.getInstance(PSS);
        chosen.initSign(own);
        assertThat(chosen.getProvider()).isSameAs(token.provider());
        signBlindly();
    }

    @Test
    void softwareKey_forTheProviderByName_isRefused() throws Exception {
        Signature named = Signature.getInstance(PSS, token.provider());
        named.setParameter(SPEC);
        assertThatThrownBy(() -> named.initSign(software.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
    }
}
