package io.craton.hsm.core.token.operation;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageCipher;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.key.GcmNonces;
import io.craton.hsm.core.token.key.KeyAccess;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.spi.AuditDetail;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Messages of one key that belong together, under way. */
final class MessageOperation extends Operation implements MessageCipher {
    private final KeyAccess access;
    // Guarded by the lock of the operation.
    private long messages;

    MessageOperation(Starter starter, KeyAccess access) {
        super(starter, access, null);
        this.access = access;
    }

    /** The mechanism that the key is checked with: its vectors come with the messages. */
    static Mechanism unfinished() {
        return mechanism(null, new byte[0]);
    }

    private static Mechanism mechanism(byte @Nullable [] iv, byte[] aad) {
        return Mechanism.of(
                MechanismType.CKM_AES_GCM,
                new MechanismParameters.Gcm(iv, aad, TAG_BYTES * Byte.SIZE));
    }

    @Override
    public byte[] message(byte[] aad, byte[] data) {
        Arguments.notNull(aad, "the associated data");
        Arguments.notNull(data, "the data");
        return message(() -> one(aad, data));
    }

    private byte[] one(byte[] aad, byte[] data) {
        messages++;
        return access.use() == Use.MESSAGE_ENCRYPT ? encrypt(aad, data) : decrypt(aad, data);
    }

    private byte[] encrypt(byte[] aad, byte[] data) {
        byte[] iv = GcmNonces.next(caller(), access.object(), MechanismType.CKM_AES_GCM);
        try (CipherContext context = engine().encrypt(mechanism(iv, aad), access.material())) {
            byte[] encrypted = context.doFinal(data, 0, data.length);
            return ByteBuffer.allocate(iv.length + encrypted.length).put(iv).put(encrypted).array();
        }
    }

    private byte[] decrypt(byte[] aad, byte[] data) {
        if (data.length < IV_BYTES + TAG_BYTES) {
            throw new HsmException(
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                    "a message has at least an initialisation vector and a tag");
        }
        byte[] iv = Arrays.copyOf(data, IV_BYTES);
        try (CipherContext context = engine().decrypt(mechanism(iv, aad), access.material())) {
            return context.doFinal(data, IV_BYTES, data.length - IV_BYTES);
        }
    }

    private CryptoEngine engine() {
        return caller().parts().engine();
    }

    @Override
    AuditDetail.Text failureDetail() {
        return AuditDetail.MESSAGE.with(messages);
    }
}
