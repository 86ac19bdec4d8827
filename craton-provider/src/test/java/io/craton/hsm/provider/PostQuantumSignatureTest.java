package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.jcajce.CompositePrivateKey;
import org.bouncycastle.jcajce.CompositePublicKey;
import org.bouncycastle.jcajce.spec.ContextParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contexts, pre-hash forms and composites of ML-DSA and SLH-DSA; Bouncy Castle is the judge. */
class PostQuantumSignatureTest {
    private static final byte[] DATA = "signed by more than one".getBytes();
    private static final byte[] CONTEXT = {1, 2, 3};
    private static final Provider BC = new BouncyCastleProvider();
    private static TestToken token;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static KeyPair pair(String algorithm, Provider provider) throws Exception {
        return KeyPairGenerator.getInstance(algorithm, provider).generateKeyPair();
    }

    private static PublicKey in(Provider provider, String algorithm, PublicKey key)
            throws Exception {
        return KeyFactory.getInstance(algorithm, provider)
                .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
    }

    private static byte[] sign(
            Provider provider, String name, PrivateKey key, AlgorithmParameterSpec spec)
            throws Exception {
        Signature signature = Signature.getInstance(name, provider);
        signature.initSign(key);
        if (spec != null) {
            signature.setParameter(spec);
        }
        signature.update(DATA);
        return signature.sign();
    }

    private static boolean verify(
            Provider provider,
            String name,
            PublicKey key,
            AlgorithmParameterSpec spec,
            byte[] signed)
            throws Exception {
        Signature signature = Signature.getInstance(name, provider);
        signature.initVerify(key);
        if (spec != null) {
            signature.setParameter(spec);
        }
        signature.update(DATA);
        return signature.verify(signed);
    }

    /** The names of signatures with their keys: those of Bouncy Castle. */
    static Stream<String> names() {
        return Stream.concat(
                Stream.of("44", "65", "87")
                        .flatMap(
                                set ->
                                        Stream.of(
                                                "ML-DSA-" + set, "ML-DSA-" + set + "-WITH-SHA512")),
                Stream.of(
                        "SLH-DSA-SHA2-128F",
                        "SLH-DSA-SHA2-128F-WITH-SHA256",
                        "SLH-DSA-SHAKE-128F-WITH-SHAKE128",
                        "SLH-DSA-SHA2-192F-WITH-SHA512"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void context_isThatOfTheOtherEngine(String name) throws Exception {
        String keys = name.replaceFirst("-WITH-.*", "");
        KeyPair ours = pair(keys, token.provider());
        KeyPair theirs = pair(keys, BC);
        PublicKey outside = in(BC, keys, ours.getPublic());
        List<AlgorithmParameterSpec> specs =
                List.of(new ContextParameterSpec(CONTEXT), CratonContextSpec.of(CONTEXT));
        for (AlgorithmParameterSpec spec : specs) {
            byte[] signed = sign(token.provider(), name, ours.getPrivate(), spec);
            assertThat(verify(BC, name, outside, specs.get(0), signed)).isTrue();
            assertThat(verify(BC, name, outside, null, signed)).isFalse();
        }
        byte[] signed = sign(BC, name, theirs.getPrivate(), specs.get(0));
        for (AlgorithmParameterSpec spec : specs) {
            assertThat(verify(token.provider(), name, theirs.getPublic(), spec, signed)).isTrue();
        }
        assertThat(verify(token.provider(), name, theirs.getPublic(), null, signed)).isFalse();
        byte[] plain = sign(token.provider(), name, ours.getPrivate(), null);
        assertThat(verify(BC, name, outside, null, plain)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HASH-ML-DSA", "HASH-ML-DSA-65", "2.16.840.1.101.3.4.3.33"})
    void preHash_hasItsOtherNames(String name) throws Exception {
        KeyPair pair = pair("ML-DSA-65", token.provider());
        byte[] signed = sign(token.provider(), name, pair.getPrivate(), null);
        PublicKey outside = in(BC, "ML-DSA-65", pair.getPublic());
        assertThat(verify(BC, "ML-DSA-65-WITH-SHA512", outside, null, signed)).isTrue();
    }

    @Test
    void deterministic_givesOneSignature() throws Exception {
        PrivateKey key = pair("ML-DSA-44", token.provider()).getPrivate();
        CratonContextSpec hedged = CratonContextSpec.of(CONTEXT);
        CratonContextSpec same = hedged.deterministic();
        assertThat(sign(token.provider(), "ML-DSA", key, same))
                .isEqualTo(sign(token.provider(), "ML-DSA", key, same));
        assertThat(sign(token.provider(), "ML-DSA", key, hedged))
                .isNotEqualTo(sign(token.provider(), "ML-DSA", key, hedged));
    }

    @Test
    void contextThatIsTooLong_isRefused() throws Exception {
        assertThatThrownBy(() -> CratonContextSpec.of(new byte[256]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a context has at most 255 bytes, not 256");
        Signature signature = Signature.getInstance("ML-DSA", token.provider());
        assertThatThrownBy(() -> signature.setParameter(new ContextParameterSpec(new byte[256])))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessage("the context of ML-DSA has at most 255 bytes");
        Signature ecdsa = Signature.getInstance("SHA256withECDSA", token.provider());
        assertThatThrownBy(() -> ecdsa.setParameter(CratonContextSpec.of(CONTEXT)))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessage("SHA256withECDSA does not take a CratonContextSpec");
    }

    /** The composites of Bouncy Castle. */
    static Stream<String> composites() {
        return BC.getServices().stream()
                .filter(service -> service.getType().equals("Signature"))
                .map(Provider.Service::getAlgorithm)
                .filter(name -> name.startsWith("MLDSA") && !name.endsWith("-PREHASH"))
                .sorted();
    }

    @Test
    void composites_areEighteen() {
        assertThat(composites()).hasSize(18);
    }

    @ParameterizedTest
    @MethodSource("composites")
    void composite_ofTwoKeysOfTheToken(String name) throws Exception {
        Provider ours = token.provider();
        Halves keys = Halves.of(name, ours);
        CompositePrivateKey composite =
                CompositePrivateKey.builder(name)
                        .addPrivateKey(keys.latticed().getPrivate(), ours)
                        .addPrivateKey(keys.classic().getPrivate(), ours)
                        .build();
        byte[] signed = sign(BC, name, composite, null);
        assertThat(verify(BC, name, keys.publicKey(name, BC), null, signed)).isTrue();
        signed[signed.length - 1] ^= 1;
        assertThat(verify(BC, name, keys.publicKey(name, BC), null, signed)).isFalse();

        Halves software = Halves.of(name, BC);
        CompositePrivateKey theirs =
                CompositePrivateKey.builder(name)
                        .addPrivateKey(software.latticed().getPrivate(), BC)
                        .addPrivateKey(software.classic().getPrivate(), BC)
                        .build();
        byte[] other = sign(BC, name, theirs, null);
        assertThat(verify(BC, name, software.publicKey(name, ours), null, other)).isTrue();
        other[other.length - 1] ^= 1;
        assertThat(verify(BC, name, software.publicKey(name, ours), null, other)).isFalse();
    }

    /** The two key pairs of a composite, as its name says them: MLDSA65-ECDSA-P256-SHA512. */
    private record Halves(KeyPair latticed, KeyPair classic, String set, String family) {
        static Halves of(String name, Provider provider) throws Exception {
            String[] parts = name.split("-");
            String set = "ML-DSA-" + parts[0].substring("MLDSA".length());
            String second = parts[1];
            String family =
                    second.startsWith("RSA") ? "RSA" : second.equals("ECDSA") ? "EC" : second;
            KeyPairGenerator generator = KeyPairGenerator.getInstance(family, provider);
            if (family.equals("RSA")) {
                generator.initialize(Integer.parseInt(second.substring(3)));
            } else if (family.equals("EC")) {
                String curve = parts[2].replaceFirst("^P(?=[0-9])", "P-");
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return new Halves(pair(set, provider), generator.generateKeyPair(), set, family);
        }

        CompositePublicKey publicKey(String name, Provider provider) throws Exception {
            return CompositePublicKey.builder(name)
                    .addPublicKey(in(provider, set, latticed.getPublic()), provider)
                    .addPublicKey(in(provider, family, classic.getPublic()), provider)
                    .build();
        }
    }
}
