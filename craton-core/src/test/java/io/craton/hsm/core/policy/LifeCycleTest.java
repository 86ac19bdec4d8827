package io.craton.hsm.core.policy;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.spi.AuditEvent;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Key life cycle: on every path that uses a key. */
class LifeCycleTest {
    private static final byte[] BLOCK = new byte[16];

    private TestModule module;
    private Session session;

    @BeforeEach
    void open() {
        module = TestModule.open();
        session = module.userSession();
    }

    @AfterEach
    void close() {
        module.close();
    }

    private ObjectHandle key(LocalDate start, LocalDate end) {
        return Keys.aes(
                session,
                b -> {
                    b.set(CKA_ENCRYPT, true)
                            .set(CKA_DECRYPT, true)
                            .set(CKA_WRAP, true)
                            .set(CKA_UNWRAP, true)
                            .set(CKA_DERIVE, true);
                    if (start != null) {
                        b.startDate(start);
                    }
                    if (end != null) {
                        b.endDate(end);
                    }
                    return b;
                });
    }

    private ObjectHandle extractable() {
        return Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true));
    }

    private static Template aes() {
        return Template.builder()
                .objectClass(io.craton.hsm.ObjectClass.CKO_SECRET_KEY)
                .keyType(io.craton.hsm.KeyType.CKK_AES)
                .build();
    }

    private static Mechanism ecbDerive() {
        return Mechanism.of(
                MechanismType.CKM_AES_ECB_ENCRYPT_DATA,
                new MechanismParameters.DerivationData(new byte[32]));
    }

    @Test
    @Tag("S3-38")
    @Tag("S3-40")
    void keyBeforeItsStartDate_doesNothing() {
        ObjectHandle other = extractable();
        byte[] wrapped = session.wrapKey(Keys.kwp(), key(null, null), other);
        ObjectHandle key = key(LocalDate.of(2026, 6, 16), null);
        assertCode(CKR_KEY_FUNCTION_NOT_PERMITTED, () -> session.encrypt(Keys.cbc(), key, BLOCK));
        assertCode(CKR_KEY_FUNCTION_NOT_PERMITTED, () -> session.decrypt(Keys.cbc(), key, BLOCK));
        assertCode(CKR_KEY_FUNCTION_NOT_PERMITTED, () -> session.wrapKey(Keys.kwp(), key, other));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.unwrapKey(Keys.kwp(), key, wrapped, aes()));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.deriveKey(ecbDerive(), key, Template.empty()));
        assertThat(module.audit.of(AuditEvent.LIFECYCLE_REFUSED)).hasSize(5);
        module.clock.set(Instant.parse("2026-06-15T23:59:59.999Z"));
        assertCode(CKR_KEY_FUNCTION_NOT_PERMITTED, () -> session.encrypt(Keys.cbc(), key, BLOCK));
        module.clock.set(Instant.parse("2026-06-16T00:00:00Z"));
        session.encrypt(Keys.cbc(), key, BLOCK);
    }

    @Test
    @Tag("S3-39")
    @Tag("S3-40")
    void keyAfterItsEndDate_processesOldDataOnly() {
        ObjectHandle key = key(null, LocalDate.of(2026, 6, 15));
        ObjectHandle other = extractable();
        module.clock.set(Instant.parse("2026-06-15T23:59:59.999Z"));
        byte[] ciphertext = session.encrypt(Keys.cbc(), key, BLOCK);
        byte[] wrapped = session.wrapKey(Keys.kwp(), key, other);
        module.clock.set(Instant.parse("2026-06-16T00:00:00Z"));
        assertCode(CKR_KEY_FUNCTION_NOT_PERMITTED, () -> session.encrypt(Keys.cbc(), key, BLOCK));
        assertCode(CKR_KEY_FUNCTION_NOT_PERMITTED, () -> session.wrapKey(Keys.kwp(), key, other));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.deriveKey(ecbDerive(), key, Template.empty()));
        assertThat(session.decrypt(Keys.cbc(), key, ciphertext)).isEqualTo(BLOCK);
        session.unwrapKey(Keys.kwp(), key, wrapped, aes());
    }

    @Test
    @Tag("S3-39")
    void keyPairAfterItsEndDate_verifiesOnly() {
        LocalDate end = LocalDate.of(2026, 6, 15);
        KeyPairHandles pair = Keys.ec(session, b -> b.endDate(end), b -> b.endDate(end));
        byte[] signature = session.sign(Keys.ecdsa(), pair.privateKey(), BLOCK);
        module.clock.set(Instant.parse("2027-01-01T00:00:00Z"));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.sign(Keys.ecdsa(), pair.privateKey(), BLOCK));
        session.verify(Keys.ecdsa(), pair.publicKey(), BLOCK, signature);
    }

    @Test
    void compromisedKey_doesNothing_andIsNotExported() {
        ObjectHandle key = key(null, null);
        ObjectHandle victim = extractable();
        byte[] ciphertext = session.encrypt(Keys.cbc(), key, BLOCK);
        Template compromised = Template.builder().set(CKA_CRATON_COMPROMISED, true).build();
        session.setAttributes(key, compromised);
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED, () -> session.decrypt(Keys.cbc(), key, ciphertext));
        assertCode(CKR_KEY_FUNCTION_NOT_PERMITTED, () -> session.encrypt(Keys.cbc(), key, BLOCK));
        session.setAttributes(victim, compromised);
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.wrapKey(Keys.kwp(), key(null, null), victim));
    }
}
