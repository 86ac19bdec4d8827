package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.assertCode;
import static io.craton.hsm.engine.EngineFixture.decrypt;
import static io.craton.hsm.engine.EngineFixture.ecPair;
import static io.craton.hsm.engine.EngineFixture.encrypt;
import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.pqcPair;
import static io.craton.hsm.engine.EngineFixture.random;
import static io.craton.hsm.engine.EngineFixture.rsaPair;
import static io.craton.hsm.engine.EngineFixture.secret;
import static io.craton.hsm.engine.EngineFixture.shape;
import static io.craton.hsm.engine.EngineFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.MechanismParameters.Ctr;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaAesKeyWrap;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WrapTest {
    private static final Engines ENGINE = engine("auto");
    private static final byte[] NONE = new byte[0];
    private static final RsaOaep OAEP =
            new RsaOaep(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, NONE);

    private static KeyMaterial aesKey() {
        return secret(KeyType.CKK_AES, random(32));
    }

    /** The mechanisms of AES that wrap private keys. */
    private static List<Mechanism> forPrivateKeys() {
        return List.of(
                Mechanism.of(MechanismType.CKM_AES_KEY_WRAP),
                Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP),
                Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_PAD),
                Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_PKCS7),
                Mechanism.of(MechanismType.CKM_AES_CBC_PAD, new Iv(random(16))),
                Mechanism.of(MechanismType.CKM_AES_CTR, new Ctr(64, random(8 + 8))),
                Mechanism.of(MechanismType.CKM_AES_CTS, new Iv(random(16))),
                Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(random(12), NONE, 128)),
                Mechanism.of(MechanismType.CKM_AES_CCM, new Ccm(0, random(12), NONE, 16)));
    }

    @Test
    @Tag("S1-29")
    void privateKeyOfEveryType_comesBack() {
        Map<KeyType, KeyPairMaterial> pairs = new LinkedHashMap<>();
        pairs.put(KeyType.CKK_RSA, rsaPair(ENGINE, 2048));
        pairs.put(KeyType.CKK_EC, ecPair(ENGINE, "brainpoolP384r1"));
        pairs.put(KeyType.CKK_EC_EDWARDS, ecPair(ENGINE, "Ed25519"));
        pairs.put(KeyType.CKK_EC_MONTGOMERY, ecPair(ENGINE, "X448"));
        pairs.put(KeyType.CKK_ML_DSA, pqcPair(ENGINE, MechanismType.CKM_ML_DSA_KEY_PAIR_GEN, 2));
        pairs.put(KeyType.CKK_ML_KEM, pqcPair(ENGINE, MechanismType.CKM_ML_KEM_KEY_PAIR_GEN, 2));
        pairs.put(KeyType.CKK_SLH_DSA, pqcPair(ENGINE, MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN, 3));
        pairs.forEach(
                (type, pair) -> {
                    for (Mechanism mechanism : forPrivateKeys()) {
                        KeyMaterial aes = aesKey();
                        byte[] wrapped = ENGINE.wrap(mechanism, aes, pair.privateKey(), null);
                        KeyMaterial back =
                                ENGINE.unwrap(mechanism, aes, wrapped, privateKey(type), null);
                        assertThat(ENGINE.publicKeyInfo(back))
                                .isEqualTo(ENGINE.publicKeyInfo(pair.publicKey()));
                        assertSameSecrets(pair.privateKey(), back);
                    }
                });
    }

    private static void assertSameSecrets(KeyMaterial one, KeyMaterial two) {
        assertThat(two.secretTypes()).isEqualTo(one.secretTypes());
        for (AttributeType<byte[]> type : one.secretTypes()) {
            assertThat(two.secret(type).copy(SecretAccess.READ))
                    .as(type.name())
                    .isEqualTo(one.secret(type).copy(SecretAccess.READ));
        }
    }

    private static Template privateKey(KeyType type) {
        return Template.builder().objectClass(ObjectClass.CKO_PRIVATE_KEY).keyType(type).build();
    }

    @Test
    void secretKey_comesBack_forEveryMechanismThatWraps() {
        KeyPairMaterial rsa = rsaPair(ENGINE, 2048);
        KeyMaterial des = secret(KeyType.CKK_DES3, random(24));
        KeyMaterial chaCha = secret(KeyType.CKK_CHACHA20, random(32));
        KeyMaterial xts = secret(KeyType.CKK_AES_XTS, random(64));
        for (int length : new int[] {16, 24, 32}) {
            KeyMaterial key = secret(KeyType.CKK_AES, random(length));
            Template template = shape(KeyType.CKK_AES, length);
            for (Mechanism mechanism : forPrivateKeys()) {
                KeyMaterial aes = aesKey();
                check(mechanism, aes, aes, key, template);
            }
            KeyMaterial aes = aesKey();
            check(Mechanism.of(MechanismType.CKM_AES_ECB), aes, aes, key, template);
            check(
                    Mechanism.of(MechanismType.CKM_AES_CBC, new Iv(random(16))),
                    aes,
                    aes,
                    key,
                    template);
            check(
                    Mechanism.of(MechanismType.CKM_AES_XTS, new Iv(random(16))),
                    xts,
                    xts,
                    key,
                    template);
            check(Mechanism.of(MechanismType.CKM_DES3_ECB), des, des, key, template);
            check(
                    Mechanism.of(MechanismType.CKM_DES3_CBC, new Iv(random(8))),
                    des,
                    des,
                    key,
                    template);
            check(
                    Mechanism.of(MechanismType.CKM_DES3_CBC_PAD, new Iv(random(8))),
                    des,
                    des,
                    key,
                    template);
            ChaCha20Poly1305 nonce = new ChaCha20Poly1305(random(12), NONE);
            check(
                    Mechanism.of(MechanismType.CKM_CHACHA20_POLY1305, nonce),
                    chaCha,
                    chaCha,
                    key,
                    template);
            check(
                    Mechanism.of(MechanismType.CKM_RSA_PKCS),
                    rsa.publicKey(),
                    rsa.privateKey(),
                    key,
                    template);
            check(
                    Mechanism.of(MechanismType.CKM_RSA_X_509),
                    rsa.publicKey(),
                    rsa.privateKey(),
                    key,
                    template);
            check(
                    Mechanism.of(MechanismType.CKM_RSA_PKCS_OAEP, OAEP),
                    rsa.publicKey(),
                    rsa.privateKey(),
                    key,
                    template);
            Mechanism both =
                    Mechanism.of(MechanismType.CKM_RSA_AES_KEY_WRAP, new RsaAesKeyWrap(256, OAEP));
            check(both, rsa.publicKey(), rsa.privateKey(), key, template);
        }
    }

    private static void check(
            Mechanism mechanism,
            KeyMaterial wrapping,
            KeyMaterial unwrapping,
            KeyMaterial key,
            Template template) {
        byte[] wrapped = ENGINE.wrap(mechanism, wrapping, key, null);
        KeyMaterial back = ENGINE.unwrap(mechanism, unwrapping, wrapped, template, null);
        assertThat(value(back)).as(mechanism.type().name()).isEqualTo(value(key));
        assertThat(back.keyType()).isEqualTo(key.keyType());
    }

    @Test
    void rsaAesKeyWrap_carriesPrivateKeys() {
        KeyPairMaterial rsa = rsaPair(ENGINE, 2048);
        KeyPairMaterial ec = ecPair(ENGINE, "P-521");
        for (int bits : new int[] {128, 192, 256}) {
            Mechanism mechanism =
                    Mechanism.of(MechanismType.CKM_RSA_AES_KEY_WRAP, new RsaAesKeyWrap(bits, OAEP));
            byte[] wrapped = ENGINE.wrap(mechanism, rsa.publicKey(), ec.privateKey(), null);
            assertSameSecrets(
                    ec.privateKey(),
                    ENGINE.unwrap(
                            mechanism,
                            rsa.privateKey(),
                            wrapped,
                            privateKey(KeyType.CKK_EC),
                            null));
            byte[] damaged = wrapped.clone();
            damaged[300] ^= 1;
            assertCode(
                    () ->
                            ENGINE.unwrap(
                                    mechanism,
                                    rsa.privateKey(),
                                    damaged,
                                    privateKey(KeyType.CKK_EC),
                                    null),
                    ReturnCode.CKR_WRAPPED_KEY_INVALID);
            assertCode(
                    () ->
                            ENGINE.unwrap(
                                    mechanism,
                                    rsa.privateKey(),
                                    Arrays.copyOf(wrapped, 256),
                                    privateKey(KeyType.CKK_EC),
                                    null),
                    ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE);
        }
        Mechanism wrong =
                Mechanism.of(MechanismType.CKM_RSA_AES_KEY_WRAP, new RsaAesKeyWrap(512, OAEP));
        assertCode(
                () -> ENGINE.wrap(wrong, rsa.publicKey(), ec.privateKey(), null),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
    }

    @Test
    void authenticatedWrap_bindsTheDataBesideTheKey() {
        KeyMaterial key = secret(KeyType.CKK_AES, random(32));
        Template template = shape(KeyType.CKK_AES, 32);
        byte[] aad = random(20);
        KeyMaterial chaCha = secret(KeyType.CKK_CHACHA20, random(32));
        Map<Mechanism, KeyMaterial> all =
                Map.of(
                        Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(random(12), NONE, 128)),
                                aesKey(),
                        Mechanism.of(MechanismType.CKM_AES_CCM, new Ccm(0, random(12), NONE, 16)),
                                aesKey(),
                        Mechanism.of(
                                        MechanismType.CKM_CHACHA20_POLY1305,
                                        new ChaCha20Poly1305(random(12), NONE)),
                                chaCha);
        all.forEach(
                (mechanism, wrapping) -> {
                    byte[] wrapped = ENGINE.wrap(mechanism, wrapping, key, aad);
                    assertThat(value(ENGINE.unwrap(mechanism, wrapping, wrapped, template, aad)))
                            .isEqualTo(value(key));
                    assertCode(
                            () -> ENGINE.unwrap(mechanism, wrapping, wrapped, template, random(20)),
                            ReturnCode.CKR_AEAD_DECRYPT_FAILED);
                    assertCode(
                            () -> ENGINE.unwrap(mechanism, wrapping, wrapped, template, null),
                            ReturnCode.CKR_WRAPPED_KEY_INVALID);
                });
        assertCode(
                () ->
                        ENGINE.wrap(
                                Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP),
                                aesKey(),
                                key,
                                aad),
                ReturnCode.CKR_MECHANISM_INVALID);
    }

    @Test
    void damagedOrForeignWrappedKey_isInvalid_andNeverAnotherError() {
        KeyMaterial aes = aesKey();
        KeyMaterial key = ecPair(ENGINE, "P-256").privateKey();
        for (Mechanism mechanism :
                List.of(
                        Mechanism.of(MechanismType.CKM_AES_KEY_WRAP),
                        Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP),
                        Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_PAD),
                        Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_PKCS7))) {
            byte[] good = ENGINE.wrap(mechanism, aes, key, null);
            for (int at = 0; at < good.length; at += 5) {
                byte[] bad = good.clone();
                bad[at] ^= 0x40;
                assertCode(
                        () -> ENGINE.unwrap(mechanism, aes, bad, privateKey(KeyType.CKK_EC), null),
                        ReturnCode.CKR_WRAPPED_KEY_INVALID);
            }
            assertCode(
                    () ->
                            ENGINE.unwrap(
                                    mechanism, aesKey(), good, privateKey(KeyType.CKK_EC), null),
                    ReturnCode.CKR_WRAPPED_KEY_INVALID);
            for (int length :
                    new int[] {0, 1, 7, 8, 15, good.length - 1, good.length + 1, 1 << 20}) {
                assertCode(
                        () ->
                                ENGINE.unwrap(
                                        mechanism,
                                        aes,
                                        Arrays.copyOf(good, length),
                                        privateKey(KeyType.CKK_EC),
                                        null),
                        ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE);
            }
            assertCode(
                    () -> ENGINE.unwrap(mechanism, aes, good, privateKey(KeyType.CKK_RSA), null),
                    ReturnCode.CKR_WRAPPED_KEY_INVALID);
        }
    }

    @Test
    void whatIsUnwrapped_hasToBePkcs8_andNothingElse() {
        KeyMaterial aes = aesKey();
        Mechanism kwp = Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP);
        byte[] pkcs8 =
                decrypt(
                        ENGINE,
                        kwp,
                        aes,
                        ENGINE.wrap(kwp, aes, ecPair(ENGINE, "P-256").privateKey(), null));
        for (int cut : new int[] {1, 5, 50}) {
            unwrapFails(kwp, aes, Arrays.copyOf(pkcs8, pkcs8.length - cut));
            unwrapFails(kwp, aes, Arrays.copyOf(pkcs8, pkcs8.length + cut));
        }
        for (int at = 0; at < pkcs8.length; at++) {
            byte[] changed = pkcs8.clone();
            changed[at] ^= (byte) 0x80;
            byte[] wrapped = encrypt(ENGINE, kwp, aes, changed);
            // Bytes of the private value or the public key may change; then it is another key.
            // Everything else fails.
            try {
                ENGINE.unwrap(kwp, aes, wrapped, privateKey(KeyType.CKK_EC), null);
            } catch (HsmException e) {
                assertThat(e.code()).isEqualTo(ReturnCode.CKR_WRAPPED_KEY_INVALID);
            }
        }
        unwrapFails(kwp, aes, new byte[] {0x30, 0});
        unwrapFails(kwp, aes, new byte[] {5, 0});
        unwrapFails(kwp, aes, random(100));
    }

    private static void unwrapFails(Mechanism kwp, KeyMaterial aes, byte[] plain) {
        byte[] wrapped = encrypt(ENGINE, kwp, aes, plain);
        assertCode(
                () -> ENGINE.unwrap(kwp, aes, wrapped, privateKey(KeyType.CKK_EC), null),
                ReturnCode.CKR_WRAPPED_KEY_INVALID);
    }

    @Test
    void privateKey_isNotWrappedByWhatWrapsSecretKeysOnly() {
        KeyMaterial key = ecPair(ENGINE, "P-256").privateKey();
        KeyMaterial aes = aesKey();
        assertCode(
                () -> ENGINE.wrap(Mechanism.of(MechanismType.CKM_AES_ECB), aes, key, null),
                ReturnCode.CKR_KEY_NOT_WRAPPABLE);
        assertCode(
                () ->
                        ENGINE.wrap(
                                Mechanism.of(MechanismType.CKM_RSA_PKCS),
                                rsaPair(ENGINE, 2048).publicKey(),
                                key,
                                null),
                ReturnCode.CKR_KEY_NOT_WRAPPABLE);
    }

    @Test
    void keyThatIsTooLong_isASizeError() {
        KeyMaterial key = secret(KeyType.CKK_GENERIC_SECRET, random(300));
        assertCode(
                () ->
                        ENGINE.wrap(
                                Mechanism.of(MechanismType.CKM_RSA_PKCS),
                                rsaPair(ENGINE, 2048).publicKey(),
                                key,
                                null),
                ReturnCode.CKR_KEY_SIZE_RANGE);
    }

    @Test
    void lengthInTheTemplate_hasToBeThatOfTheKey() {
        KeyMaterial aes = aesKey();
        KeyMaterial key = secret(KeyType.CKK_GENERIC_SECRET, random(24));
        Mechanism kw = Mechanism.of(MechanismType.CKM_AES_KEY_WRAP);
        byte[] wrapped = ENGINE.wrap(kw, aes, key, null);
        assertThat(wrapped).hasSize(32);
        for (Template shape : List.of(shape(KeyType.CKK_GENERIC_SECRET, 24), generic())) {
            assertThat(value(ENGINE.unwrap(kw, aes, wrapped, shape, null))).isEqualTo(value(key));
        }
        for (long length : new long[] {8, 16, 32, 4096}) {
            Template shape = shape(KeyType.CKK_GENERIC_SECRET, length);
            assertCode(
                    () -> ENGINE.unwrap(kw, aes, wrapped, shape, null),
                    ReturnCode.CKR_WRAPPED_KEY_INVALID);
        }
        assertCode(
                () -> ENGINE.unwrap(kw, aes, wrapped, shape(KeyType.CKK_AES, 17), null),
                ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE);
    }

    private static Template generic() {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(KeyType.CKK_GENERIC_SECRET)
                .build();
    }

    /** A mechanism that adds zeros, with a key for it and the length of what it adds them to. */
    private record Padded(Mechanism mechanism, KeyMaterial with, KeyMaterial opens, int block) {}

    private static List<Padded> padded() {
        KeyMaterial aes = aesKey();
        KeyMaterial des = secret(KeyType.CKK_DES3, random(24));
        KeyPairMaterial rsa = rsaPair(ENGINE, 2048);
        Mechanism raw = Mechanism.of(MechanismType.CKM_RSA_X_509);
        return List.of(
                new Padded(Mechanism.of(MechanismType.CKM_AES_KEY_WRAP), aes, aes, 8),
                new Padded(Mechanism.of(MechanismType.CKM_AES_ECB), aes, aes, 16),
                new Padded(
                        Mechanism.of(MechanismType.CKM_AES_CBC, new Iv(random(16))), aes, aes, 16),
                new Padded(Mechanism.of(MechanismType.CKM_DES3_ECB), des, des, 8),
                new Padded(
                        Mechanism.of(MechanismType.CKM_DES3_CBC, new Iv(random(8))), des, des, 8),
                new Padded(raw, rsa.publicKey(), rsa.privateKey(), 256));
    }

    /** Whoever may choose a length in bytes would ask whether a key ends, or begins, with zeros. */
    @Test
    void whatAddsZeros_takesAndGivesWholeUnitsOfEightBytes() {
        byte[] zeros = random(32);
        Arrays.fill(zeros, 0, 8, (byte) 0);
        Arrays.fill(zeros, 24, 32, (byte) 0);
        for (Padded each : padded()) {
            KeyMaterial odd = secret(KeyType.CKK_GENERIC_SECRET, random(20));
            assertCode(
                    () -> ENGINE.wrap(each.mechanism(), each.with(), odd, null),
                    ReturnCode.CKR_KEY_SIZE_RANGE);
            byte[] wrapped =
                    ENGINE.wrap(
                            each.mechanism(),
                            each.with(),
                            secret(KeyType.CKK_GENERIC_SECRET, zeros),
                            null);
            for (long length = 17; length < 32; length++) {
                if (length == 24) {
                    continue;
                }
                Template cut = shape(KeyType.CKK_GENERIC_SECRET, length);
                assertCode(
                        () -> ENGINE.unwrap(each.mechanism(), each.opens(), wrapped, cut, null),
                        ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE);
            }
        }
    }

    /** What goes into a block with zeros behind it comes out of it without them. */
    @Test
    void keyThatIsShorterThanABlock_comesBack_ifItsLengthIsSaid() {
        for (Padded each : padded()) {
            KeyMaterial key = secret(KeyType.CKK_GENERIC_SECRET, random(24));
            byte[] wrapped = ENGINE.wrap(each.mechanism(), each.with(), key, null);
            Template shape = shape(KeyType.CKK_GENERIC_SECRET, 24);
            assertThat(value(ENGINE.unwrap(each.mechanism(), each.opens(), wrapped, shape, null)))
                    .isEqualTo(value(key));
            if (each.block() < 256) {
                Template cut = shape(KeyType.CKK_GENERIC_SECRET, 16);
                assertCode(
                        () -> ENGINE.unwrap(each.mechanism(), each.opens(), wrapped, cut, null),
                        ReturnCode.CKR_WRAPPED_KEY_INVALID);
            }
        }
    }

    @Test
    void padReadsBothOfItsMeanings() {
        KeyMaterial aes = aesKey();
        KeyMaterial key = secret(KeyType.CKK_GENERIC_SECRET, random(21));
        for (MechanismType type :
                new MechanismType[] {
                    MechanismType.CKM_AES_KEY_WRAP_KWP, MechanismType.CKM_AES_KEY_WRAP_PKCS7
                }) {
            byte[] wrapped = ENGINE.wrap(Mechanism.of(type), aes, key, null);
            KeyMaterial back =
                    ENGINE.unwrap(
                            Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_PAD),
                            aes,
                            wrapped,
                            shape(KeyType.CKK_GENERIC_SECRET, 21),
                            null);
            assertThat(value(back)).isEqualTo(value(key));
        }
    }
}
