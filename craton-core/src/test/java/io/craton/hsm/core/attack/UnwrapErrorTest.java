package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stops error texts that tell of an unwrapped key: whatever is in it, and whichever check it fails,
 * the error of an unwrapping is one and the same, without a cause.
 */
class UnwrapErrorTest {
    private static final Random RANDOM = new Random(10);
    private static final Mechanism CBC_PAD = Keys.cbcPad();
    private static final Mechanism OAEP =
            Mechanism.of(
                    CKM_RSA_PKCS_OAEP, new RsaOaep(CKM_SHA256, Mgf.CKG_MGF1_SHA256, new byte[0]));

    private static TestModule module;
    private static Session session;
    private static ObjectHandle aes;
    private static KeyPairHandles rsa;

    @BeforeAll
    static void open() {
        module = TestModule.open();
        session = module.userSession();
        aes = Keys.aes(session, b -> b.set(CKA_UNWRAP, true));
        rsa =
                pair(
                        CKM_RSA_PKCS_KEY_PAIR_GEN,
                        Template.builder().set(CKA_MODULUS_BITS, 2048L).build());
    }

    @AfterAll
    static void close() {
        module.close();
    }

    private static KeyPairHandles pair(io.craton.hsm.MechanismType type, Template shape) {
        return session.generateKeyPair(
                Mechanism.of(type),
                shape,
                Template.builder().set(CKA_EXTRACTABLE, true).set(CKA_UNWRAP, true).build());
    }

    /** The types of private keys, with a key of each. */
    private enum Type {
        RSA(KeyType.CKK_RSA),
        EC(KeyType.CKK_EC),
        EDWARDS(KeyType.CKK_EC_EDWARDS),
        MONTGOMERY(KeyType.CKK_EC_MONTGOMERY),
        ML_DSA(KeyType.CKK_ML_DSA),
        ML_KEM(KeyType.CKK_ML_KEM),
        SLH_DSA(KeyType.CKK_SLH_DSA);

        private final KeyType keyType;

        Type(KeyType keyType) {
            this.keyType = keyType;
        }

        Template template() {
            return Template.builder()
                    .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                    .keyType(keyType)
                    .build();
        }

        /** The PKCS#8 form of a key. */
        byte[] pkcs8() {
            return switch (this) {
                case RSA -> encoded(rsa);
                case EC -> ofCurve(CKM_EC_KEY_PAIR_GEN, "06082a8648ce3d030107");
                case EDWARDS -> ofCurve(CKM_EC_EDWARDS_KEY_PAIR_GEN, "06032b6570");
                case MONTGOMERY -> ofCurve(CKM_EC_MONTGOMERY_KEY_PAIR_GEN, "06032b656e");
                case ML_DSA -> ofSet(CKM_ML_DSA_KEY_PAIR_GEN, 1);
                case ML_KEM -> ofSet(CKM_ML_KEM_KEY_PAIR_GEN, 1);
                case SLH_DSA -> ofSet(CKM_SLH_DSA_KEY_PAIR_GEN, 3);
            };
        }

        private static byte[] ofCurve(io.craton.hsm.MechanismType type, String curve) {
            byte[] parameters = HexFormat.of().parseHex(curve);
            return encoded(pair(type, Template.builder().set(CKA_EC_PARAMS, parameters).build()));
        }

        private static byte[] ofSet(io.craton.hsm.MechanismType type, long set) {
            return encoded(pair(type, Template.builder().set(CKA_PARAMETER_SET, set).build()));
        }

        private static byte[] encoded(KeyPairHandles pair) {
            ObjectHandle wrapper =
                    Keys.aes(session, b -> b.set(CKA_WRAP, true).set(CKA_DECRYPT, true));
            byte[] wrapped = session.wrapKey(Keys.kwp(), wrapper, pair.privateKey());
            return session.decrypt(Keys.kwp(), wrapper, wrapped);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Keys that look like the beginning of something. */
    private static List<byte[]> keys() {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            keys.add(random(i % 3 == 0 ? 16 : i % 3 == 1 ? 24 : 32));
        }
        for (String head :
                List.of(
                        "0284" + "12345678",
                        "3084" + "12345678",
                        "3080",
                        "30820100020100300d06092a864886f70d010101",
                        "301e0201003005060328656e",
                        "302e020100300506032b6570042204",
                        "30" + "1e" + "020100" + "3013" + "06072a8648ce3d0201",
                        "ff8112345678",
                        "1f8112345678",
                        "a084" + "7fffffff",
                        "0500",
                        "04")) {
            byte[] start = HexFormat.of().parseHex(head);
            for (int length : new int[] {start.length, 16, 24, 32, 64, 300}) {
                byte[] key = random(length);
                System.arraycopy(start, 0, key, 0, Math.min(start.length, length));
                keys.add(key);
            }
        }
        return keys;
    }

    /** What everything that can be seen of a failed unwrapping says; "none" of a good one. */
    private static String chain(Mechanism mechanism, ObjectHandle key, byte[] wrapped, Template t) {
        try {
            session.destroyObject(session.unwrapKey(mechanism, key, wrapped, t));
            return "none";
        } catch (HsmException e) {
            StringBuilder all = new StringBuilder(e.getMessage());
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                all.append(" <- ").append(cause);
            }
            for (Throwable suppressed : e.getSuppressed()) {
                all.append(" + ").append(suppressed);
            }
            return all.toString();
        }
    }

    private static String chain(byte[] plain, Template template) {
        return chain(Keys.kwp(), aes, session.encrypt(Keys.kwp(), aes, plain), template);
    }

    private static final String ONE =
            "CKR_WRAPPED_KEY_INVALID: the wrapped key is damaged, was wrapped with another key, or is not a key"
                    + " of the type and length that the template asks for";

    @ParameterizedTest
    @EnumSource
    void secretKeyUnwrappedAsAPrivateKey_tellsNothing(Type type) {
        Set<String> seen = new HashSet<>();
        for (byte[] key : keys()) {
            seen.add(chain(key, type.template()));
        }
        assertThat(seen).containsExactly(ONE);
        assertThat(ONE).doesNotContainPattern("[0-9]");
    }

    /** By every way that a key can come in. */
    @Test
    void secretKeyUnwrappedByOtherMechanisms_tellsNothing() {
        Set<String> seen = new HashSet<>();
        for (byte[] key : keys()) {
            Template template = Type.values()[key[0] & 3].template();
            byte[] whole = Arrays.copyOf(key, (key.length + 7) / 8 * 8);
            for (Mechanism mechanism :
                    List.of(
                            Mechanism.of(CKM_AES_KEY_WRAP_PAD),
                            Mechanism.of(CKM_AES_KEY_WRAP_PKCS7),
                            CBC_PAD)) {
                byte[] wrapped = session.encrypt(mechanism, aes, whole);
                seen.add(chain(mechanism, aes, wrapped, template));
                // As if it had been wrapped with another key.
                wrapped[key[0] & 15] ^= 1;
                seen.add(chain(mechanism, aes, wrapped, template));
            }
            if (whole.length > 8) {
                Mechanism kw = Mechanism.of(CKM_AES_KEY_WRAP);
                seen.add(chain(kw, aes, session.encrypt(kw, aes, whole), template));
            }
            if (key.length <= 190) {
                byte[] wrapped = session.encrypt(OAEP, rsa.publicKey(), key);
                seen.add(chain(OAEP, rsa.privateKey(), wrapped, template));
            }
        }
        assertThat(seen).containsExactly(ONE);
    }

    /** One byte of a good key changed: it is a key all the same, or there is the one error. */
    @ParameterizedTest
    @EnumSource
    void privateKeyWithAByteChanged_tellsNothing(Type type) {
        byte[] good = type.pkcs8();
        assertThat(chain(good, type.template())).isEqualTo("none");
        Set<String> seen = new HashSet<>();
        int step = good.length > 600 ? 29 : 3;
        for (int at = 0; at < good.length; at += at < 80 ? 1 : step) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << (at & 7));
            seen.add(chain(bad, type.template()));
        }
        for (int length : new int[] {1, 2, 10, good.length - 1}) {
            seen.add(chain(Arrays.copyOf(good, length), type.template()));
        }
        seen.add(chain(Arrays.copyOf(good, good.length + 1), type.template()));
        assertThat(seen).contains(ONE).isSubsetOf(ONE, "none");
    }

    @Test
    void keyOfAnotherTypeOrCurve_tellsNothing() {
        Set<String> seen = new HashSet<>();
        for (Type type : List.of(Type.RSA, Type.EC, Type.EDWARDS, Type.MONTGOMERY, Type.ML_KEM)) {
            byte[] good = type.pkcs8();
            for (Type other : Type.values()) {
                if (other != type) {
                    seen.add(chain(good, other.template()));
                }
            }
        }
        // P-192, whose curve this module does not have.
        seen.add(
                chain(
                        HexFormat.of()
                                .parseHex(
                                        "3039020100301306072a8648ce3d020106082a8648ce3d030101041f301d0201010418"
                                                + "01".repeat(24)),
                        Type.EC.template()));
        assertThat(seen).containsExactly(ONE);
    }

    /** Nesting that would need more stack than there is. */
    @Test
    void deepNesting_isTheSameError() {
        ByteArrayOutputStream nested = new ByteArrayOutputStream();
        for (int i = 0; i < 30_000; i++) {
            nested.writeBytes(new byte[] {0x30, (byte) 0x80});
        }
        assertThat(chain(nested.toByteArray(), Type.RSA.template())).isEqualTo(ONE);
    }

    /** The length of what is in a wrapped key whose length the wrapped form hides. */
    @Test
    void secretKeyOfAnotherLength_tellsNothing() {
        Set<String> seen = new HashSet<>();
        Template anyAes = secret().keyType(KeyType.CKK_AES).build();
        Template xts = secret().keyType(KeyType.CKK_AES_XTS).set(CKA_VALUE_LEN, 64L).build();
        for (int length = 1; length <= 40; length++) {
            byte[] key = random(length);
            if (length != 16 && length != 24 && length != 32) {
                byte[] wrapped = session.encrypt(OAEP, rsa.publicKey(), key);
                seen.add(chain(key, anyAes));
                seen.add(chain(OAEP, rsa.privateKey(), wrapped, anyAes));
            }
            seen.add(chain(key, xts));
        }
        assertThat(seen).containsExactly(ONE);
    }

    private static Template.Builder secret() {
        return Template.builder().objectClass(ObjectClass.CKO_SECRET_KEY);
    }
}
