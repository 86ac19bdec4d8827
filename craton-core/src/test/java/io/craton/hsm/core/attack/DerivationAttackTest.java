package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static io.craton.hsm.core.attack.Attacker.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attacks on keys that may not be read, by derivation, with the user PIN (decision B37). */
class DerivationAttackTest {
    private static final byte[] FIFTEEN = new byte[15];
    private static final byte[] MESSAGE = "pay 1000 to me, please, and soon".getBytes();

    private TestModule module;
    private Session session;
    private Attacker attacker;

    @BeforeEach
    void open() {
        module = TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_DES3, true));
        session = module.userSession();
        attacker = new Attacker(session);
    }

    @AfterEach
    void close() {
        module.close();
    }

    private boolean is(ObjectHandle key, AttributeType<Boolean> type) {
        return session.getAttribute(key, type);
    }

    // Derivation in pieces

    @Test
    void secondKeyOfAConcatenation_isNotFoundByteByByte() {
        ObjectHandle base = attacker.known(FIFTEEN);
        ObjectHandle victim = attacker.victim(32, b -> b.set(CKA_DERIVE, true));
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () ->
                        attacker.byteByByte(
                                FIFTEEN,
                                32,
                                length -> attacker.macKey(withKey(victim), base, length)));
        session.deriveKey(withKey(victim), base, Template.empty());
    }

    @Test
    void secondKeyOfAConcatenation_passesTheChecksOfTheFirst() {
        ObjectHandle base = attacker.known(FIFTEEN);
        ObjectHandle noDerivation =
                attacker.aesVictim(
                        b ->
                                b.set(CKA_ENCRYPT, true)
                                        .set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_AES_GCM)));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () ->
                        attacker.byteByByte(
                                FIFTEEN,
                                32,
                                length -> attacker.macKey(withKey(noDerivation), base, length)));
        ObjectHandle otherMechanism =
                attacker.victim(
                        32,
                        b ->
                                b.set(CKA_DERIVE, true)
                                        .set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_HKDF_DERIVE)));
        assertCode(
                CKR_MECHANISM_INVALID,
                () -> session.deriveKey(withKey(otherMechanism), base, Template.empty()));
        ObjectHandle old =
                attacker.victim(
                        32, b -> b.set(CKA_DERIVE, true).endDate(LocalDate.of(2026, 6, 14)));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.deriveKey(withKey(old), base, Template.empty()));
        assertCode(
                CKR_KEY_TYPE_INCONSISTENT,
                () ->
                        session.deriveKey(
                                withKey(Keys.ec(session).privateKey()), base, Template.empty()));
        ObjectHandle withTemplate =
                attacker.victim(
                        32,
                        b ->
                                b.set(CKA_DERIVE, true)
                                        .set(
                                                CKA_DERIVE_TEMPLATE,
                                                Template.builder()
                                                        .label("mine")
                                                        .set(CKA_SIGN, false)
                                                        .build()));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () -> attacker.macKey(withKey(withTemplate), base, 15 + 32));
        ObjectHandle labelled = session.deriveKey(withKey(withTemplate), base, Template.empty());
        assertThat(session.getAttribute(labelled, CKA_LABEL)).isEqualTo("mine");
    }

    @Test
    void baseOfAConcatenation_isNotFoundByteByByte() {
        ObjectHandle victim = attacker.victim(32, b -> b.set(CKA_DERIVE, true));
        Mechanism behind = withData(CKM_CONCATENATE_DATA_AND_BASE, FIFTEEN);
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () ->
                        attacker.byteByByte(
                                FIFTEEN, 32, length -> attacker.macKey(behind, victim, length)));
        Mechanism before = withData(CKM_CONCATENATE_BASE_AND_DATA, FIFTEEN);
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () ->
                        attacker.byteByByte(
                                new byte[0],
                                32,
                                length -> attacker.macKey(before, victim, length)));
        Mechanism mixed = withData(CKM_XOR_BASE_AND_DATA, new byte[64]);
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () ->
                        attacker.byteByByte(
                                new byte[0], 32, length -> attacker.macKey(mixed, victim, length)));
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () ->
                        attacker.byteByByte(
                                new byte[0],
                                32,
                                length -> attacker.macKey(from(0), victim, length)));
    }

    @Test
    void wholeConcatenation_isNotCutAfterwards() {
        ObjectHandle victim = attacker.victim(32, b -> b.set(CKA_DERIVE, true));
        ObjectHandle both =
                session.deriveKey(
                        withData(CKM_CONCATENATE_DATA_AND_BASE, FIFTEEN),
                        victim,
                        Template.builder().set(CKA_DERIVE, true).build());
        assertThat(is(both, CKA_CRATON_VALUE_UNKNOWN)).isFalse();
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () ->
                        attacker.byteByByte(
                                FIFTEEN, 32, length -> attacker.macKey(from(0), both, length)));
        // Thirteen bytes that are known, and one.
        assertCode(CKR_KEY_SIZE_RANGE, () -> attacker.macKey(from(16), both, 14));
        // The same by a rotation that puts the known bytes elsewhere.
        assertCode(CKR_KEY_SIZE_RANGE, () -> attacker.macKey(from(8), both, 47));
        ObjectHandle known = attacker.known(FIFTEEN);
        ObjectHandle joined =
                session.deriveKey(
                        withKey(victim), known, Template.builder().set(CKA_DERIVE, true).build());
        assertCode(CKR_KEY_SIZE_RANGE, () -> attacker.macKey(from(0), joined, 16));
    }

    @Test
    void pieces_areMadeOnlyOfWhatNobodyKnows() {
        ObjectHandle generated = attacker.victim(32, b -> b.set(CKA_DERIVE, true));
        attacker.macKey(from(64), generated, 16);
        assertCode(CKR_KEY_SIZE_RANGE, () -> attacker.macKey(from(64), generated, 8));
        assertCode(CKR_KEY_SIZE_RANGE, () -> attacker.macKey(from(3), generated, 16));
        ObjectHandle brought =
                session.createObject(
                        Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[32])
                                .set(CKA_DERIVE, true)
                                .set(CKA_SENSITIVE, true)
                                .build());
        assertCode(CKR_KEY_SIZE_RANGE, () -> attacker.macKey(from(0), brought, 31));
        ObjectHandle mixed =
                session.deriveKey(
                        withData(CKM_XOR_BASE_AND_DATA, new byte[32]),
                        generated,
                        Template.builder().set(CKA_DERIVE, true).build());
        assertCode(CKR_KEY_SIZE_RANGE, () -> attacker.macKey(from(0), mixed, 31));
    }

    // The key applied to data

    @Test
    void verifyOnlyKeyAsSaltOfHkdf_makesNoMac() {
        ObjectHandle message = attacker.known(MESSAGE);
        ObjectHandle verifies = attacker.victim(32, b -> b.set(CKA_VERIFY, true));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> attacker.read(saltedWith(CKM_HKDF_DERIVE, verifies), message, 32));
        ObjectHandle derives =
                attacker.victim(32, b -> b.set(CKA_VERIFY, true).set(CKA_DERIVE, true));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () -> attacker.read(saltedWith(CKM_HKDF_DERIVE, derives), message, 32));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () ->
                        session.deriveKey(
                                saltedWith(CKM_HKDF_DATA, derives),
                                message,
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_DATA)
                                        .set(CKA_VALUE_LEN, 32L)
                                        .build()));
        ObjectHandle unsaid =
                session.deriveKey(saltedWith(CKM_HKDF_DERIVE, derives), message, Template.empty());
        assertThat(is(unsaid, CKA_SENSITIVE)).isTrue();
        assertThat(is(unsaid, CKA_EXTRACTABLE)).isFalse();
        ObjectHandle bound =
                attacker.victim(
                        32,
                        b ->
                                b.set(CKA_SIGN, true)
                                        .set(CKA_DERIVE, true)
                                        .set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_SHA256_HMAC)));
        assertCode(
                CKR_MECHANISM_INVALID,
                () -> attacker.read(saltedWith(CKM_HKDF_DERIVE, bound), message, 32));
    }

    @Test
    void verifyOnlyKey_makesNoMacByDerivation() {
        ObjectHandle derives =
                attacker.victim(32, b -> b.set(CKA_VERIFY, true).set(CKA_DERIVE, true));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () -> attacker.read(feedback(CKM_SHA256_HMAC, MESSAGE), derives, 32));
        assertCode(CKR_TEMPLATE_INCONSISTENT, () -> attacker.read(expand(MESSAGE), derives, 32));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () ->
                        session.deriveKey(
                                hkdf(CKM_HKDF_DATA, false, MESSAGE),
                                derives,
                                Template.builder().set(CKA_VALUE_LEN, 32L).build()));
        // Extractable is leaving, too, unless under trusted keys.
        Template.Builder wrappable =
                Template.builder()
                        .set(CKA_VALUE_LEN, 32L)
                        .set(CKA_SENSITIVE, true)
                        .set(CKA_EXTRACTABLE, true);
        ObjectHandle guarded = session.deriveKey(expand(MESSAGE), derives, wrappable.build());
        assertThat(is(guarded, CKA_WRAP_WITH_TRUSTED)).isTrue();
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        session.deriveKey(
                                expand(MESSAGE),
                                derives,
                                wrappable.set(CKA_WRAP_WITH_TRUSTED, false).build()));
    }

    @ParameterizedTest
    @EnumSource(
            value = MechanismType.class,
            names = {"CKM_AES_ECB_ENCRYPT_DATA", "CKM_AES_CBC_ENCRYPT_DATA"})
    void wrappingKey_makesNoKeyStreamByDerivation(MechanismType type) {
        ObjectHandle wraps =
                attacker.aesVictim(
                        b -> b.set(CKA_WRAP, true).set(CKA_UNWRAP, true).set(CKA_DERIVE, true));
        Mechanism stream = encryption(type, new byte[32]);
        assertCode(CKR_TEMPLATE_INCONSISTENT, () -> attacker.read(stream, wraps, 32));
        // The first block is known, from a known key that was wrapped; then byte by byte.
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () ->
                        attacker.byteByByte(
                                new byte[16],
                                16,
                                length -> attacker.macKey(stream, wraps, length)));
        attacker.macKey(stream, wraps, 16);
        attacker.macKey(stream, wraps, 32);
    }

    /** Another open use does not make up for the one that is missing. */
    @Test
    void keyThatEncryptsButDoesNotSign_makesNoMac_norTheOtherWayRound() {
        ObjectHandle encrypts =
                attacker.victim(
                        32,
                        b -> b.set(CKA_VERIFY, true).set(CKA_ENCRYPT, true).set(CKA_DERIVE, true));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () -> attacker.read(feedback(CKM_SHA256_HMAC, MESSAGE), encrypts, 32));
        assertCode(CKR_TEMPLATE_INCONSISTENT, () -> attacker.read(expand(MESSAGE), encrypts, 32));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () -> attacker.read(Mechanism.of(CKM_SHA256_KEY_DERIVATION), encrypts, 32));
        ObjectHandle signs =
                attacker.aesVictim(
                        b -> b.set(CKA_DECRYPT, true).set(CKA_SIGN, true).set(CKA_DERIVE, true));
        for (MechanismType type :
                new MechanismType[] {
                    MechanismType.CKM_AES_ECB_ENCRYPT_DATA, MechanismType.CKM_AES_CBC_ENCRYPT_DATA
                }) {
            assertCode(
                    CKR_TEMPLATE_INCONSISTENT,
                    () -> attacker.read(encryption(type, new byte[32]), signs, 32));
        }
    }

    private static Mechanism encryption(MechanismType type, byte[] data) {
        return type.name().contains("CBC")
                ? Mechanism.of(type, new MechanismParameters.CbcEncryptData(new byte[16], data))
                : withData(type, data);
    }

    @Test
    void tagThatIsKnown_isNoStartForTheNext() {
        ObjectHandle derives =
                attacker.victim(32, b -> b.set(CKA_VERIFY, true).set(CKA_DERIVE, true));
        Mechanism next = feedback(CKM_SHA256_HMAC, MESSAGE);
        assertCode(CKR_KEY_SIZE_RANGE, () -> attacker.macKey(next, derives, 33));
        attacker.macKey(next, derives, 64);
    }

    @Test
    void equalBlocksUnderDes_areNoLongKey() {
        ObjectHandle base =
                session.generateKey(
                        Mechanism.of(CKM_DES3_KEY_GEN),
                        Template.builder().set(CKA_DERIVE, true).build());
        byte[] twice = new byte[16];
        Template sensitive =
                Template.builder().set(CKA_VALUE_LEN, 16L).set(CKA_SENSITIVE, true).build();
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () ->
                        session.deriveKey(
                                withData(CKM_DES3_ECB_ENCRYPT_DATA, twice), base, sensitive));
        twice[8] = 1;
        session.deriveKey(withData(CKM_DES3_ECB_ENCRYPT_DATA, twice), base, sensitive);
    }

    /** Keys that differ in one third: that third is found with 2^56 steps. */
    @Test
    void tripleDesKey_isNotChangedIntoARelatedOne() {
        Mechanism mask = withData(CKM_XOR_BASE_AND_DATA, new byte[24]);
        Template same = Template.builder().keyType(KeyType.CKK_DES3).build();
        for (Template uses : List.of(one(CKA_DERIVE, true), derivesAnd(CKA_ENCRYPT, true))) {
            ObjectHandle base = session.generateKey(Mechanism.of(CKM_DES3_KEY_GEN), uses);
            assertCode(CKR_KEY_TYPE_INCONSISTENT, () -> session.deriveKey(mask, base, same));
        }
        ObjectHandle known =
                session.generateKey(
                        Mechanism.of(CKM_DES3_KEY_GEN),
                        derivesAnd(CKA_SENSITIVE, false).toBuilder()
                                .set(CKA_EXTRACTABLE, true)
                                .build());
        session.deriveKey(mask, known, same);
    }

    private static Template derivesAnd(AttributeType<Boolean> type, boolean value) {
        return Template.builder().set(CKA_DERIVE, true).set(type, value).build();
    }

    // What contains the key

    @Test
    void exclusiveOrWithZeros_isNoCopyThatMayMore() {
        ObjectHandle victim =
                attacker.victim(
                        32,
                        b ->
                                b.set(CKA_VERIFY, true)
                                        .set(CKA_DERIVE, true)
                                        .set(CKA_EXTRACTABLE, true)
                                        .set(CKA_WRAP_WITH_TRUSTED, true)
                                        .startDate(LocalDate.of(2026, 1, 1))
                                        .endDate(LocalDate.of(2026, 12, 31))
                                        .set(
                                                CKA_ALLOWED_MECHANISMS,
                                                Set.of(CKM_SHA256_HMAC, CKM_XOR_BASE_AND_DATA))
                                        .set(
                                                CKA_DERIVE_TEMPLATE,
                                                Template.builder().label("child").build()));
        Mechanism zeros = withData(CKM_XOR_BASE_AND_DATA, new byte[32]);
        for (Template more :
                new Template[] {
                    one(CKA_SIGN, true),
                    one(CKA_WRAP_WITH_TRUSTED, false),
                    one(CKA_PRIVATE, false),
                    one(CKA_MODIFIABLE, true),
                    one(CKA_SENSITIVE, false),
                    Template.builder().set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_SHA512_HMAC)).build(),
                    Template.builder().set(CKA_END_DATE, Optional.empty()).build(),
                    Template.builder().endDate(LocalDate.of(2027, 1, 1)).build(),
                    Template.builder().startDate(LocalDate.of(2025, 1, 1)).build(),
                    Template.builder().set(CKA_DERIVE_TEMPLATE, Template.empty()).build(),
                    Template.builder().keyType(KeyType.CKK_DES3).build(),
                    Template.builder().keyType(KeyType.CKK_CHACHA20).build()
                }) {
            assertCode(CKR_TEMPLATE_INCONSISTENT, () -> session.deriveKey(zeros, victim, more));
        }
        ObjectHandle same = session.deriveKey(zeros, victim, Template.empty());
        Template kept = session.getAttributes(same, CKA_START_DATE, CKA_END_DATE, CKA_LABEL);
        assertThat(kept.get(CKA_START_DATE)).contains(LocalDate.of(2026, 1, 1));
        assertThat(kept.get(CKA_END_DATE)).contains(LocalDate.of(2026, 12, 31));
        assertThat(kept.get(CKA_LABEL)).isEqualTo("child");
        assertThat(session.getAttribute(same, CKA_ALLOWED_MECHANISMS))
                .containsExactlyInAnyOrder(CKM_SHA256_HMAC, CKM_XOR_BASE_AND_DATA);
        assertThat(session.getAttribute(same, CKA_DERIVE_TEMPLATE).get(CKA_LABEL))
                .isEqualTo("child");
        assertThat(is(same, CKA_WRAP_WITH_TRUSTED)).isTrue();
        assertThat(is(same, CKA_PRIVATE)).isTrue();
        assertThat(is(same, CKA_MODIFIABLE)).isFalse();
        assertThat(is(same, CKA_SIGN)).isFalse();
        assertThat(is(same, CKA_VERIFY)).isTrue();
    }

    private static Template one(AttributeType<Boolean> type, boolean value) {
        return Template.builder().set(type, value).build();
    }

    @Test
    void keyThatSaysNothing_doesNotSpeakThroughOneThatOnlyDerives() {
        ObjectHandle victim =
                attacker.victim(32, b -> b.set(CKA_VERIFY, true).set(CKA_DERIVE, true));
        Template onlyDerives =
                Template.builder().set(CKA_DERIVE, true).set(CKA_VERIFY, false).build();
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        attacker.read(
                                expand(MESSAGE),
                                session.deriveKey(
                                        withData(CKM_XOR_BASE_AND_DATA, new byte[32]),
                                        victim,
                                        onlyDerives),
                                32));
        ObjectHandle wraps = attacker.aesVictim(b -> b.set(CKA_WRAP, true).set(CKA_DERIVE, true));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        session.deriveKey(
                                withData(CKM_XOR_BASE_AND_DATA, new byte[32]),
                                wraps,
                                Template.builder()
                                        .keyType(KeyType.CKK_AES)
                                        .set(CKA_VALUE_LEN, 32L)
                                        .set(CKA_DERIVE, true)
                                        .build()));
    }

    @Test
    void keyOfAnotherType_doesNotComeFromAKey() {
        ObjectHandle aes = attacker.aesVictim(b -> b.set(CKA_DERIVE, true));
        Mechanism zeros = withData(CKM_XOR_BASE_AND_DATA, new byte[32]);
        assertCode(CKR_TEMPLATE_INCONSISTENT, () -> attacker.macKey(zeros, aes, 32));
        session.deriveKey(
                zeros,
                aes,
                Template.builder().keyType(KeyType.CKK_AES).set(CKA_VALUE_LEN, 32L).build());
    }

    @Test
    void keyThatContainsTwo_isAsStrictAsBoth() {
        ObjectHandle verifies =
                attacker.victim(
                        32,
                        b ->
                                b.set(CKA_VERIFY, true)
                                        .set(CKA_DERIVE, true)
                                        .endDate(LocalDate.of(2026, 12, 31))
                                        .set(
                                                CKA_ALLOWED_MECHANISMS,
                                                Set.of(
                                                        CKM_CONCATENATE_BASE_AND_KEY,
                                                        CKM_SHA256_HMAC)));
        ObjectHandle signs =
                attacker.victim(
                        32,
                        b ->
                                b.set(CKA_SIGN, true)
                                        .set(CKA_VERIFY, true)
                                        .set(CKA_DERIVE, true)
                                        .endDate(LocalDate.of(2026, 9, 30))
                                        .set(
                                                CKA_ALLOWED_MECHANISMS,
                                                Set.of(
                                                        CKM_CONCATENATE_BASE_AND_KEY,
                                                        CKM_SHA512_HMAC)));
        for (ObjectHandle[] pair : new ObjectHandle[][] {{verifies, signs}, {signs, verifies}}) {
            assertCode(
                    CKR_TEMPLATE_INCONSISTENT,
                    () -> attacker.macKey(withKey(pair[1]), pair[0], 64));
            ObjectHandle both = session.deriveKey(withKey(pair[1]), pair[0], Template.empty());
            assertThat(session.getAttribute(both, CKA_ALLOWED_MECHANISMS))
                    .containsExactly(CKM_CONCATENATE_BASE_AND_KEY);
            assertThat(session.getAttribute(both, CKA_END_DATE))
                    .contains(LocalDate.of(2026, 9, 30));
            assertThat(is(both, CKA_SIGN)).isFalse();
            assertThat(is(both, CKA_VERIFY)).isTrue();
        }
        // What somebody brought was once known.
        ObjectHandle known = attacker.known(new byte[32]);
        ObjectHandle generated = attacker.victim(32, b -> b.set(CKA_DERIVE, true));
        ObjectHandle both = session.deriveKey(withKey(generated), known, Template.empty());
        assertThat(is(both, CKA_ALWAYS_SENSITIVE)).isFalse();
        assertThat(is(both, CKA_NEVER_EXTRACTABLE)).isFalse();
    }

    @Test
    void digestOfALongHmacKey_isThatKey() {
        ObjectHandle verifies =
                attacker.victim(65, b -> b.set(CKA_VERIFY, true).set(CKA_DERIVE, true));
        Mechanism digest = Mechanism.of(CKM_SHA256_KEY_DERIVATION);
        assertCode(CKR_TEMPLATE_INCONSISTENT, () -> attacker.read(digest, verifies, 32));
        assertCode(CKR_TEMPLATE_INCONSISTENT, () -> attacker.macKey(digest, verifies, 32));
        assertThat(is(session.deriveKey(digest, verifies, Template.empty()), CKA_SIGN)).isFalse();
        ObjectHandle signs = attacker.victim(65, b -> b.set(CKA_SIGN, true).set(CKA_DERIVE, true));
        assertCode(CKR_TEMPLATE_INCONSISTENT, () -> attacker.read(digest, signs, 32));
        // Inner and outer digest by hand are the MAC, of a short key too.
        ObjectHandle shorter =
                attacker.victim(32, b -> b.set(CKA_VERIFY, true).set(CKA_DERIVE, true));
        assertCode(CKR_TEMPLATE_INCONSISTENT, () -> attacker.read(digest, shorter, 32));
        // Of a key that is for derivation, one block or more, the digest may leave.
        ObjectHandle derives = attacker.victim(65, b -> b.set(CKA_DERIVE, true));
        assertThat(attacker.read(digest, derives, 32)).hasSize(32);
    }

    // Short keys

    @Test
    void derivedKeyThatMayNotBeRead_isNotShort() {
        ObjectHandle base = attacker.victim(32, b -> b.set(CKA_DERIVE, true));
        Template.Builder shorter =
                Template.builder().set(CKA_VALUE_LEN, 13L).set(CKA_SENSITIVE, true);
        for (Mechanism mechanism :
                new Mechanism[] {
                    hkdf(CKM_HKDF_DERIVE, true, MESSAGE),
                    expand(MESSAGE),
                    Mechanism.of(CKM_SHA256_KEY_DERIVATION),
                    feedback(CKM_SHA256_HMAC, MESSAGE)
                }) {
            assertCode(
                    CKR_KEY_SIZE_RANGE, () -> session.deriveKey(mechanism, base, shorter.build()));
        }
        KeyPairHandles pair = Keys.ec(session);
        byte[] point = session.getAttribute(pair.publicKey(), CKA_EC_POINT);
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () -> session.deriveKey(agreement(point), pair.privateKey(), shorter.build()));
        KeyPairHandles kem =
                Keys.ec(
                        session,
                        b -> b.set(CKA_ENCAPSULATE, true),
                        b -> b.set(CKA_DECAPSULATE, true));
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () ->
                        session.encapsulateKey(
                                agreement(new byte[0]), kem.publicKey(), shorter.build()));
    }

    @Test
    void shortKeyThatMayNotBeRead_hasNoCheckValue() {
        ObjectHandle tiny =
                session.createObject(
                        Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[13])
                                .set(CKA_SENSITIVE, true)
                                .build());
        assertCode(CKR_ATTRIBUTE_TYPE_INVALID, () -> session.getAttribute(tiny, CKA_CHECK_VALUE));
        ObjectHandle made = attacker.victim(13, b -> b);
        assertCode(CKR_ATTRIBUTE_TYPE_INVALID, () -> session.getAttribute(made, CKA_CHECK_VALUE));
        assertThat(session.getAttribute(attacker.victim(14, b -> b), CKA_CHECK_VALUE)).hasSize(3);
    }

    // A login for each use

    @Test
    void keyThatWantsALoginForEachUse_isNotUsedWithoutOne() {
        KeyPairHandles pair =
                Keys.ec(
                        session,
                        b -> b,
                        b -> b.set(CKA_ALWAYS_AUTHENTICATE, true).set(CKA_DECAPSULATE, true));
        byte[] point = session.getAttribute(pair.publicKey(), CKA_EC_POINT);
        assertCode(
                CKR_USER_NOT_LOGGED_IN,
                () ->
                        session.deriveKey(
                                agreement(point), pair.privateKey(), Attacker.readable(32)));
        assertCode(
                CKR_USER_NOT_LOGGED_IN,
                () ->
                        session.decapsulateKey(
                                agreement(new byte[0]),
                                pair.privateKey(),
                                Template.empty(),
                                point));
        KeyPairHandles rsa =
                session.generateKeyPair(
                        Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                        Template.builder().set(CKA_MODULUS_BITS, 2048L).set(CKA_WRAP, true).build(),
                        Template.builder()
                                .set(CKA_UNWRAP, true)
                                .set(CKA_ALWAYS_AUTHENTICATE, true)
                                .build());
        Mechanism oaep =
                Mechanism.of(
                        CKM_RSA_PKCS_OAEP,
                        new MechanismParameters.RsaOaep(
                                CKM_SHA256, MechanismParameters.Mgf.CKG_MGF1_SHA256, new byte[0]));
        byte[] wrapped = session.wrapKey(oaep, rsa.publicKey(), attacker.known(new byte[32]));
        assertCode(
                CKR_USER_NOT_LOGGED_IN,
                () ->
                        session.unwrapKey(
                                oaep,
                                rsa.privateKey(),
                                wrapped,
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                                        .keyType(KeyType.CKK_GENERIC_SECRET)
                                        .build()));
    }
}
