package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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

    /** What calls the method of JCA has a name of its own, which may be any. */
    @Test
    void aMethodOfTheCallers_isNoBlindChoice() throws Exception {
        Signature named = engineSetParameter();
        assertThatThrownBy(() -> named.initSign(software.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
        Mac mac = chooseFirstProvider();
        assertThatThrownBy(() -> mac.init(new SecretKeySpec(new byte[32], "HmacSHA256")))
                .isInstanceOf(InvalidKeyException.class);
    }

    private Signature engineSetParameter() throws Exception {
        return Signature.getInstance(PSS, token.provider());
    }

    private Mac chooseFirstProvider() throws Exception {
        return Mac.getInstance("HmacSHA256", token.provider());
    }

    /** A key of a class that fails is the caller's trouble, in the words of JCA. */
    @Test
    void whatAKeyOfOthersThrows_isASignatureException() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair();
        ECPublicKey real = (ECPublicKey) pair.getPublic();
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.setParameter(real.getParams());
        assertThat(verifier.getProvider()).isSameAs(token.provider());
        verifier.initVerify(new FailingKey(real, 1));
        verifier.update(new byte[10]);
        assertThatThrownBy(() -> verifier.verify(new byte[70]))
                .isInstanceOf(SignatureException.class);
    }

    /** The token verifies with the encoding. */
    @Test
    void aKeyThatTheJdkCannotRead_isVerifiedByTheToken() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair();
        ECPublicKey real = (ECPublicKey) pair.getPublic();
        assumeTrue(
                isReadAtOnce(new FailingKey(real, 0)),
                "this JDK looks at a key when it verifies, and not before");
        Signature signer = Signature.getInstance("SHA256withECDSA", "SunEC");
        signer.initSign(pair.getPrivate());
        signer.update(new byte[10]);
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.setParameter(real.getParams());
        verifier.initVerify(new FailingKey(real, 0));
        verifier.update(new byte[10]);
        assertThat(verifier.verify(signer.sign())).isTrue();
    }

    private static boolean isReadAtOnce(PublicKey key) throws Exception {
        Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
        try {
            verifier.initVerify(key);
            return false;
        } catch (InvalidKeyException | IllegalStateException e) {
            return true;
        }
    }

    /** Answers so many times what its curve is, and never its point. */
    private static final class FailingKey implements ECPublicKey {
        @Serial private static final long serialVersionUID = 1L;

        private final transient ECPublicKey real;
        private int answers;

        FailingKey(ECPublicKey real, int answers) {
            this.real = real;
            this.answers = answers;
        }

        @Override
        public ECParameterSpec getParams() {
            answers--;
            if (answers < 0) {
                throw new IllegalStateException("no more answers");
            }
            return real.getParams();
        }

        @Override
        public ECPoint getW() {
            throw new IllegalStateException("no point");
        }

        @Override
        public String getAlgorithm() {
            return real.getAlgorithm();
        }

        @Override
        public String getFormat() {
            return real.getFormat();
        }

        @Override
        public byte[] getEncoded() {
            return real.getEncoded();
        }
    }

    /** The last parameters count, also for the JDK's engine behind a blind choice. */
    @Test
    void parametersAfterTheInitialisation_areThoseOfTheSignature() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519", "SunEC").generateKeyPair();
        Signature signer = Signature.getInstance("Ed25519");
        signer.setParameter(context("one"));
        assertThat(signer.getProvider()).isSameAs(token.provider());
        signer.initSign(pair.getPrivate());
        signer.setParameter(context("two"));
        signer.update(new byte[10]);
        byte[] signature = signer.sign();
        assertThat(verifiedByTheJdk(pair, context("one"), signature)).isFalse();
        assertThat(verifiedByTheJdk(pair, context("two"), signature)).isTrue();

        Signature verifier = Signature.getInstance("Ed25519");
        assertThat(verifier.getProvider()).isSameAs(token.provider());
        verifier.initVerify(pair.getPublic());
        verifier.setParameter(context("one"));
        verifier.update(new byte[10]);
        assertThat(verifier.verify(signature)).isFalse();
        verifier.setParameter(context("two"));
        verifier.update(new byte[10]);
        assertThat(verifier.verify(signature)).isTrue();
    }

    private static EdDSAParameterSpec context(String text) {
        return new EdDSAParameterSpec(false, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean verifiedByTheJdk(KeyPair pair, EdDSAParameterSpec spec, byte[] signature)
            throws Exception {
        Signature verifier = Signature.getInstance("Ed25519", "SunEC");
        verifier.setParameter(spec);
        verifier.initVerify(pair.getPublic());
        verifier.update(new byte[10]);
        return verifier.verify(signature);
    }

    /** On Javas whose engine knows no contexts, and on those that have no such engine. */
    @Test
    void contextThatTheJdkDoesNotKnow_isVerifiedByTheToken() throws Exception {
        KeyPair pair =
                KeyPairGenerator.getInstance("ML-DSA-65", token.provider()).generateKeyPair();
        CratonContextSpec spec = CratonContextSpec.of(new byte[] {1, 2});
        Signature signer = Signature.getInstance("ML-DSA", token.provider());
        signer.setParameter(spec);
        signer.initSign(pair.getPrivate());
        signer.update(new byte[10]);
        byte[] signature = signer.sign();

        Signature verifier = Signature.getInstance("ML-DSA");
        assertThat(verifier.getProvider()).isSameAs(token.provider());
        verifier.initVerify(foreign(pair.getPublic()));
        verifier.setParameter(spec);
        verifier.setParameter(new NamedParameterSpec("ML-DSA-65"));
        verifier.update(new byte[10]);
        assertThat(verifier.verify(signature)).isTrue();
        verifier.update(new byte[11]);
        assertThat(verifier.verify(signature)).isFalse();
    }

    private static PublicKey foreign(PublicKey key) {
        return new PublicKey() {
            private static final long serialVersionUID = 1;

            @Override
            public String getAlgorithm() {
                return key.getAlgorithm();
            }

            @Override
            public String getFormat() {
                return key.getFormat();
            }

            @Override
            public byte[] getEncoded() {
                return key.getEncoded();
            }
        };
    }

    @Test
    void pssAfterAnInitialisationWithoutParameters_isVerified() throws Exception {
        Signature signer = Signature.getInstance(PSS, "SunRsaSign");
        signer.setParameter(SPEC);
        signer.initSign(software.getPrivate());
        signer.update(new byte[10]);
        Signature verifier = Signature.getInstance(PSS);
        assertThat(verifier.getProvider()).isSameAs(token.provider());
        verifier.initVerify(software.getPublic());
        verifier.setParameter(SPEC);
        verifier.update(new byte[10]);
        assertThat(verifier.verify(signer.sign())).isTrue();
    }
}
