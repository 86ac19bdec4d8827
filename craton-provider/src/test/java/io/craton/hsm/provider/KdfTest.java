package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.provider.key.OpaqueKey;
import java.lang.reflect.InvocationTargetException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code javax.crypto.KDF} of Java 25, called by reflection. Vectors: RFC 5869, appendix A.1. */
class KdfTest {
    private static final byte[] IKM = HexFormat.of().parseHex("0b".repeat(22));
    private static final byte[] SALT = HexFormat.of().parseHex("000102030405060708090a0b0c");
    private static final byte[] INFO = HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9");
    private static final String OKM =
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";

    @BeforeEach
    void needsKdf() {
        Assumptions.assumeTrue(
                new CratonHsmProvider().getService("KDF", "HKDF-SHA256") != null,
                "skipped: this Java has no javax.crypto.KDF");
    }

    private static Object call(
            Object target, Class<?> type, String name, Class<?>[] types, Object... arguments)
            throws Exception {
        try {
            return type.getMethod(name, types).invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }

    private static AlgorithmParameterSpec spec(SecretKey ikm, int length) throws Exception {
        Class<?> hkdf = Class.forName("javax.crypto.spec.HKDFParameterSpec");
        Class<?> builder = Class.forName("javax.crypto.spec.HKDFParameterSpec$Builder");
        Object made = call(null, hkdf, "ofExtract", new Class<?>[0]);
        call(made, builder, "addIKM", new Class<?>[] {SecretKey.class}, ikm);
        call(made, builder, "addSalt", new Class<?>[] {byte[].class}, (Object) SALT);
        return (AlgorithmParameterSpec)
                call(
                        made,
                        builder,
                        "thenExpand",
                        new Class<?>[] {byte[].class, int.class},
                        INFO,
                        length);
    }

    private static Object kdf(Provider provider) throws Exception {
        Class<?> type = Class.forName("javax.crypto.KDF");
        return provider == null
                ? call(null, type, "getInstance", new Class<?>[] {String.class}, "HKDF-SHA256")
                : call(
                        null,
                        type,
                        "getInstance",
                        new Class<?>[] {String.class, Provider.class},
                        "HKDF-SHA256",
                        provider);
    }

    private static byte[] data(Object kdf, AlgorithmParameterSpec spec) throws Exception {
        return (byte[])
                call(
                        kdf,
                        kdf.getClass(),
                        "deriveData",
                        new Class<?>[] {AlgorithmParameterSpec.class},
                        spec);
    }

    private static SecretKey key(Object kdf, String name, AlgorithmParameterSpec spec)
            throws Exception {
        return (SecretKey)
                call(
                        kdf,
                        kdf.getClass(),
                        "deriveKey",
                        new Class<?>[] {String.class, AlgorithmParameterSpec.class},
                        name,
                        spec);
    }

    @Test
    void publishedVector_andAKeyThatStaysInside() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            SecretKey ikm =
                    SecretKeyFactory.getInstance("Generic", token.provider())
                            .generateSecret(new SecretKeySpec(IKM, "Generic"));
            Object kdf = kdf(token.provider());
            assertThat(HexFormat.of().formatHex(data(kdf, spec(ikm, 42)))).isEqualTo(OKM);
            assertThat(key(kdf, "Generic", spec(ikm, 42)).getEncoded())
                    .isEqualTo(HexFormat.of().parseHex(OKM));
            SecretKey aes = key(kdf, "AES", spec(ikm, 32));
            assertThat(aes.getEncoded()).isNull();
            assertThat(aes.getAlgorithm()).isEqualTo("AES");
            assertThat(
                            ((OpaqueKey) aes)
                                    .ref()
                                    .<Boolean>use(
                                            (session, handle) ->
                                                    session.getAttribute(
                                                            handle, AttributeType.CKA_SENSITIVE)))
                    .isTrue();
            assertThatThrownBy(() -> key(kdf, "Blowfish", spec(ikm, 32)))
                    .isInstanceOf(NoSuchAlgorithmException.class);
        }
    }

    @Test
    void softwareKey_isForTheNextProvider() throws Exception {
        SecretKey software = new SecretKeySpec(IKM, "Generic");
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            assertThatThrownBy(() -> data(kdf(token.provider()), spec(software, 42)))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
            Security.insertProviderAt(token.provider(), 1);
            assertThat(HexFormat.of().formatHex(data(kdf(null), spec(software, 42))))
                    .isEqualTo(OKM);
        }
    }
}
