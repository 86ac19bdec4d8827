package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stops tags that are built byte by byte with the help of whoever checks them (decision B56). */
class TagForgeryTest {
    private static final byte[] DATA = new byte[40];
    private static final byte[] IV = new byte[12];
    private static final byte[] NONE = new byte[0];

    private TestModule module;
    private Session session;

    private void open(boolean shortTags) {
        module =
                TestModule.open(
                        b ->
                                b.set(ConfigKey.ALGORITHMS_ALLOW_SHORT_TAGS, shortTags)
                                        .set(ConfigKey.ALGORITHMS_ALLOW_DES3, true));
        session = module.userSession();
    }

    @AfterEach
    void close() {
        module.close();
    }

    /** Which uses a key has: both, or checking alone. */
    private enum Uses {
        BOTH(true),
        CHECKING(false);

        private final boolean makes;

        Uses(boolean makes) {
            this.makes = makes;
        }
    }

    private ObjectHandle key(KeyType type, Uses uses) {
        byte[] value = new byte[type == KeyType.CKK_DES3 ? 24 : 32];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (3 * i + 1);
        }
        Template.Builder template =
                Keys.secret(type, value).set(CKA_SENSITIVE, true).set(CKA_EXTRACTABLE, false);
        if (type == KeyType.CKK_AES) {
            template.set(CKA_ENCRYPT, uses.makes).set(CKA_DECRYPT, true);
        }
        return session.createObject(
                template.set(CKA_SIGN, uses.makes)
                        .set(CKA_VERIFY, true)
                        .set(CKA_UNWRAP, true)
                        .set(CKA_MODIFIABLE, false)
                        .build());
    }

    private static Mechanism hmac(int length) {
        return Mechanism.of(CKM_SHA256_HMAC_GENERAL, new MacLength(length));
    }

    // MACs

    /** As outsiders did it to release 0.10.0: a tag of 32 bytes in 4,229 calls. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tagBuiltByteByByte_isRefusedAtItsFirstCall(boolean shortTags) {
        open(shortTags);
        ObjectHandle key = key(KeyType.CKK_GENERIC_SECRET, Uses.CHECKING);
        byte[] tag = new byte[32];
        int calls = 0;
        HsmException refusal = null;
        for (int length = 1; length <= tag.length && refusal == null; length++) {
            for (int value = 0; value < 256; value++) {
                tag[length - 1] = (byte) value;
                calls++;
                try {
                    session.verify(hmac(length), key, DATA, Arrays.copyOf(tag, length));
                    break;
                } catch (HsmException e) {
                    if (e.code() != CKR_SIGNATURE_INVALID) {
                        refusal = e;
                        break;
                    }
                }
            }
        }
        assertThat(calls).isEqualTo(1);
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(CKR_MECHANISM_PARAM_INVALID);
        assertThat(refusal).hasMessageContaining("algorithms.allow_short_tags");
    }

    private static List<MechanismSpec> cutMacs() {
        return MechanismTable.all().stream()
                .filter(spec -> spec.can(Flag.CKF_VERIFY))
                .filter(spec -> !spec.parameters().contains(MechanismParameters.None.class))
                .filter(spec -> tag(spec.type(), 4) != null)
                .toList();
    }

    /** The parameter for a tag of so many bytes, of mechanisms whose caller chooses that. */
    private static MechanismParameters tag(MechanismType type, int length) {
        return MechanismTable.find(type)
                .flatMap(
                        spec ->
                                spec.parameters().stream()
                                        .map(kind -> parameter(kind, length))
                                        .filter(made -> made != null)
                                        .findFirst())
                .orElse(null);
    }

    private static MechanismParameters parameter(
            Class<? extends MechanismParameters> kind, int length) {
        if (kind == MacLength.class) {
            return new MacLength(length);
        } else if (kind == Gcm.class) {
            return new Gcm(IV, NONE, 8 * length);
        }
        return kind == Ccm.class ? new Ccm(DATA.length, IV, NONE, length) : null;
    }

    private static KeyType keyType(MechanismSpec spec) {
        return spec.keyTypes().contains(KeyType.CKK_GENERIC_SECRET)
                ? KeyType.CKK_GENERIC_SECRET
                : spec.keyTypes().contains(KeyType.CKK_AES) ? KeyType.CKK_AES : KeyType.CKK_DES3;
    }

    @Test
    void tableOfMechanisms_hasThoseThatAreTriedHere() {
        open(false);
        assertThat(cutMacs())
                .extracting(MechanismSpec::type)
                .contains(
                        CKM_SHA256_HMAC_GENERAL,
                        CKM_SHA3_512_HMAC_GENERAL,
                        CKM_AES_CMAC_GENERAL,
                        CKM_AES_GMAC,
                        CKM_DES3_CMAC_GENERAL)
                .hasSizeGreaterThanOrEqualTo(14);
    }

    @ParameterizedTest
    @MethodSource("cutMacs")
    void shortMac_isNotVerified_atAnyDoor(MechanismSpec spec) {
        open(false);
        SessionFunctions functions = session.functions();
        ObjectHandle key = key(keyType(spec), Uses.BOTH);
        int shortest = spec.type() == CKM_AES_GMAC ? 12 : 8;
        for (int length : new int[] {4, shortest == 12 ? 8 : 7}) {
            Mechanism mechanism = Mechanism.of(spec.type(), tag(spec.type(), length));
            // Making one is nobody's attack: he who may could make it whole.
            byte[] tag = session.sign(mechanism, key, DATA);
            assertThat(tag).hasSize(length);
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID, () -> session.verify(mechanism, key, DATA, tag));
            assertCode(CKR_MECHANISM_PARAM_INVALID, () -> session.verifier(mechanism, key));
            assertCode(CKR_MECHANISM_PARAM_INVALID, () -> functions.verifyInit(mechanism, key));
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID,
                    () -> functions.verifySignatureInit(mechanism, key, tag));
            if (spec.can(Flag.CKF_MESSAGE_VERIFY)) {
                assertCode(
                        CKR_MECHANISM_PARAM_INVALID,
                        () -> functions.messageVerifyInit(mechanism, key));
            }
        }
        Mechanism enough = Mechanism.of(spec.type(), tag(spec.type(), shortest));
        session.verify(enough, key, DATA, session.sign(enough, key, DATA));
    }

    @ParameterizedTest
    @MethodSource("cutMacs")
    void shortMac_isVerifiedIfTheConfigurationSaysSo_withAKeyThatMakesItToo(MechanismSpec spec) {
        open(true);
        Mechanism mechanism = Mechanism.of(spec.type(), tag(spec.type(), 4));
        ObjectHandle both = key(keyType(spec), Uses.BOTH);
        ObjectHandle checking = key(keyType(spec), Uses.CHECKING);
        byte[] tag = session.sign(mechanism, both, DATA);
        session.verify(mechanism, both, DATA, tag);
        assertCode(CKR_SIGNATURE_INVALID, () -> session.verify(mechanism, both, NONE, tag));
        assertCode(
                CKR_MECHANISM_PARAM_INVALID, () -> session.verify(mechanism, checking, DATA, tag));
        SessionFunctions functions = session.functions();
        functions.messageVerifyInit(mechanism, both);
        functions.verifyMessage(DATA, tag);
        functions.messageVerifyFinal();
        assertCode(
                CKR_MECHANISM_PARAM_INVALID,
                () -> functions.messageVerifyInit(mechanism, checking));
    }

    /** A key that could make tags once, and may not any more, does not check short ones. */
    @Test
    void keyThatGaveSigningUp_doesNotVerifyShortMacs() {
        open(true);
        ObjectHandle key =
                session.createObject(Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[32]).build());
        byte[] tag = session.sign(hmac(4), key, DATA);
        session.verify(hmac(4), key, DATA, tag);
        session.setAttributes(key, Template.builder().set(CKA_SIGN, false).build());
        assertCode(CKR_MECHANISM_PARAM_INVALID, () -> session.verify(hmac(4), key, DATA, tag));
        session.verify(Keys.hmac(), key, DATA, mac(key));
    }

    private byte[] mac(ObjectHandle key) {
        ObjectHandle twin =
                session.createObject(Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[32]).build());
        assertThat(twin).isNotEqualTo(key);
        return session.sign(Keys.hmac(), twin, DATA);
    }

    // Ciphers

    private enum Cipher {
        GCM(CKM_AES_GCM, 4, 8, 12),
        CCM(CKM_AES_CCM, 4, 6, 8);

        private final MechanismType type;
        private final int[] tooShort;
        private final int enough;

        Cipher(MechanismType type, int one, int other, int enough) {
            this.type = type;
            this.tooShort = new int[] {one, other};
            this.enough = enough;
        }

        Mechanism mechanism(int tag) {
            return Mechanism.of(type, tag(type, tag));
        }

        private static MechanismParameters tag(MechanismType type, int length) {
            return TagForgeryTest.tag(type, length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ciphertextWithAShortTag_isNotDecrypted_atAnyDoor(Cipher cipher) {
        open(false);
        SessionFunctions functions = session.functions();
        ObjectHandle key = key(KeyType.CKK_AES, Uses.BOTH);
        for (int length : cipher.tooShort) {
            Mechanism mechanism = cipher.mechanism(length);
            byte[] ciphertext = session.encrypt(mechanism, key, DATA);
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID, () -> session.decrypt(mechanism, key, ciphertext));
            assertCode(CKR_MECHANISM_PARAM_INVALID, () -> session.decryptor(mechanism, key));
            assertCode(CKR_MECHANISM_PARAM_INVALID, () -> functions.decryptInit(mechanism, key));
            assertMessageRefused(functions, cipher, key, Arrays.copyOf(ciphertext, 40), length);
        }
        Mechanism mechanism = cipher.mechanism(cipher.enough);
        assertThat(session.decrypt(mechanism, key, session.encrypt(mechanism, key, DATA)))
                .isEqualTo(DATA);
    }

    private static void assertMessageRefused(
            SessionFunctions functions,
            Cipher cipher,
            ObjectHandle key,
            byte[] ciphertext,
            int length) {
        Aead aead = Aead.withIv(IV.clone(), new byte[length]);
        functions.messageDecryptInit(Mechanism.of(cipher.type), key);
        assertCode(
                CKR_MECHANISM_PARAM_INVALID,
                () -> functions.decryptMessage(aead, NONE, ciphertext, ByteBuffer.allocate(64)));
        assertCode(CKR_MECHANISM_PARAM_INVALID, () -> functions.decryptMessageBegin(aead, NONE));
        functions.messageDecryptFinal();
    }

    @ParameterizedTest
    @EnumSource
    void ciphertextWithAShortTag_isDecryptedIfTheConfigurationSaysSo_withAKeyThatEncryptsToo(
            Cipher cipher) {
        open(true);
        ObjectHandle both = key(KeyType.CKK_AES, Uses.BOTH);
        ObjectHandle checking = key(KeyType.CKK_AES, Uses.CHECKING);
        SessionFunctions functions = session.functions();
        for (int length : cipher.tooShort) {
            Mechanism mechanism = cipher.mechanism(length);
            byte[] ciphertext = session.encrypt(mechanism, both, DATA);
            assertThat(session.decrypt(mechanism, both, ciphertext)).isEqualTo(DATA);
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID,
                    () -> session.decrypt(mechanism, checking, ciphertext));
            assertMessageRefused(
                    functions, cipher, checking, Arrays.copyOf(ciphertext, 40), length);
        }
    }

    /** A tag that is cut before the last part of a message is still compared whole. */
    @Test
    void tagCutBetweenTheParts_doesNotHelp() {
        open(false);
        SessionFunctions functions = session.functions();
        ObjectHandle key = key(KeyType.CKK_AES, Uses.BOTH);
        byte[] ciphertext = session.encrypt(Cipher.GCM.mechanism(16), key, DATA);
        byte[] tag = Arrays.copyOfRange(ciphertext, DATA.length, ciphertext.length);
        functions.messageDecryptInit(Mechanism.of(CKM_AES_GCM), key);
        functions.decryptMessageBegin(Aead.withIv(IV.clone(), tag), NONE);
        Aead cut = Aead.withIv(IV.clone(), Arrays.copyOf(tag, 4));
        assertCode(
                CKR_AEAD_DECRYPT_FAILED,
                () ->
                        functions.decryptMessageNext(
                                cut,
                                Arrays.copyOf(ciphertext, DATA.length),
                                ByteBuffer.allocate(64),
                                true));
    }

    /** A wrapped key with its tag cut to 4 bytes is not unwrapped, whatever is configured. */
    @ParameterizedTest
    @EnumSource
    void wrappedKeyWithAShortTag_isNeverUnwrapped(Cipher cipher) {
        open(true);
        ObjectHandle key = key(KeyType.CKK_AES, Uses.BOTH);
        byte[] ciphertext = session.encrypt(cipher.mechanism(16), key, new byte[40]);
        Template generic =
                Template.builder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(KeyType.CKK_GENERIC_SECRET)
                        .build();
        for (int length : cipher.tooShort) {
            byte[] cut = Arrays.copyOf(ciphertext, 40 + length);
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID,
                    () -> session.unwrapKey(cipher.mechanism(length), key, cut, generic));
            Aead aead = Aead.withIv(IV.clone(), Arrays.copyOfRange(cut, 40, 40 + length));
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID,
                    () ->
                            session.unwrapKeyAuthenticated(
                                    cipher.type, aead, key, Arrays.copyOf(cut, 40), generic, NONE));
        }
    }
}
