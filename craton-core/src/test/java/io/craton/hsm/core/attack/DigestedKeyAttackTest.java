package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.CKR_KEY_INDIGESTIBLE;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.DigestOperation;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attacks on keys that may not be read, by their digest ({@code C_DigestKey}; decision B37). */
class DigestedKeyAttackTest {
    private static final byte[] MESSAGE = {4, 5, 6};

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

    private byte[] digest(MechanismType type, ObjectHandle key) {
        try (DigestOperation digest = session.digester(Mechanism.of(type))) {
            digest.updateKey(key);
            return digest.digest();
        }
    }

    private byte[] byFunctions(ObjectHandle key) {
        session.functions().digestInit(Mechanism.of(CKM_SHA256));
        session.functions().digestKey(key);
        byte[] digest = new byte[32];
        session.functions().digestFinal(ByteBuffer.wrap(digest));
        return digest;
    }

    @Test
    void verifyOnlyKey_forgesNothingWithItsDigest() {
        ObjectHandle victim =
                attacker.victim(
                        65,
                        b ->
                                b.set(CKA_VERIFY, true)
                                        .set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_SHA256_HMAC)));
        assertCode(CKR_KEY_INDIGESTIBLE, () -> forge(digest(CKM_SHA256, victim), victim));
        assertCode(CKR_KEY_INDIGESTIBLE, () -> forge(byFunctions(victim), victim));
        ObjectHandle derives =
                attacker.victim(65, b -> b.set(CKA_VERIFY, true).set(CKA_DERIVE, true));
        assertCode(CKR_KEY_INDIGESTIBLE, () -> forge(digest(CKM_SHA256, derives), derives));
        ObjectHandle signs = attacker.victim(65, b -> b.set(CKA_SIGN, true).set(CKA_DERIVE, true));
        assertCode(CKR_KEY_INDIGESTIBLE, () -> digest(CKM_SHA256, signs));
        ObjectHandle shorter =
                attacker.victim(32, b -> b.set(CKA_VERIFY, true).set(CKA_DERIVE, true));
        assertCode(CKR_KEY_INDIGESTIBLE, () -> digest(CKM_SHA256, shorter));
        // That it encrypts makes up for nothing.
        ObjectHandle encrypts =
                attacker.victim(
                        32,
                        b -> b.set(CKA_VERIFY, true).set(CKA_ENCRYPT, true).set(CKA_DERIVE, true));
        assertCode(CKR_KEY_INDIGESTIBLE, () -> digest(CKM_SHA256, encrypts));
    }

    private void forge(byte[] effectiveKey, ObjectHandle victim) throws Exception {
        session.verify(Keys.hmac(), victim, MESSAGE, Attacker.hmac(effectiveKey, MESSAGE));
    }

    @Test
    void keyThatMayNotBeRead_isDigestedOnlyIfItMayDeriveWithThisDigest() {
        assertCode(
                CKR_KEY_INDIGESTIBLE,
                () -> digest(CKM_SHA256, attacker.aesVictim(b -> b.set(CKA_ENCRYPT, true))));
        ObjectHandle bound =
                attacker.victim(
                        32,
                        b ->
                                b.set(CKA_DERIVE, true)
                                        .set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_SHA384)));
        assertCode(CKR_KEY_INDIGESTIBLE, () -> digest(CKM_SHA256, bound));
        assertThat(digest(CKM_SHA384, bound)).hasSize(48);
        assertThat(digest(CKM_SHA256, attacker.victim(32, b -> b.set(CKA_DERIVE, true))))
                .hasSize(32);
        assertThat(byFunctions(attacker.aesVictim(b -> b.set(CKA_DERIVE, true)))).hasSize(32);
    }

    /** The digest of a long key is the one that HKDF expands, and no template binds it. */
    @Test
    void keyWithATemplateForWhatIsDerived_isNotDigested() {
        ObjectHandle bound =
                attacker.victim(
                        65,
                        b ->
                                b.set(CKA_DERIVE, true)
                                        .set(
                                                CKA_DERIVE_TEMPLATE,
                                                Template.builder()
                                                        .set(CKA_SENSITIVE, true)
                                                        .set(CKA_EXTRACTABLE, false)
                                                        .build()));
        assertCode(CKR_KEY_INDIGESTIBLE, () -> digest(CKM_SHA256, bound));
        assertCode(CKR_KEY_INDIGESTIBLE, () -> byFunctions(bound));
    }

    @Test
    void keyThatMayBeRead_isDigested() throws Exception {
        byte[] value = new byte[80];
        ObjectHandle open =
                session.createObject(Keys.secret(KeyType.CKK_GENERIC_SECRET, value).build());
        assertThat(digest(CKM_SHA256, open))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(value));
    }
}
