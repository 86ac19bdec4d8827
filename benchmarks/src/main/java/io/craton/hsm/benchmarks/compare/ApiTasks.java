package io.craton.hsm.benchmarks.compare;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Hsm;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.der.EcParams;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations through this product's own API. */
final class ApiTasks {
    private static final int TAG_BITS = 128;

    private final Slot slot;
    private final Session session;
    private final Map<Measured, Task> tasks = new EnumMap<>(Measured.class);

    ApiTasks(Hsm hsm) {
        slot = hsm.slot(0);
        session = slot.openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_USER, SoftHsm.PIN.toCharArray());
    }

    /** All of them. */
    Map<Measured, Task> all() {
        gcm();
        digests();
        objects();
        rsa(2048, Measured.RSA_2048);
        rsa(3072, Measured.RSA_3072);
        rsa(4096, Measured.RSA_4096);
        ec(Curve.P256, MechanismType.CKM_ECDSA_SHA256, Measured.P256_SIGN, Measured.P256_VERIFY);
        ec(Curve.P384, MechanismType.CKM_ECDSA_SHA384, Measured.P384_SIGN, null);
        edwards();
        mlDsa();
        return tasks;
    }

    private ObjectHandle aesKey(boolean token, String label) {
        Template template =
                Template.builder()
                        .set(AttributeType.CKA_VALUE_LEN, 32L)
                        .set(AttributeType.CKA_ENCRYPT, true)
                        .set(AttributeType.CKA_DECRYPT, true)
                        .label(label)
                        .token(token)
                        .build();
        return session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), template);
    }

    private void gcm() {
        Mechanism gcm =
                Mechanism.of(
                        MechanismType.CKM_AES_GCM,
                        new MechanismParameters.Gcm(null, new byte[0], TAG_BITS));
        ObjectHandle ofSession = aesKey(false, "session");
        ObjectHandle ofToken = aesKey(true, "token");
        byte[] small = new byte[64];
        byte[] page = new byte[4096];
        byte[] large = new byte[1 << 20];
        tasks.put(Measured.GCM_64_SESSION_KEY, () -> session.encrypt(gcm, ofSession, small));
        tasks.put(Measured.GCM_64, () -> session.encrypt(gcm, ofToken, small));
        tasks.put(Measured.GCM_4K, () -> session.encrypt(gcm, ofToken, page));
        tasks.put(Measured.GCM_1M, () -> session.encrypt(gcm, ofToken, large));
        Mechanism known =
                Mechanism.of(
                        MechanismType.CKM_AES_GCM,
                        new MechanismParameters.Gcm(new byte[12], new byte[0], TAG_BITS));
        byte[] sealed = session.encrypt(known, ofToken, large);
        tasks.put(Measured.GCM_1M_DECRYPT, () -> session.decrypt(known, ofToken, sealed));
    }

    private void digests() {
        Mechanism sha256 = Mechanism.of(MechanismType.CKM_SHA256);
        byte[] small = new byte[64];
        byte[] page = new byte[4096];
        tasks.put(Measured.SHA256_64, () -> session.digest(sha256, small));
        tasks.put(Measured.SHA256_4K, () -> session.digest(sha256, page));
        Mechanism hmac = Mechanism.of(MechanismType.CKM_SHA256_HMAC);
        Template template =
                Template.builder()
                        .set(AttributeType.CKA_VALUE_LEN, 32L)
                        .set(AttributeType.CKA_SIGN, true)
                        .build();
        ObjectHandle key =
                session.generateKey(
                        Mechanism.of(MechanismType.CKM_GENERIC_SECRET_KEY_GEN), template);
        byte[] kilobyte = new byte[1024];
        tasks.put(Measured.HMAC_1K, () -> session.sign(hmac, key, kilobyte));
        tasks.put(Measured.RANDOM_32, () -> session.generateRandom(32));
    }

    private void objects() {
        for (int i = 0; i < 100; i++) {
            aesKey(true, "key " + i);
        }
        Template wanted = Template.builder().label("key 50").build();
        tasks.put(Measured.FIND_100, () -> session.findObjects(wanted));
        tasks.put(Measured.SESSION, () -> slot.openSession(SessionMode.READ_WRITE).close());
        tasks.put(Measured.SESSION_KEY, () -> session.destroyObject(aesKey(false, "cycle")));
        tasks.put(Measured.TOKEN_KEY, () -> session.destroyObject(aesKey(true, "cycle")));
    }

    private KeyPairHandles pair(MechanismType generation, Template.Builder publicKey) {
        Template verifies = publicKey.set(AttributeType.CKA_VERIFY, true).token(true).build();
        Template signs = Template.builder().set(AttributeType.CKA_SIGN, true).token(true).build();
        return session.generateKeyPair(Mechanism.of(generation), verifies, signs);
    }

    private void rsa(long bits, Measured operation) {
        KeyPairHandles keys =
                pair(
                        MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN,
                        Template.builder().set(AttributeType.CKA_MODULUS_BITS, bits));
        signing(Mechanism.of(MechanismType.CKM_SHA256_RSA_PKCS), keys, operation, null);
    }

    private void ec(
            Curve curve, MechanismType mechanism, Measured signing, @Nullable Measured verifying) {
        KeyPairHandles keys =
                pair(
                        MechanismType.CKM_EC_KEY_PAIR_GEN,
                        Template.builder().set(AttributeType.CKA_EC_PARAMS, EcParams.of(curve)));
        signing(Mechanism.of(mechanism), keys, signing, verifying);
    }

    private void edwards() {
        KeyPairHandles keys =
                pair(
                        MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN,
                        Template.builder()
                                .set(AttributeType.CKA_EC_PARAMS, EcParams.of(Curve.ED25519)));
        Mechanism eddsa = Mechanism.of(MechanismType.CKM_EDDSA);
        signing(eddsa, keys, Measured.ED25519_SIGN, Measured.ED25519_VERIFY);
    }

    private void mlDsa() {
        KeyPairHandles keys =
                pair(
                        MechanismType.CKM_ML_DSA_KEY_PAIR_GEN,
                        Template.builder()
                                .set(
                                        AttributeType.CKA_PARAMETER_SET,
                                        ParameterSet.CKP_ML_DSA_65.code()));
        Mechanism mlDsa = Mechanism.of(MechanismType.CKM_ML_DSA);
        signing(mlDsa, keys, Measured.ML_DSA_65_SIGN, Measured.ML_DSA_65_VERIFY);
    }

    private void signing(
            Mechanism mechanism,
            KeyPairHandles keys,
            Measured signing,
            @Nullable Measured verifying) {
        byte[] data = new byte[64];
        byte[] signature = session.sign(mechanism, keys.privateKey(), data);
        tasks.put(signing, () -> session.sign(mechanism, keys.privateKey(), data));
        if (verifying != null) {
            tasks.put(
                    verifying, () -> session.verify(mechanism, keys.publicKey(), data, signature));
        }
    }
}
