package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static io.craton.hsm.core.attack.Attacker.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Attacks that find a key by comparing two keys that contain it, neither of which the attacker
 * knows a bit of: they differ in one byte, which is tried until their MACs are equal (decision
 * B37).
 */
class ComparisonAttackTest {
    private static final byte[] TEXT = {1, 2, 3};
    private static final byte[] MESSAGE = "pay 1000 to me".getBytes();
    private static final int LENGTH = 16;

    private TestModule module;
    private Session session;
    private Attacker attacker;

    @BeforeEach
    void open() {
        module = TestModule.open();
        session = module.userSession();
        attacker = new Attacker(session);
    }

    @AfterEach
    void close() {
        module.close();
    }

    private byte[] tag(ObjectHandle key) {
        byte[] tag = session.sign(Keys.hmac(), key, TEXT);
        session.destroyObject(key);
        return tag;
    }

    private ObjectHandle piece(ObjectHandle key, long firstBit, long length) {
        return session.deriveKey(
                from(firstBit),
                key,
                Template.builder().set(CKA_VALUE_LEN, length).set(CKA_DERIVE, true).build());
    }

    /** A key of which this is expected to be the value. */
    private boolean found(byte[] value, ObjectHandle victim) throws GeneralSecurityException {
        byte[] tag =
                tag(
                        attacker.macKey(
                                withData(CKM_XOR_BASE_AND_DATA, new byte[LENGTH]), victim, LENGTH));
        return Arrays.equals(tag, Attacker.hmac(value, TEXT));
    }

    private interface Guess {
        ObjectHandle of(byte value);
    }

    private byte match(byte[] tag, Guess guess) {
        for (int value = 0; value < 256; value++) {
            if (Arrays.equals(tag, tag(guess.of((byte) value)))) {
                return (byte) value;
            }
        }
        throw new AssertionError("no byte matches");
    }

    /** Each byte is behind 14 others once, since extraction goes on with the first one. */
    private byte[] byPiecesOfTwoLengths(ObjectHandle victim) {
        byte[] value = new byte[LENGTH];
        for (int start = 0; start < LENGTH; start++) {
            ObjectHandle shorter = piece(victim, 8L * start, 14);
            byte[] longer = tag(attacker.macKey(from(8L * start), victim, 15));
            value[(start + 14) % LENGTH] =
                    match(
                            longer,
                            guess ->
                                    attacker.macKey(
                                            withData(
                                                    CKM_CONCATENATE_BASE_AND_DATA,
                                                    new byte[] {guess}),
                                            shorter,
                                            15));
        }
        return value;
    }

    @Test
    void piecesOfTwoLengths_doNotTellTheByteBetween() throws GeneralSecurityException {
        ObjectHandle victim = attacker.victim(LENGTH, b -> b.set(CKA_DERIVE, true));
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () -> assertThat(found(byPiecesOfTwoLengths(victim), victim)).isFalse());
    }

    /**
     * The key with a byte behind it equals the key turned by a byte with the same one before it.
     */
    private byte[] byTurning(ObjectHandle victim) {
        byte[] value = new byte[LENGTH];
        ObjectHandle turned = victim;
        for (int at = 0; at < LENGTH; at++) {
            ObjectHandle present = turned;
            ObjectHandle next = piece(turned, 8, LENGTH);
            for (int guess = 0; guess < 256; guess++) {
                byte[] one = {(byte) guess};
                byte[] behind =
                        tag(
                                attacker.macKey(
                                        withData(CKM_CONCATENATE_BASE_AND_DATA, one),
                                        present,
                                        LENGTH + 1));
                byte[] before =
                        tag(
                                attacker.macKey(
                                        withData(CKM_CONCATENATE_DATA_AND_BASE, one),
                                        next,
                                        LENGTH + 1));
                if (Arrays.equals(behind, before)) {
                    value[at] = (byte) guess;
                }
            }
            turned = next;
        }
        return value;
    }

    @Test
    void keyThatIsTurned_doesNotTellItsFirstByte() throws GeneralSecurityException {
        ObjectHandle victim = attacker.victim(LENGTH, b -> b.set(CKA_DERIVE, true));
        assertCode(
                CKR_KEY_SIZE_RANGE, () -> assertThat(found(byTurning(victim), victim)).isFalse());
    }

    /** What is cut by a concatenation or an exclusive-or is a piece, too. */
    @Test
    void cutConcatenation_isNoPieceOfAnyLength() {
        ObjectHandle victim = attacker.victim(LENGTH, b -> b.set(CKA_DERIVE, true));
        ObjectHandle known = attacker.known(new byte[15]);
        Mechanism[] all = {
            withData(CKM_CONCATENATE_BASE_AND_DATA, new byte[1]),
            withData(CKM_CONCATENATE_DATA_AND_BASE, new byte[1]),
            withData(CKM_XOR_BASE_AND_DATA, new byte[LENGTH])
        };
        for (Mechanism mechanism : all) {
            assertCode(CKR_KEY_SIZE_RANGE, () -> attacker.macKey(mechanism, victim, 15));
        }
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () -> attacker.macKey(Attacker.withKey(victim), known, 15 + 15));
        assertCode(CKR_KEY_SIZE_RANGE, () -> piece(victim, 0, 15));
        assertCode(CKR_KEY_SIZE_RANGE, () -> piece(victim, 1, 14));
        assertCode(CKR_KEY_SIZE_RANGE, () -> piece(victim, 64, LENGTH));
    }

    /** Of a key of whole blocks, which is cut by extraction alone, and into whole blocks alone. */
    @Test
    void keyOfWholeBlocks_isCutBetweenThem_byNothingButExtraction() {
        ObjectHandle victim = attacker.victim(32, b -> b.set(CKA_DERIVE, true));
        for (int length = 17; length < 32; length++) {
            int each = length;
            if (each % 8 != 0) {
                assertCode(CKR_KEY_SIZE_RANGE, () -> piece(victim, 0, each));
            }
        }
        piece(victim, 0, 24);
        ObjectHandle known = attacker.known(new byte[16]);
        for (int length : new int[] {16, 24}) {
            for (Mechanism mechanism :
                    new Mechanism[] {
                        withData(CKM_CONCATENATE_BASE_AND_DATA, new byte[8]),
                        withData(CKM_XOR_BASE_AND_DATA, new byte[32])
                    }) {
                assertCode(CKR_KEY_SIZE_RANGE, () -> attacker.macKey(mechanism, victim, length));
            }
            assertCode(
                    CKR_KEY_SIZE_RANGE,
                    () ->
                            attacker.macKey(
                                    withData(CKM_CONCATENATE_DATA_AND_BASE, new byte[8]),
                                    victim,
                                    8 + length));
            assertCode(
                    CKR_KEY_SIZE_RANGE,
                    () -> attacker.macKey(Attacker.withKey(victim), known, 16 + length));
        }
    }

    /**
     * A MAC that is not shown is no key whose value nobody can cut: its ends are found as above.
     */
    @Test
    void macAsAKey_isNotCut() {
        ObjectHandle message = attacker.known("pay 1000 to me".getBytes());
        ObjectHandle verifies =
                attacker.victim(32, b -> b.set(CKA_VERIFY, true).set(CKA_DERIVE, true));
        Template hidden = Template.builder().set(CKA_VALUE_LEN, 32L).set(CKA_DERIVE, true).build();
        ObjectHandle mac =
                session.deriveKey(saltedWith(CKM_HKDF_DERIVE, verifies), message, hidden);
        assertThat(session.getAttribute(mac, CKA_CRATON_VALUE_UNKNOWN)).isFalse();
        assertCode(CKR_KEY_SIZE_RANGE, () -> piece(mac, 64, 16));
        ObjectHandle digest =
                session.deriveKey(Mechanism.of(CKM_SHA256_KEY_DERIVATION), verifies, hidden);
        assertThat(session.getAttribute(digest, CKA_CRATON_VALUE_UNKNOWN)).isFalse();
        ObjectHandle oneWay =
                session.deriveKey(hkdf(CKM_HKDF_DERIVE, true, TEXT), verifies, hidden);
        assertThat(session.getAttribute(oneWay, CKA_CRATON_VALUE_UNKNOWN)).isTrue();
    }

    /** A key that does not consist of blocks has an end that is shorter. */
    @Test
    void endOfAKey_isNotShorterThanABlock() {
        ObjectHandle victim = attacker.victim(17, b -> b.set(CKA_DERIVE, true));
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () ->
                        attacker.byGuesses(
                                length ->
                                        length == 17
                                                ? attacker.piece(
                                                        withData(
                                                                CKM_XOR_BASE_AND_DATA,
                                                                new byte[17]),
                                                        victim,
                                                        length)
                                                : attacker.piece(from(0), victim, length),
                                16,
                                17));
    }

    /** Whoever may read nothing that is derived may not find it, either. */
    @Test
    void derivationsOfDifferentLengths_areNotToldFromEachOther() {
        Template closed =
                Template.builder().set(CKA_SENSITIVE, true).set(CKA_EXTRACTABLE, false).build();
        ObjectHandle base =
                attacker.victim(32, b -> b.set(CKA_DERIVE, true).set(CKA_DERIVE_TEMPLATE, closed));
        for (Mechanism mechanism :
                new Mechanism[] {
                    hkdf(CKM_HKDF_DERIVE, true, MESSAGE),
                    expand(MESSAGE),
                    Mechanism.of(CKM_SHA256_KEY_DERIVATION),
                    feedback(CKM_SHA256_HMAC, MESSAGE)
                }) {
            assertCode(
                    CKR_KEY_SIZE_RANGE,
                    () ->
                            attacker.byGuesses(
                                    length -> attacker.piece(mechanism, base, length), 14, 32));
            attacker.piece(mechanism, base, 16);
            attacker.piece(mechanism, base, 32);
        }
        KeyPairHandles pair =
                Keys.ec(
                        session,
                        b -> b,
                        b ->
                                b.set(CKA_DERIVE_TEMPLATE, closed)
                                        .set(CKA_DECAPSULATE_TEMPLATE, closed)
                                        .set(CKA_DECAPSULATE, true));
        byte[] point = session.getAttribute(pair.publicKey(), CKA_EC_POINT);
        for (long length : new long[] {14, 15, 20, 31}) {
            assertCode(
                    CKR_KEY_SIZE_RANGE,
                    () -> attacker.piece(agreement(point), pair.privateKey(), length));
            assertCode(
                    CKR_KEY_SIZE_RANGE,
                    () ->
                            session.decapsulateKey(
                                    agreement(new byte[0]),
                                    pair.privateKey(),
                                    Template.builder().set(CKA_VALUE_LEN, length).build(),
                                    point));
        }
        attacker.piece(agreement(point), pair.privateKey(), 32);
        attacker.piece(agreement(point), pair.privateKey(), 16);
        // The template of the key can say the length, so that there is only one.
        ObjectHandle fixed =
                attacker.victim(
                        32,
                        b ->
                                b.set(CKA_DERIVE, true)
                                        .set(
                                                CKA_DERIVE_TEMPLATE,
                                                closed.toBuilder()
                                                        .set(CKA_VALUE_LEN, 20L)
                                                        .build()));
        attacker.piece(expand(MESSAGE), fixed, 20);
    }

    /** The last bytes of a block of the key stream, of one that does not leave. */
    @Test
    void blocksThatDoNotLeave_areNotToldFromEachOther() {
        ObjectHandle wraps = attacker.aesVictim(b -> b.set(CKA_WRAP, true).set(CKA_DERIVE, true));
        Mechanism stream = withData(CKM_AES_ECB_ENCRYPT_DATA, new byte[16]);
        assertCode(
                CKR_KEY_SIZE_RANGE,
                () -> attacker.byGuesses(length -> attacker.piece(stream, wraps, length), 14, 16));
        ObjectHandle verifies =
                attacker.victim(32, b -> b.set(CKA_VERIFY, true).set(CKA_DERIVE, true));
        for (long length : new long[] {14, 15, 20, 31}) {
            assertCode(
                    CKR_KEY_SIZE_RANGE,
                    () ->
                            attacker.piece(
                                    saltedWith(CKM_HKDF_DERIVE, verifies),
                                    attacker.known(MESSAGE),
                                    length));
        }
    }
}
