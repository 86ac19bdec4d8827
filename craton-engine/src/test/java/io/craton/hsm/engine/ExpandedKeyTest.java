package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.assertCode;
import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.pqcPair;
import static io.craton.hsm.engine.EngineFixture.random;
import static io.craton.hsm.engine.EngineFixture.secret;
import static io.craton.hsm.engine.EngineFixture.sign;
import static io.craton.hsm.engine.EngineFixture.value;
import static io.craton.hsm.engine.EngineFixture.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.der.DerWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Post-quantum private keys that come without a seed: each of their parts is damaged. The keys are
 * those of the seed 00 01 02 and so on, as in the examples of RFC 9881 (appendix C) and RFC 9935
 * (appendix C), and the damages include those of their inconsistent examples.
 */
class ExpandedKeyTest {
    private static final Engines ENGINE = engine("auto");
    private static final Mechanism KWP = Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP);
    private static final Mechanism SLH_DSA = Mechanism.of(MechanismType.CKM_SLH_DSA);
    private static final byte[] DATA = {1, 2, 3};

    private static byte[] expanded(KeyType type, long set) {
        byte[] seed = new byte[type == KeyType.CKK_ML_DSA ? 32 : 64];
        for (int i = 0; i < seed.length; i++) {
            seed[i] = (byte) i;
        }
        Template template = base(type, set).toBuilder().set(AttributeType.CKA_SEED, seed).build();
        return value(ENGINE.importKey(template));
    }

    private static Template base(KeyType type, long set) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                .keyType(type)
                .set(AttributeType.CKA_PARAMETER_SET, set)
                .build();
    }

    private static KeyMaterial create(KeyType type, long set, byte[] value) {
        return ENGINE.importKey(
                base(type, set).toBuilder().set(AttributeType.CKA_VALUE, value).build());
    }

    /** PKCS#8 of an expanded key: algorithm, then an OCTET STRING in the OCTET STRING. */
    private static byte[] pkcs8(KeyType type, long set, byte[] value) {
        String arcs = type == KeyType.CKK_ML_DSA ? "3." + (16 + set) : "4." + set;
        return DerWriter.sequence(
                DerWriter.integer(BigInteger.ZERO),
                DerWriter.sequence(DerWriter.oid("2.16.840.1.101.3.4." + arcs)),
                DerWriter.octets(DerWriter.octets(value)));
    }

    private static KeyMaterial unwrap(KeyType type, long set, byte[] value) {
        KeyMaterial kek = secret(KeyType.CKK_AES, new byte[32]);
        byte[] wrapped =
                ENGINE.wrap(
                        KWP,
                        kek,
                        secret(KeyType.CKK_GENERIC_SECRET, pkcs8(type, set, value)),
                        null);
        Template template =
                Template.builder().objectClass(ObjectClass.CKO_PRIVATE_KEY).keyType(type).build();
        return ENGINE.unwrap(KWP, kek, wrapped, template, null);
    }

    private static void refused(KeyType type, long set, byte[] damaged) {
        assertCode(() -> create(type, set, damaged), ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID);
        assertCode(() -> unwrap(type, set, damaged), ReturnCode.CKR_WRAPPED_KEY_INVALID);
    }

    @ParameterizedTest
    @CsvSource({"1, 4, 4", "2, 6, 5", "3, 8, 7"})
    void mlDsa_withAnyPartOfAnotherKey_isRefused(long set, int k, int l) {
        byte[] good = expanded(KeyType.CKK_ML_DSA, set);
        assertThat(value(create(KeyType.CKK_ML_DSA, set, good))).isEqualTo(good);
        assertThat(value(unwrap(KeyType.CKK_ML_DSA, set, good))).isEqualTo(good);
        int width = set == 2 ? 128 : 96;
        int s2 = 128 + l * width;
        int t0 = s2 + k * width;
        // rho, tr, s1, s2, and t0 at its start, in the middle and in its last bit
        List<Integer> places = new ArrayList<>(List.of(0, 64, 128, s2, t0, t0 + 416 * k / 2));
        places.add(good.length - 1);
        for (int place : places) {
            byte[] damaged = good.clone();
            damaged[place] ^= (byte) (place == good.length - 1 ? 0x80 : 1);
            refused(KeyType.CKK_ML_DSA, set, damaged);
        }
    }

    @Test
    void mlDsa_whoseK_isAnother_isAnotherKeyThatWorks() {
        byte[] other = expanded(KeyType.CKK_ML_DSA, 1);
        other[40] ^= 1;
        KeyMaterial key = create(KeyType.CKK_ML_DSA, 1, other);
        assertThat(ENGINE.publicKeyInfo(key))
                .isEqualTo(
                        ENGINE.publicKeyInfo(
                                create(KeyType.CKK_ML_DSA, 1, expanded(KeyType.CKK_ML_DSA, 1))));
    }

    @ParameterizedTest
    @CsvSource({"1, 768", "2, 1152", "3, 1536"})
    void mlKem_withAnyPartOfAnotherKey_isRefused(long set, int publicKeyAt) {
        byte[] good = expanded(KeyType.CKK_ML_KEM, set);
        assertThat(value(create(KeyType.CKK_ML_KEM, set, good))).isEqualTo(good);
        assertThat(value(unwrap(KeyType.CKK_ML_KEM, set, good))).isEqualTo(good);
        // s, the public key, rho and the hash
        for (int place :
                new int[] {0, publicKeyAt - 3, publicKeyAt, good.length - 70, good.length - 64}) {
            byte[] damaged = good.clone();
            damaged[place] ^= 1;
            refused(KeyType.CKK_ML_KEM, set, damaged);
        }
    }

    @Test
    void slhDsa_withAnyPartOfAnotherKey_givesNoSignature() {
        KeyPairMaterial pair = pqcPair(ENGINE, MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN, 3);
        byte[] good = value(pair.privateKey());
        int n = good.length / 4;
        // SK.seed, PK.seed and PK.root
        for (int place : new int[] {0, 2 * n, 3 * n, 4 * n - 1}) {
            byte[] damaged = good.clone();
            damaged[place] ^= 1;
            KeyMaterial key = create(KeyType.CKK_SLH_DSA, 3, damaged);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> sign(ENGINE, SLH_DSA, key, DATA))
                        .hasMessageContaining("do not belong together");
            }
        }
        byte[] otherPrf = good.clone();
        otherPrf[n] ^= 1;
        KeyMaterial sound = create(KeyType.CKK_SLH_DSA, 3, otherPrf);
        verify(ENGINE, SLH_DSA, pair.publicKey(), DATA, sign(ENGINE, SLH_DSA, sound, DATA));
    }

    @Test
    void randomBytes_areNoKey() {
        for (KeyType type : new KeyType[] {KeyType.CKK_ML_DSA, KeyType.CKK_ML_KEM}) {
            refused(type, 1, random(type == KeyType.CKK_ML_DSA ? 2560 : 1632));
        }
    }
}
