package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.assertCode;
import static io.craton.hsm.engine.EngineFixture.decrypt;
import static io.craton.hsm.engine.EngineFixture.encrypt;
import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.random;
import static io.craton.hsm.engine.EngineFixture.secret;
import static io.craton.hsm.engine.EngineFixture.sign;
import static io.craton.hsm.engine.EngineFixture.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.MechanismParameters.Ctr;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.macs.GMac;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CipherTest {
    private static final Engines ENGINE = engine("auto");
    private static final byte[] NONE = new byte[0];
    private static final int[] LENGTHS = {0, 1, 15, 16, 17, 4095, 4096, 4097, 8192, 20_000};

    private static Mechanism gcm(byte[] iv, byte[] aad, int tag) {
        return Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(iv, aad, tag));
    }

    @Test
    void gcm_agreesWithBouncyCastle_forEveryTagAndIvLength() throws Exception {
        for (int tag : new int[] {128, 120, 112, 104, 96, 64, 32}) {
            for (int ivLength : new int[] {1, 8, 12, 16, 100, 256}) {
                for (int length : new int[] {0, 1, 16, 5000}) {
                    byte[] key = random(32);
                    byte[] iv = random(ivLength);
                    byte[] aad = random(length % 30);
                    byte[] data = random(length);
                    KeyMaterial material = secret(KeyType.CKK_AES, key);
                    byte[] expected = bcGcm(key, iv, aad, tag, data);
                    assertThat(encrypt(ENGINE, gcm(iv, aad, tag), material, data))
                            .isEqualTo(expected);
                    assertThat(decrypt(ENGINE, gcm(iv, aad, tag), material, expected))
                            .isEqualTo(data);
                }
            }
        }
    }

    @Test
    void gcm_ofLongTexts_agreesWithBouncyCastle_andRefusesEachChange() throws Exception {
        for (int length : new int[] {65_520, 65_521, 100_001, 1 << 20}) {
            byte[] key = random(32);
            byte[] iv = random(12);
            byte[] aad = random(7);
            byte[] data = random(length);
            KeyMaterial material = secret(KeyType.CKK_AES, key);
            byte[] sealed = bcGcm(key, iv, aad, 128, data);
            assertThat(decrypt(ENGINE, gcm(iv, aad, 128), material, sealed)).isEqualTo(data);

            for (int changed : new int[] {0, length / 2, length - 1, length, length + 15}) {
                byte[] other = sealed.clone();
                other[changed] ^= 1;
                assertCode(
                        () -> decrypt(ENGINE, gcm(iv, aad, 128), material, other),
                        ReturnCode.CKR_AEAD_DECRYPT_FAILED);
            }
            assertCode(
                    () -> decrypt(ENGINE, gcm(iv, random(7), 128), material, sealed),
                    ReturnCode.CKR_AEAD_DECRYPT_FAILED);
        }
    }

    @Test
    void gcm_ofLongTexts_agreesWithBouncyCastle_forOtherVectorsAndTags() throws Exception {
        for (int ivLength : new int[] {11, 12, 16}) {
            for (int tag : new int[] {128, 104, 96, 64, 32}) {
                byte[] key = random(16);
                byte[] iv = random(ivLength);
                byte[] data = random(69_632 + tag % 5);
                KeyMaterial material = secret(KeyType.CKK_AES, key);
                byte[] sealed = bcGcm(key, iv, NONE, tag, data);
                assertThat(decrypt(ENGINE, gcm(iv, NONE, tag), material, sealed)).isEqualTo(data);

                sealed[sealed.length - 1] ^= 1;
                assertCode(
                        () -> decrypt(ENGINE, gcm(iv, NONE, tag), material, sealed),
                        ReturnCode.CKR_AEAD_DECRYPT_FAILED);
            }
        }
    }

    private static byte[] bcGcm(byte[] key, byte[] iv, byte[] aad, int tag, byte[] data)
            throws Exception {
        var cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
        cipher.init(true, new AEADParameters(new KeyParameter(key), tag, iv, aad));
        byte[] output = new byte[cipher.getOutputSize(data.length)];
        int written = cipher.processBytes(data, 0, data.length, output, 0);
        cipher.doFinal(output, written);
        return output;
    }

    @Test
    void gcm_inPieces_isGcmAtOnce() {
        KeyMaterial key = secret(KeyType.CKK_AES, random(16));
        Mechanism mechanism = gcm(random(12), random(5), 128);
        for (int length : LENGTHS) {
            byte[] data = random(length);
            byte[] whole = encrypt(ENGINE, mechanism, key, data);
            for (int step : new int[] {1000, 4096, 10_000}) {
                ByteArrayOutputStream pieces = new ByteArrayOutputStream();
                CipherContext context = ENGINE.encrypt(mechanism, key);
                for (int at = 0; at < length; at += step) {
                    pieces.writeBytes(context.update(data, at, Math.min(step, length - at)));
                }
                pieces.writeBytes(context.doFinal(NONE, 0, 0));
                assertThat(pieces.toByteArray()).isEqualTo(whole);
            }
            CipherContext decryption = ENGINE.decrypt(mechanism, key);
            assertThat(decryption.update(whole, 0, whole.length))
                    .as("nothing before the tag is checked")
                    .isEmpty();
            assertThat(decryption.doFinal(NONE, 0, 0)).isEqualTo(data);
        }
    }

    @Test
    void sameIvTwice_isTheCallersDecision_andGivesTheSameCiphertext() {
        KeyMaterial key = secret(KeyType.CKK_AES, random(16));
        Mechanism mechanism = gcm(random(12), NONE, 128);
        byte[] data = random(50);
        byte[] first = encrypt(ENGINE, mechanism, key, data);
        assertThat(encrypt(ENGINE, mechanism, key, data)).isEqualTo(first);
        assertThat(encrypt(ENGINE, mechanism, key, data)).isEqualTo(first);
    }

    @Test
    void aeadThatWasTouched_givesNothing() {
        byte[] data = random(40);
        byte[] aad = random(7);
        KeyMaterial aes = secret(KeyType.CKK_AES, random(32));
        KeyMaterial chaCha = secret(KeyType.CKK_CHACHA20, random(32));
        byte[] nonce = random(12);
        List<Mechanism> mechanisms =
                List.of(
                        gcm(nonce, aad, 128),
                        gcm(nonce, aad, 96),
                        gcm(nonce, aad, 64),
                        Mechanism.of(MechanismType.CKM_AES_CCM, new Ccm(40, nonce, aad, 8)),
                        Mechanism.of(
                                MechanismType.CKM_CHACHA20_POLY1305,
                                new ChaCha20Poly1305(nonce, aad)));
        for (Mechanism mechanism : mechanisms) {
            KeyMaterial key =
                    mechanism.type() == MechanismType.CKM_CHACHA20_POLY1305 ? chaCha : aes;
            byte[] good = encrypt(ENGINE, mechanism, key, data);
            assertThat(decrypt(ENGINE, mechanism, key, good)).isEqualTo(data);
            for (int at = 0; at < good.length; at++) {
                byte[] bad = good.clone();
                bad[at] ^= 1;
                assertCode(
                        () -> decrypt(ENGINE, mechanism, key, bad),
                        ReturnCode.CKR_AEAD_DECRYPT_FAILED);
            }
            assertCode(
                    () -> decrypt(ENGINE, withOtherAad(mechanism), key, good),
                    ReturnCode.CKR_AEAD_DECRYPT_FAILED);
            for (int length : new int[] {0, 1, 3}) {
                assertCode(
                        () -> decrypt(ENGINE, mechanism, key, Arrays.copyOf(good, length)),
                        ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE);
            }
        }
    }

    private static Mechanism withOtherAad(Mechanism mechanism) {
        byte[] other = random(9);
        MechanismParameters changed;
        if (mechanism.parameters() instanceof Gcm gcm) {
            changed = new Gcm(gcm.iv(), other, gcm.tagBits());
        } else if (mechanism.parameters() instanceof Ccm ccm) {
            changed = new Ccm(ccm.dataLength(), ccm.nonce(), other, ccm.macLength());
        } else {
            changed =
                    new ChaCha20Poly1305(
                            ((ChaCha20Poly1305) mechanism.parameters()).nonce(), other);
        }
        return Mechanism.of(mechanism.type(), changed);
    }

    @Test
    void aeadParametersThatCannotBe_areRefused() {
        KeyMaterial key = secret(KeyType.CKK_AES, random(32));
        KeyMaterial chaCha = secret(KeyType.CKK_CHACHA20, random(32));
        List<MechanismParameters> bad =
                List.of(
                        new Gcm(null, NONE, 128),
                        new Gcm(NONE, NONE, 128),
                        new Gcm(new byte[12], NONE, 0),
                        new Gcm(new byte[12], NONE, 127),
                        new Gcm(new byte[12], NONE, 136),
                        new Gcm(new byte[12], NONE, -128),
                        new Iv(new byte[12]),
                        MechanismParameters.NONE);
        for (MechanismParameters parameters : bad) {
            Mechanism mechanism = Mechanism.of(MechanismType.CKM_AES_GCM, parameters);
            assertCode(
                    () -> ENGINE.encrypt(mechanism, key), ReturnCode.CKR_MECHANISM_PARAM_INVALID);
            assertCode(
                    () -> ENGINE.decrypt(mechanism, key), ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        }
        for (Ccm ccm :
                List.of(
                        new Ccm(0, new byte[6], NONE, 16),
                        new Ccm(0, new byte[14], NONE, 16),
                        new Ccm(0, new byte[12], NONE, 2),
                        new Ccm(0, new byte[12], NONE, 5),
                        new Ccm(0, new byte[12], NONE, 18),
                        new Ccm(-1, new byte[12], NONE, 16),
                        new Ccm(Long.MAX_VALUE, new byte[7], NONE, 16),
                        new Ccm(1 << 16, new byte[13], NONE, 16))) {
            Mechanism mechanism = Mechanism.of(MechanismType.CKM_AES_CCM, ccm);
            assertCode(
                    () -> ENGINE.encrypt(mechanism, key), ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        }
        for (int length : new int[] {0, 8, 11, 13, 24}) {
            Mechanism mechanism =
                    Mechanism.of(
                            MechanismType.CKM_CHACHA20_POLY1305,
                            new ChaCha20Poly1305(new byte[length], NONE));
            assertCode(
                    () -> ENGINE.encrypt(mechanism, chaCha),
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        }
    }

    @Test
    void ccm_agreesWithBouncyCastle_andTakesOnlyTheLengthItAnnounced() throws Exception {
        for (int macLength : new int[] {4, 6, 8, 10, 12, 14, 16}) {
            for (int nonceLength = 7; nonceLength <= 13; nonceLength++) {
                for (int aadLength : new int[] {0, 1, 14, 15, macLength == 16 ? 66_000 : 100}) {
                    byte[] key = random(24);
                    byte[] nonce = random(nonceLength);
                    byte[] aad = random(aadLength);
                    byte[] data = random(3 * macLength + nonceLength);
                    var bc = CCMBlockCipher.newInstance(AESEngine.newInstance());
                    bc.init(
                            true,
                            new AEADParameters(new KeyParameter(key), 8 * macLength, nonce, aad));
                    byte[] expected = new byte[bc.getOutputSize(data.length)];
                    int written = bc.processBytes(data, 0, data.length, expected, 0);
                    bc.doFinal(expected, written);
                    Mechanism mechanism =
                            Mechanism.of(
                                    MechanismType.CKM_AES_CCM,
                                    new Ccm(data.length, nonce, aad, macLength));
                    KeyMaterial material = secret(KeyType.CKK_AES, key);
                    assertThat(encrypt(ENGINE, mechanism, material, data)).isEqualTo(expected);
                    assertThat(decrypt(ENGINE, mechanism, material, expected)).isEqualTo(data);
                }
            }
        }
        Mechanism ten =
                Mechanism.of(MechanismType.CKM_AES_CCM, new Ccm(10, new byte[12], NONE, 16));
        KeyMaterial key = secret(KeyType.CKK_AES, random(16));
        for (int length : new int[] {0, 9, 11}) {
            assertCode(
                    () -> encrypt(ENGINE, ten, key, new byte[length]),
                    ReturnCode.CKR_DATA_LEN_RANGE);
            assertCode(
                    () -> decrypt(ENGINE, ten, key, new byte[length + 16]),
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CKM_AES_ECB", "CKM_AES_CBC", "CKM_DES3_ECB", "CKM_DES3_CBC"})
    void partOfABlock_withoutPadding_isALengthError(MechanismType type) {
        KeyMaterial key = key(type);
        Mechanism mechanism = mechanism(type);
        for (int length : new int[] {1, 7, 9, 15, 17, 4097}) {
            assertCode(
                    () -> encrypt(ENGINE, mechanism, key, new byte[length]),
                    ReturnCode.CKR_DATA_LEN_RANGE);
            assertCode(
                    () -> decrypt(ENGINE, mechanism, key, new byte[length]),
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE);
        }
        assertThat(encrypt(ENGINE, mechanism, key, NONE)).isEmpty();
    }

    private static KeyMaterial key(MechanismType type) {
        return type.name().contains("DES3")
                ? secret(KeyType.CKK_DES3, random(24))
                : secret(KeyType.CKK_AES, random(32));
    }

    private static Mechanism mechanism(MechanismType type) {
        if (type.name().endsWith("ECB")) {
            return Mechanism.of(type);
        }
        return Mechanism.of(type, new Iv(random(type.name().contains("DES3") ? 8 : 16)));
    }

    @ParameterizedTest
    @EnumSource(names = {"CKM_AES_CBC_PAD", "CKM_DES3_CBC_PAD"})
    void badPadding_isInvalid_andAWrongLengthALengthError(MechanismType type) {
        KeyMaterial key = key(type);
        Mechanism padded = mechanism(type);
        MechanismType bareType = MechanismType.valueOf(type.name().replace("_PAD", ""));
        Mechanism bare = Mechanism.of(bareType, padded.parameters());
        int block = type == MechanismType.CKM_AES_CBC_PAD ? 16 : 8;
        for (int length : LENGTHS) {
            byte[] data = random(length);
            byte[] ciphertext = encrypt(ENGINE, padded, key, data);
            assertThat(ciphertext.length).isEqualTo((length / block + 1) * block);
            assertThat(decrypt(ENGINE, padded, key, ciphertext)).isEqualTo(data);
        }
        for (int last : new int[] {0, block + 1, 0x80, 0xff}) {
            byte[] plain = new byte[block];
            plain[block - 1] = (byte) last;
            byte[] ciphertext = encrypt(ENGINE, bare, key, plain);
            assertCode(
                    () -> decrypt(ENGINE, padded, key, ciphertext),
                    ReturnCode.CKR_ENCRYPTED_DATA_INVALID);
        }
        byte[] mixed = new byte[block];
        mixed[block - 1] = 3;
        mixed[block - 2] = 3;
        byte[] ciphertext = encrypt(ENGINE, bare, key, mixed);
        assertCode(
                () -> decrypt(ENGINE, padded, key, ciphertext),
                ReturnCode.CKR_ENCRYPTED_DATA_INVALID);
        for (int length : new int[] {0, 1, block - 1, block + 1}) {
            assertCode(
                    () -> decrypt(ENGINE, padded, key, new byte[length]),
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE);
        }
    }

    @Test
    void counter_doesNotOverflow() {
        KeyMaterial key = secret(KeyType.CKK_AES, random(16));
        byte[] block = new byte[16];
        block[15] = 1;
        Mechanism two = Mechanism.of(MechanismType.CKM_AES_CTR, new Ctr(2, block));
        // The standard's own example: two bits, starting at 1, are three blocks.
        assertThat(encrypt(ENGINE, two, key, new byte[48])).hasSize(48);
        assertCode(() -> encrypt(ENGINE, two, key, new byte[49]), ReturnCode.CKR_DATA_LEN_RANGE);
        CipherContext pieces = ENGINE.decrypt(two, key);
        pieces.update(new byte[40], 0, 40);
        assertCode(() -> pieces.update(new byte[9], 0, 9), ReturnCode.CKR_DATA_LEN_RANGE);
        byte[] all = new byte[16];
        Arrays.fill(all, (byte) 0xff);
        Mechanism last = Mechanism.of(MechanismType.CKM_AES_CTR, new Ctr(128, all));
        assertThat(encrypt(ENGINE, last, key, new byte[16])).hasSize(16);
        assertCode(() -> encrypt(ENGINE, last, key, new byte[17]), ReturnCode.CKR_DATA_LEN_RANGE);
        for (int bits : new int[] {0, -1, 129}) {
            Mechanism bad = Mechanism.of(MechanismType.CKM_AES_CTR, new Ctr(bits, block));
            assertCode(() -> ENGINE.encrypt(bad, key), ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CKM_AES_CTS", "CKM_AES_XTS"})
    void stealingModes_keepTheLength_fromOneBlockOn(MechanismType type) {
        KeyMaterial key =
                type == MechanismType.CKM_AES_XTS
                        ? secret(KeyType.CKK_AES_XTS, random(64))
                        : secret(KeyType.CKK_AES, random(32));
        Mechanism mechanism = Mechanism.of(type, new Iv(random(16)));
        for (int length = 16; length < 100; length++) {
            byte[] data = random(length);
            byte[] ciphertext = encrypt(ENGINE, mechanism, key, data);
            assertThat(ciphertext).hasSize(length).isNotEqualTo(data);
            assertThat(decrypt(ENGINE, mechanism, key, ciphertext)).isEqualTo(data);
        }
        for (int length : new int[] {0, 1, 15}) {
            assertCode(
                    () -> encrypt(ENGINE, mechanism, key, new byte[length]),
                    ReturnCode.CKR_DATA_LEN_RANGE);
            assertCode(
                    () -> decrypt(ENGINE, mechanism, key, new byte[length]),
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE);
        }
    }

    @Test
    void xtsKeyOfTwoEqualHalves_isRefused() {
        Template template =
                Template.builder()
                        .objectClass(io.craton.hsm.ObjectClass.CKO_SECRET_KEY)
                        .keyType(KeyType.CKK_AES_XTS)
                        .set(AttributeType.CKA_VALUE, new byte[32])
                        .build();
        assertCode(() -> ENGINE.importKey(template), ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID);
    }

    @Test
    void keyWrap_takesWholeSemiblocks() {
        KeyMaterial key = secret(KeyType.CKK_AES, random(16));
        Mechanism kw = Mechanism.of(MechanismType.CKM_AES_KEY_WRAP);
        for (int length : new int[] {0, 8, 15, 17, 1 << 20}) {
            assertCode(
                    () -> encrypt(ENGINE, kw, key, new byte[length]),
                    ReturnCode.CKR_DATA_LEN_RANGE);
        }
        for (int length : new int[] {0, 8, 16, 23, 25}) {
            assertCode(
                    () -> decrypt(ENGINE, kw, key, new byte[length]),
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE);
        }
        assertCode(
                () -> decrypt(ENGINE, kw, key, new byte[24]),
                ReturnCode.CKR_ENCRYPTED_DATA_INVALID);
        Mechanism badIv = Mechanism.of(MechanismType.CKM_AES_KEY_WRAP, new Iv(new byte[4]));
        assertCode(() -> ENGINE.encrypt(badIv, key), ReturnCode.CKR_MECHANISM_PARAM_INVALID);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void macs_agreeWithBouncyCastle(int keyLength) {
        for (int length : LENGTHS) {
            byte[] key = random(keyLength);
            byte[] data = random(length);
            CMac cmac = new CMac(AESEngine.newInstance());
            cmac.init(new KeyParameter(key));
            cmac.update(data, 0, length);
            byte[] expected = new byte[16];
            cmac.doFinal(expected, 0);
            KeyMaterial material = secret(KeyType.CKK_AES, key);
            assertThat(sign(ENGINE, Mechanism.of(MechanismType.CKM_AES_CMAC), material, data))
                    .isEqualTo(expected);
            byte[] iv = random(12);
            GMac gmac = new GMac(GCMBlockCipher.newInstance(AESEngine.newInstance()));
            gmac.init(new ParametersWithIV(new KeyParameter(key), iv));
            gmac.update(data, 0, length);
            gmac.doFinal(expected, 0);
            Mechanism mechanism = Mechanism.of(MechanismType.CKM_AES_GMAC, new Gcm(iv, NONE, 128));
            assertThat(sign(ENGINE, mechanism, material, data)).isEqualTo(expected);
            verify(ENGINE, mechanism, material, data, expected);
        }
    }

    @Test
    void hmacs_agreeWithBouncyCastle() throws Exception {
        BouncyCastleProvider bc = new BouncyCastleProvider();
        for (String digest :
                List.of(
                        "SHA_1",
                        "SHA224",
                        "SHA256",
                        "SHA384",
                        "SHA512",
                        "SHA512_224",
                        "SHA512_256",
                        "SHA3_224",
                        "SHA3_256",
                        "SHA3_384",
                        "SHA3_512")) {
            String name =
                    "Hmac"
                            + digest.replace("SHA_1", "SHA1")
                                    .replace("SHA512_", "SHA512/")
                                    .replace("SHA3_", "SHA3-");
            Mac mac = Mac.getInstance(name, bc);
            for (int keyLength : new int[] {1, 20, 64, 128, 200}) {
                byte[] key = random(keyLength);
                byte[] data = random(100);
                mac.init(new javax.crypto.spec.SecretKeySpec(key, name));
                byte[] expected = mac.doFinal(data);
                KeyMaterial material = secret(KeyType.CKK_GENERIC_SECRET, key);
                Mechanism mechanism =
                        Mechanism.of(MechanismType.valueOf("CKM_" + digest + "_HMAC"));
                assertThat(sign(ENGINE, mechanism, material, data)).isEqualTo(expected);
                Mechanism cut =
                        Mechanism.of(
                                MechanismType.valueOf("CKM_" + digest + "_HMAC_GENERAL"),
                                new MacLength(10));
                assertThat(sign(ENGINE, cut, material, data))
                        .isEqualTo(Arrays.copyOf(expected, 10));
            }
        }
    }

    @Test
    void macThatWasTouched_isInvalid_andOneOfAnotherLengthALengthError() {
        KeyMaterial generic = secret(KeyType.CKK_GENERIC_SECRET, random(32));
        KeyMaterial aes = secret(KeyType.CKK_AES, random(32));
        byte[] data = random(20);
        for (Mechanism mechanism :
                List.of(
                        Mechanism.of(MechanismType.CKM_SHA256_HMAC),
                        Mechanism.of(MechanismType.CKM_SHA512_HMAC_GENERAL, new MacLength(20)),
                        Mechanism.of(MechanismType.CKM_AES_CMAC),
                        Mechanism.of(MechanismType.CKM_AES_CMAC_GENERAL, new MacLength(8)))) {
            KeyMaterial key = mechanism.type().name().contains("AES") ? aes : generic;
            byte[] good = sign(ENGINE, mechanism, key, data);
            for (int at = 0; at < good.length; at++) {
                byte[] bad = good.clone();
                bad[at] ^= 1;
                assertCode(
                        () -> verify(ENGINE, mechanism, key, data, bad),
                        ReturnCode.CKR_SIGNATURE_INVALID);
            }
            for (int length : new int[] {0, good.length - 1, good.length + 1}) {
                assertCode(
                        () -> verify(ENGINE, mechanism, key, data, Arrays.copyOf(good, length)),
                        ReturnCode.CKR_SIGNATURE_LEN_RANGE);
            }
        }
        for (int length : new int[] {0, -1, 33, Integer.MAX_VALUE}) {
            Mechanism bad =
                    Mechanism.of(MechanismType.CKM_SHA256_HMAC_GENERAL, new MacLength(length));
            assertCode(() -> ENGINE.sign(bad, generic), ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        }
    }

    @Test
    void oneKey_isUsedByManyThreadsAtOnce() throws Exception {
        KeyMaterial key = secret(KeyType.CKK_AES, random(32));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            results.add(
                    threads.submit(
                            () -> {
                                for (int i = 0; i < 200; i++) {
                                    byte[] data = random(i * 7);
                                    Mechanism mechanism = gcm(random(12), NONE, 128);
                                    if (!Arrays.equals(
                                            data,
                                            decrypt(
                                                    ENGINE,
                                                    mechanism,
                                                    key,
                                                    encrypt(ENGINE, mechanism, key, data)))) {
                                        return false;
                                    }
                                    byte[] mac =
                                            sign(
                                                    ENGINE,
                                                    Mechanism.of(MechanismType.CKM_AES_CMAC),
                                                    key,
                                                    data);
                                    verify(
                                            ENGINE,
                                            Mechanism.of(MechanismType.CKM_AES_CMAC),
                                            key,
                                            data,
                                            mac);
                                }
                                return true;
                            }));
        }
        for (Future<Boolean> result : results) {
            assertThat(result.get()).isTrue();
        }
        threads.shutdown();
    }

    @Test
    void keyThatIsClosedUnderAnOperation_neverBecomesAKeyOfZeros() {
        byte[] data = random(100);
        byte[] iv = random(12);
        byte[] underZeros =
                encrypt(ENGINE, gcm(iv, NONE, 128), secret(KeyType.CKK_AES, new byte[32]), data);
        KeyMaterial key = secret(KeyType.CKK_AES, random(32));
        encrypt(ENGINE, gcm(random(12), NONE, 128), key, data);
        key.close();
        try {
            assertThat(encrypt(ENGINE, gcm(iv, NONE, 128), key, data)).isNotEqualTo(underZeros);
        } catch (HsmException e) {
            assertThat(e.code()).isEqualTo(ReturnCode.CKR_KEY_HANDLE_INVALID);
        }
    }

    @Test
    void generation_makesKeysOfTheAskedSize_withParityAndNoWeakness() {
        for (long length : new long[] {16, 24, 32}) {
            assertThat(generate(MechanismType.CKM_AES_KEY_GEN, length)).hasSize((int) length);
        }
        for (long length : new long[] {0, 8, 17, 33, -1, 1L << 40}) {
            assertCode(
                    () -> generate(MechanismType.CKM_AES_KEY_GEN, length),
                    ReturnCode.CKR_KEY_SIZE_RANGE);
        }
        byte[] des =
                EngineFixture.value(
                        ENGINE.generateKey(
                                Mechanism.of(MechanismType.CKM_DES3_KEY_GEN), Template.empty()));
        assertThat(des).hasSize(24);
        for (byte b : des) {
            assertThat(Integer.bitCount(b & 0xff) % 2).isEqualTo(1);
        }
        assertCode(
                () ->
                        ENGINE.generateKey(
                                Mechanism.of(MechanismType.CKM_AES_KEY_GEN), Template.empty()),
                ReturnCode.CKR_TEMPLATE_INCOMPLETE);
        assertCode(
                () ->
                        ENGINE.generateKey(
                                Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                                EngineFixture.shape(KeyType.CKK_DES3, 24)),
                ReturnCode.CKR_TEMPLATE_INCONSISTENT);
        assertCode(
                () ->
                        ENGINE.generateKey(
                                Mechanism.of(MechanismType.CKM_AES_KEY_GEN, new Iv(NONE)),
                                EngineFixture.shape(KeyType.CKK_AES, 16)),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
    }

    private static byte[] generate(MechanismType type, long length) {
        Template template = Template.builder().set(AttributeType.CKA_VALUE_LEN, length).build();
        return EngineFixture.value(ENGINE.generateKey(Mechanism.of(type), template));
    }

    @Test
    void checkValue_isThatOfTheStandard() {
        KeyMaterial aes = secret(KeyType.CKK_AES, new byte[16]);
        // AES-128 of zeros under zeros: 66e94bd4... (NIST, AESAVS).
        assertThat(ENGINE.checkValue(aes)).isEqualTo(EngineFixture.hex("66e94b"));
        KeyMaterial generic =
                secret(
                        KeyType.CKK_GENERIC_SECRET,
                        "abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(ENGINE.checkValue(generic)).isEqualTo(EngineFixture.hex("a9993e"));
        assertThat(ENGINE.checkValue(secret(KeyType.CKK_AES_XTS, random(32)))).isNull();
    }
}
