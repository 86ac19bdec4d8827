package io.craton.hsm.core.token;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.spi.CheckpointSigner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Signs checkpoints of the audit log with a private key of a token, Ed25519 or ML-DSA. Each
 * signature is a use of the key like any other, and recorded.
 */
public final class TokenCheckpointSigner implements CheckpointSigner {
    /** DER of the object identifier of Ed25519 (RFC 8410). */
    private static final byte[] ED25519 = {6, 3, 0x2b, 0x65, 0x70};

    private final Session session;
    private final ObjectHandle key;
    private final String name;
    private final Algorithm algorithm;
    private final byte[] publicKey;

    private TokenCheckpointSigner(
            Session session, ObjectHandle key, String name, Algorithm algorithm) {
        this.session = session;
        this.key = key;
        this.name = name;
        this.algorithm = algorithm;
        byte[] info = session.getAttribute(key, AttributeType.CKA_PUBLIC_KEY_INFO);
        int length =
                switch (algorithm) {
                    case ED25519 -> 32;
                    case ML_DSA_44 -> 1312;
                    case ML_DSA_65 -> 1952;
                    case ML_DSA_87 -> 2592;
                };
        if (info.length <= length) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_HANDLE_INVALID,
                    "the token does not know the public key of a key that signs checkpoints");
        }
        // A SubjectPublicKeyInfo ends with the raw key (RFC 8410, RFC 9881).
        this.publicKey = Arrays.copyOfRange(info, info.length - length, info.length);
    }

    /**
     * One signer for each private key with one of these labels.
     *
     * @param session a session of the user, open as long as there is something to sign
     * @param labels labels, with commas between: an Ed25519 and an ML-DSA key, for example
     * @param name the name of the keys in the signatures: that of the log, or of the witness
     * @throws HsmException {@code CKR_KEY_HANDLE_INVALID} if there is no such key, {@code
     *     CKR_KEY_TYPE_INCONSISTENT} if one is of another type
     */
    public static List<CheckpointSigner> all(Session session, String labels, String name) {
        List<CheckpointSigner> signers = new ArrayList<>();
        for (String label : labels.split(",")) {
            List<ObjectHandle> keys =
                    session.findObjects(
                            Template.builder()
                                    .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                    .token(true)
                                    .label(label.strip())
                                    .build());
            if (keys.isEmpty()) {
                throw new HsmException(
                        ReturnCode.CKR_KEY_HANDLE_INVALID,
                        "the token has no private key '"
                                + label.strip()
                                + "' to sign checkpoints with; generate one of type ed25519 or ml-dsa");
            }
            keys.forEach(key -> signers.add(of(session, key, name)));
        }
        return signers;
    }

    private static CheckpointSigner of(Session session, ObjectHandle key, String name) {
        Template facts =
                session.getAttributes(
                        key,
                        AttributeType.CKA_KEY_TYPE,
                        AttributeType.CKA_EC_PARAMS,
                        AttributeType.CKA_PARAMETER_SET);
        KeyType type = facts.get(AttributeType.CKA_KEY_TYPE);
        long set = facts.get(AttributeType.CKA_PARAMETER_SET, 0L);
        if (type == KeyType.CKK_EC_EDWARDS
                && Arrays.equals(facts.get(AttributeType.CKA_EC_PARAMS), ED25519)) {
            return new TokenCheckpointSigner(session, key, name, Algorithm.ED25519);
        }
        if (type == KeyType.CKK_ML_DSA && set >= 1 && set <= 3) {
            Algorithm[] algorithms = {
                Algorithm.ML_DSA_44, Algorithm.ML_DSA_65, Algorithm.ML_DSA_87
            };
            return new TokenCheckpointSigner(session, key, name, algorithms[(int) set - 1]);
        }
        throw new HsmException(
                ReturnCode.CKR_KEY_TYPE_INCONSISTENT,
                "checkpoints are signed with Ed25519 and ML-DSA keys, not with " + type);
    }

    @Override
    public String keyName() {
        return name;
    }

    @Override
    public Algorithm algorithm() {
        return algorithm;
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] sign(byte[] message) {
        MechanismType mechanism =
                algorithm == Algorithm.ED25519 ? MechanismType.CKM_EDDSA : MechanismType.CKM_ML_DSA;
        return session.sign(Mechanism.of(mechanism), key, message);
    }
}
