package io.craton.hsm.core.token;

import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageCipher;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class MessageCipherTest {
    private static final byte[] AAD = {1, 2, 3};

    private final TestModule module = TestModule.open();
    private final Session session = module.userSession();

    private static ObjectHandle key(Session session) {
        return Keys.aes(
                session,
                b -> b.set(AttributeType.CKA_ENCRYPT, true).set(AttributeType.CKA_DECRYPT, true));
    }

    private byte[] encrypt(ObjectHandle key, byte[] data) {
        try (MessageCipher cipher = session.messageEncryptor(key)) {
            return cipher.message(AAD, data);
        }
    }

    @Test
    void message_isWhatAnotherImplementationOfGcmReads() throws Exception {
        byte[] value = new byte[32];
        Arrays.fill(value, (byte) 7);
        ObjectHandle key =
                session.createObject(
                        Keys.secret(KeyType.CKK_AES, value)
                                .set(AttributeType.CKA_ENCRYPT, true)
                                .set(AttributeType.CKA_DECRYPT, true)
                                .build());
        byte[] data = {9, 8, 7, 6};
        byte[] message = encrypt(key, data);

        assertThat(message).hasSize(12 + 4 + 16);
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        gcm.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(value, "AES"),
                new GCMParameterSpec(128, message, 0, 12));
        gcm.updateAAD(AAD);
        assertThat(gcm.doFinal(message, 12, message.length - 12)).isEqualTo(data);
        try (MessageCipher cipher = session.messageDecryptor(key)) {
            assertThat(cipher.message(AAD, message)).isEqualTo(data);
        }
    }

    @Test
    void series_isOneRecord_andItsVectorsNeverRepeat() {
        ObjectHandle key = key(session);
        int before = module.audit.of(AuditEvent.ENCRYPT).size();
        Set<List<Byte>> vectors = new HashSet<>();
        try (MessageCipher cipher = session.messageEncryptor(key)) {
            assertThat(module.audit.of(AuditEvent.ENCRYPT)).hasSize(before);
            for (int i = 0; i < 300; i++) {
                byte[] message = cipher.message(AAD, new byte[0]);
                assertThat(message).hasSize(28);
                Byte[] vector = new Byte[12];
                Arrays.setAll(vector, j -> message[j]);
                assertThat(vectors.add(List.of(vector))).isTrue();
                assertThat(module.audit.of(AuditEvent.ENCRYPT)).hasSize(before + 1);
            }
        }

        AuditRecord record = module.audit.last(AuditEvent.ENCRYPT);
        assertThat(record.result()).isEqualTo(ReturnCode.CKR_OK);
        assertThat(record.mechanism()).isEqualTo(MechanismType.CKM_AES_GCM);
        assertThat(RecordedAudit.detail(record)).isEqualTo("in messages");
    }

    @Test
    void messageThatFails_hasARecordOfItsOwn_andEndsTheSeries() {
        ObjectHandle key = key(session);
        byte[] good = encrypt(key, new byte[] {1});
        byte[] bad = good.clone();
        bad[bad.length - 1] ^= 1;
        int before = module.audit.of(AuditEvent.DECRYPT).size();
        try (MessageCipher cipher = session.messageDecryptor(key)) {
            cipher.message(AAD, good);
            assertCode(ReturnCode.CKR_AEAD_DECRYPT_FAILED, () -> cipher.message(AAD, bad));
            assertCode(ReturnCode.CKR_OPERATION_NOT_INITIALIZED, () -> cipher.message(AAD, good));
        }

        assertThat(module.audit.of(AuditEvent.DECRYPT)).hasSize(before + 2);
        AuditRecord record = module.audit.last(AuditEvent.DECRYPT);
        assertThat(record.result()).isEqualTo(ReturnCode.CKR_AEAD_DECRYPT_FAILED);
        assertThat(RecordedAudit.detail(record)).isEqualTo("message 2");
    }

    @Test
    void message_ofOtherAssociatedDataOrTooShort_isRefused() {
        ObjectHandle key = key(session);
        byte[] good = encrypt(key, new byte[] {1});

        try (MessageCipher cipher = session.messageDecryptor(key)) {
            assertCode(
                    ReturnCode.CKR_AEAD_DECRYPT_FAILED,
                    () -> cipher.message(new byte[] {1, 2, 4}, good));
        }
        try (MessageCipher cipher = session.messageDecryptor(key)) {
            assertCode(
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                    () -> cipher.message(AAD, Arrays.copyOf(good, 27)));
        }
    }

    @Test
    void key_thatMayEncryptOnly_encryptsAndDoesNotDecrypt() {
        ObjectHandle key =
                Keys.aes(
                        session,
                        b ->
                                b.set(AttributeType.CKA_ENCRYPT, true)
                                        .set(AttributeType.CKA_DECRYPT, false));

        assertThat(encrypt(key, new byte[] {1})).hasSize(29);
        assertCode(ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED, () -> session.messageDecryptor(key));
    }

    @Test
    void series_endsWithItsKey_andWithTheLogin() {
        ObjectHandle key = key(session);
        try (MessageCipher cipher = session.messageEncryptor(key)) {
            cipher.message(AAD, new byte[1]);
            session.destroyObject(key);
            assertCode(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    () -> cipher.message(AAD, new byte[1]));
        }
        try (MessageCipher cipher = session.messageEncryptor(key(session))) {
            cipher.message(AAD, new byte[1]);
            session.close();
            assertCode(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    () -> cipher.message(AAD, new byte[1]));
        }
    }

    @Test
    void approvedMode_encrypts_andSaysThatItIsApproved() {
        try (TestModule approved =
                TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY, true))) {
            Session user = approved.userSession();
            ObjectHandle key = key(user);
            byte[] message;
            try (MessageCipher cipher = user.messageEncryptor(key)) {
                message = cipher.message(AAD, new byte[] {5});
            }
            try (MessageCipher cipher = user.messageDecryptor(key)) {
                assertThat(cipher.message(AAD, message)).containsExactly(5);
            }

            assertThat(approved.audit.last(AuditEvent.ENCRYPT).fipsApproved()).isTrue();
            assertThat(approved.audit.last(AuditEvent.DECRYPT).fipsApproved()).isTrue();
        }
    }

    @Test
    void log_thatCannotBeWritten_leavesNoResult() {
        ObjectHandle key = key(session);
        try (MessageCipher cipher = session.messageEncryptor(key)) {
            module.audit.fail(true);
            assertCode(ReturnCode.CKR_GENERAL_ERROR, () -> cipher.message(AAD, new byte[1]));
        } finally {
            module.audit.fail(false);
        }
    }
}
