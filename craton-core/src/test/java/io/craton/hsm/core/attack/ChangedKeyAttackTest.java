package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Attacks that change a key which leaves under trusted keys alone, and take it back as what it was:
 * a private key with one bit changed has a public key, or makes a signature, that tells the bit
 * (Boneh, DeMillo and Lipton, "On the Importance of Checking Cryptographic Protocols for Faults",
 * EUROCRYPT 1997).
 */
class ChangedKeyAttackTest {
    private TestModule module;
    private Session session;
    private ObjectHandle trusted;

    @BeforeEach
    void open() {
        module = TestModule.open();
        String id;
        try (Session user = module.userSession()) {
            id = user.getAttribute(Keys.aes(user, ChangedKeyAttackTest::wrapping), CKA_UNIQUE_ID);
        }
        try (Session officer = module.soSession()) {
            module.slot().trust(id, officer, false);
        }
        session = module.userSession();
        trusted = session.findObjects(Template.builder().set(CKA_UNIQUE_ID, id).build()).get(0);
    }

    private static Template.Builder wrapping(Template.Builder key) {
        return key.set(CKA_TOKEN, true)
                .set(CKA_PRIVATE, true)
                .set(CKA_MODIFIABLE, false)
                .set(CKA_EXTRACTABLE, false)
                .set(CKA_ENCRYPT, false)
                .set(CKA_DECRYPT, false)
                .set(CKA_WRAP, true)
                .set(CKA_UNWRAP, true)
                .set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_AES_KEY_WRAP_KWP));
    }

    @AfterEach
    void close() {
        module.close();
    }

    private ObjectHandle unwrapped(byte[] wrapped, Template.Builder shape) {
        return session.unwrapKey(Keys.kwp(), trusted, wrapped, shape.build());
    }

    private static Template.Builder shape(ObjectClass objectClass, KeyType type) {
        return Template.builder().objectClass(objectClass).keyType(type);
    }

    /** The private key as bytes that derive. */
    private ObjectHandle asBytes(ObjectHandle privateKey) {
        byte[] wrapped = session.wrapKey(Keys.kwp(), trusted, privateKey);
        return unwrapped(
                wrapped,
                shape(ObjectClass.CKO_SECRET_KEY, KeyType.CKK_GENERIC_SECRET)
                        .set(CKA_EXTRACTABLE, true)
                        .set(CKA_DERIVE, true));
    }

    private ObjectHandle changed(ObjectHandle bytes, Template.Builder more) {
        int length = session.getAttribute(bytes, CKA_VALUE_LEN).intValue();
        byte[] change = new byte[length];
        // The last bit of the private value of P-256, with the public key behind it or without.
        change[length == 67 ? 66 : 36 + 31] = 1;
        return session.deriveKey(
                Attacker.withData(CKM_XOR_BASE_AND_DATA, change), bytes, more.build());
    }

    private byte[] publicKeyOf(ObjectHandle bytes) {
        byte[] wrapped = session.wrapKey(Keys.kwp(), trusted, bytes);
        ObjectHandle key =
                unwrapped(
                        wrapped,
                        shape(ObjectClass.CKO_PRIVATE_KEY, KeyType.CKK_EC).set(CKA_DERIVE, true));
        ObjectHandle publicKey =
                session.deriveKey(Mechanism.of(CKM_PUB_KEY_FROM_PRIV_KEY), key, Template.empty());
        return session.getAttribute(publicKey, CKA_EC_POINT);
    }

    @Test
    void keyForTrustedKeys_doesNotLeaveChanged() {
        KeyPairHandles victim =
                Keys.ec(
                        session,
                        b -> b,
                        b -> b.set(CKA_EXTRACTABLE, true).set(CKA_WRAP_WITH_TRUSTED, true));
        ObjectHandle bytes = asBytes(victim.privateKey());
        assertThat(publicKeyOf(bytes))
                .isEqualTo(session.getAttribute(victim.publicKey(), CKA_EC_POINT));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        assertThat(
                                        publicKeyOf(
                                                changed(
                                                        bytes,
                                                        Template.builder()
                                                                .set(CKA_EXTRACTABLE, true))))
                                .isNull());
        ObjectHandle stays = changed(bytes, Template.builder());
        assertThat(session.getAttribute(stays, CKA_EXTRACTABLE)).isFalse();
        assertCode(CKR_KEY_UNEXTRACTABLE, () -> publicKeyOf(stays));
    }
}
