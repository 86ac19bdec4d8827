package io.craton.hsm.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.Encapsulation;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A key of a kind that a release can keep: how it is made, what is kept of its use, and how a later
 * release shows that it still has the key.
 */
abstract class KeptKey {
    /** What the keys are used on: two blocks of AES. */
    static final byte[] MESSAGE =
            "what the keys are used on, twice".getBytes(StandardCharsets.US_ASCII);

    private static final Mechanism HMAC = Mechanism.of(MechanismType.CKM_SHA256_HMAC);

    /** What a key is agreed on or derived for: to be used in an HMAC. */
    private static final Template FOR_HMAC =
            Template.builder()
                    .objectClass(ObjectClass.CKO_SECRET_KEY)
                    .keyType(KeyType.CKK_GENERIC_SECRET)
                    .set(AttributeType.CKA_VALUE_LEN, 32L)
                    .set(AttributeType.CKA_SIGN, true)
                    .build();

    private final String label;

    KeptKey(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** Makes the key, in the token. */
    abstract void make(Session session);

    /** Uses the key; what comes of it is kept. */
    abstract byte[] use(Session session);

    /** Does with the key what only the key can do with what was kept. */
    abstract void check(Session session, byte[] kept);

    final Template.Builder named() {
        return Template.builder().token(true).label(label).id((byte) 1, (byte) label.length());
    }

    final ObjectHandle find(Session session, ObjectClass objectClass) {
        List<ObjectHandle> found =
                session.findObjects(
                        Template.builder().objectClass(objectClass).label(label).build());
        assertThat(found).as(label).hasSize(1);
        return found.get(0);
    }

    final ObjectHandle secret(Session session) {
        return find(session, ObjectClass.CKO_SECRET_KEY);
    }

    final ObjectHandle ofPublic(Session session) {
        return find(session, ObjectClass.CKO_PUBLIC_KEY);
    }

    final ObjectHandle ofPrivate(Session session) {
        return find(session, ObjectClass.CKO_PRIVATE_KEY);
    }

    /** A secret key, generated. */
    abstract static class Secret extends KeptKey {
        private final MechanismType generation;
        private final long bytes;

        Secret(String label, MechanismType generation, long bytes) {
            super(label);
            this.generation = generation;
            this.bytes = bytes;
        }

        @Override
        void make(Session session) {
            Template.Builder template = more(named());
            if (bytes > 0) {
                template.set(AttributeType.CKA_VALUE_LEN, bytes);
            }
            session.generateKey(Mechanism.of(generation), template.build());
        }

        Template.Builder more(Template.Builder template) {
            return template;
        }
    }

    /** A secret key that makes MACs. */
    static final class Mac extends Secret {
        private final Mechanism mechanism;

        Mac(String label, MechanismType generation, long bytes, MechanismType mechanism) {
            super(label, generation, bytes);
            this.mechanism = Mechanism.of(mechanism);
        }

        @Override
        Template.Builder more(Template.Builder template) {
            return template.set(AttributeType.CKA_SIGN, true).set(AttributeType.CKA_VERIFY, true);
        }

        @Override
        byte[] use(Session session) {
            return session.sign(mechanism, secret(session), MESSAGE);
        }

        @Override
        void check(Session session, byte[] kept) {
            session.verify(mechanism, secret(session), MESSAGE, kept);
            assertThat(use(session)).as(label()).isEqualTo(kept);
        }
    }

    /** A secret key that encrypts. */
    static final class Cipher extends Secret {
        private final Mechanism mechanism;

        Cipher(String label, MechanismType generation, long bytes, Mechanism mechanism) {
            super(label, generation, bytes);
            this.mechanism = mechanism;
        }

        @Override
        byte[] use(Session session) {
            return session.encrypt(mechanism, secret(session), MESSAGE);
        }

        @Override
        void check(Session session, byte[] kept) {
            assertThat(session.decrypt(mechanism, secret(session), kept)).isEqualTo(MESSAGE);
        }
    }

    /** An AES key for GCM with vectors of the module: what was counted is not counted again. */
    static final class Counted extends Secret {
        private static final int USES = 3;
        private static final int VECTOR = 12;

        Counted(String label) {
            super(label, MechanismType.CKM_AES_KEY_GEN, 32);
        }

        private static Mechanism gcm(byte[] vector) {
            return Mechanism.of(
                    MechanismType.CKM_AES_GCM,
                    new MechanismParameters.Gcm(vector, new byte[] {7}, 128));
        }

        @Override
        byte[] use(Session session) {
            ByteBuffer kept = ByteBuffer.allocate(USES * (VECTOR + MESSAGE.length + 16));
            for (int i = 0; i < USES; i++) {
                try (CipherOperation operation = session.encryptor(gcm(null), secret(session))) {
                    kept.put(operation.iv()).put(operation.doFinal(MESSAGE));
                }
            }
            return kept.array();
        }

        @Override
        void check(Session session, byte[] kept) {
            ByteBuffer uses = ByteBuffer.wrap(kept);
            try (CipherOperation operation = session.encryptor(gcm(null), secret(session))) {
                byte[] next = operation.iv();
                while (uses.hasRemaining()) {
                    byte[] vector = new byte[VECTOR];
                    byte[] ciphertext = new byte[MESSAGE.length + 16];
                    uses.get(vector).get(ciphertext);
                    assertThat(session.decrypt(gcm(vector), secret(session), ciphertext))
                            .isEqualTo(MESSAGE);
                    assertThat(next).isNotEqualTo(vector);
                }
            }
        }
    }

    /** A key pair, generated. */
    abstract static class Pair extends KeptKey {
        private final MechanismType generation;
        private final Template parameters;

        Pair(String label, MechanismType generation, Template parameters) {
            super(label);
            this.generation = generation;
            this.parameters = parameters;
        }

        @Override
        void make(Session session) {
            session.generateKeyPair(
                    Mechanism.of(generation),
                    named().setAll(parameters).build(),
                    more(named()).build());
        }

        Template.Builder more(Template.Builder template) {
            return template;
        }

        /** A pair of the same kind that is kept nowhere. */
        final KeyPairHandles another(Session session) {
            return session.generateKeyPair(Mechanism.of(generation), parameters, Template.empty());
        }
    }

    /** A key pair that signs. */
    static final class Signing extends Pair {
        private final Mechanism mechanism;

        Signing(
                String label,
                MechanismType generation,
                Template parameters,
                MechanismType mechanism) {
            super(label, generation, parameters);
            this.mechanism = Mechanism.of(mechanism);
        }

        @Override
        byte[] use(Session session) {
            return session.sign(mechanism, ofPrivate(session), MESSAGE);
        }

        @Override
        void check(Session session, byte[] kept) {
            session.verify(mechanism, ofPublic(session), MESSAGE, kept);
            session.verify(mechanism, ofPublic(session), MESSAGE, use(session));
        }
    }

    /** An RSA key pair that decrypts. */
    static final class Decrypting extends Pair {
        private static final Mechanism OAEP =
                Mechanism.of(
                        MechanismType.CKM_RSA_PKCS_OAEP,
                        new MechanismParameters.RsaOaep(
                                MechanismType.CKM_SHA256,
                                MechanismParameters.Mgf.CKG_MGF1_SHA256,
                                new byte[0]));

        Decrypting(String label, Template parameters) {
            super(label, MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN, parameters);
        }

        @Override
        byte[] use(Session session) {
            return session.encrypt(OAEP, ofPublic(session), MESSAGE);
        }

        @Override
        void check(Session session, byte[] kept) {
            assertThat(session.decrypt(OAEP, ofPrivate(session), kept)).isEqualTo(MESSAGE);
        }
    }

    /** A key pair that agrees on a secret with somebody whose public key is kept. */
    static final class Agreeing extends Pair {
        Agreeing(String label, MechanismType generation, Template parameters) {
            super(label, generation, parameters);
        }

        @Override
        Template.Builder more(Template.Builder template) {
            return template.set(AttributeType.CKA_DERIVE, true);
        }

        private byte[] agreed(Session session, byte[] point) {
            Mechanism ecdh =
                    Mechanism.of(
                            MechanismType.CKM_ECDH1_DERIVE,
                            new MechanismParameters.Ecdh1Derive(
                                    MechanismParameters.Kdf.CKD_SHA256_KDF, new byte[0], point));
            return session.sign(
                    HMAC, session.deriveKey(ecdh, ofPrivate(session), FOR_HMAC), MESSAGE);
        }

        @Override
        byte[] use(Session session) {
            byte[] point =
                    session.getAttribute(another(session).publicKey(), AttributeType.CKA_EC_POINT);
            byte[] mac = agreed(session, point);
            return ByteBuffer.allocate(mac.length + point.length).put(mac).put(point).array();
        }

        @Override
        void check(Session session, byte[] kept) {
            byte[] point = Arrays.copyOfRange(kept, 32, kept.length);
            assertThat(agreed(session, point)).isEqualTo(Arrays.copyOf(kept, 32));
        }
    }

    /** A key pair that decapsulates. */
    static final class Decapsulating extends Pair {
        private static final Mechanism KEM = Mechanism.of(MechanismType.CKM_ML_KEM);

        Decapsulating(String label, Template parameters) {
            super(label, MechanismType.CKM_ML_KEM_KEY_PAIR_GEN, parameters);
        }

        @Override
        byte[] use(Session session) {
            Encapsulation made = session.encapsulateKey(KEM, ofPublic(session), FOR_HMAC);
            byte[] mac = session.sign(HMAC, made.key(), MESSAGE);
            return ByteBuffer.allocate(mac.length + made.ciphertext().length)
                    .put(mac)
                    .put(made.ciphertext())
                    .array();
        }

        @Override
        void check(Session session, byte[] kept) {
            ObjectHandle reached =
                    session.decapsulateKey(
                            KEM,
                            ofPrivate(session),
                            FOR_HMAC,
                            Arrays.copyOfRange(kept, 32, kept.length));
            assertThat(session.sign(HMAC, reached, MESSAGE)).isEqualTo(Arrays.copyOf(kept, 32));
        }
    }

    /** A secret key from which keys are derived. */
    static final class Deriving extends Secret {
        private static final Mechanism HKDF =
                Mechanism.of(
                        MechanismType.CKM_HKDF_DERIVE,
                        new MechanismParameters.Hkdf(
                                true,
                                true,
                                MechanismType.CKM_SHA256,
                                MechanismParameters.SaltType.CKF_HKDF_SALT_NULL,
                                null,
                                null,
                                MESSAGE));

        Deriving(String label) {
            super(label, MechanismType.CKM_HKDF_KEY_GEN, 32);
        }

        @Override
        Template.Builder more(Template.Builder template) {
            return template.set(AttributeType.CKA_DERIVE, true);
        }

        @Override
        byte[] use(Session session) {
            return session.sign(HMAC, session.deriveKey(HKDF, secret(session), FOR_HMAC), MESSAGE);
        }

        @Override
        void check(Session session, byte[] kept) {
            assertThat(use(session)).isEqualTo(kept);
        }
    }

    /** A public key that only verifies, imported with a signature that somebody else made. */
    static final class Verifying extends KeptKey {
        private final KeyType type;
        private final Mechanism mechanism;
        private final Published published;

        /**
         * A signature that was published.
         *
         * @param value the public key
         */
        record Published(byte[] value, byte[] message, byte[] signature) {}

        Verifying(String label, KeyType type, MechanismType mechanism, Published published) {
            super(label);
            this.type = type;
            this.mechanism = Mechanism.of(mechanism);
            this.published = published;
        }

        @Override
        void make(Session session) {
            Template.Builder template =
                    named().objectClass(ObjectClass.CKO_PUBLIC_KEY)
                            .keyType(type)
                            .set(AttributeType.CKA_VALUE, published.value());
            if (type != KeyType.CKK_HSS) {
                // the public key begins with it
                long set = Integer.toUnsignedLong(ByteBuffer.wrap(published.value()).getInt());
                template.set(AttributeType.CKA_PARAMETER_SET, set);
            }
            session.createObject(template.build());
        }

        @Override
        byte[] use(Session session) {
            byte[] message = published.message();
            return ByteBuffer.allocate(1 + message.length + published.signature().length)
                    .put((byte) message.length)
                    .put(message)
                    .put(published.signature())
                    .array();
        }

        @Override
        void check(Session session, byte[] kept) {
            int signature = 1 + (kept[0] & 0xff);
            session.verify(
                    mechanism,
                    ofPublic(session),
                    Arrays.copyOfRange(kept, 1, signature),
                    Arrays.copyOfRange(kept, signature, kept.length));
        }
    }
}
