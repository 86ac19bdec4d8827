package io.craton.hsm.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.hsm.AttributeType;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.Encapsulation;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Calls every function of the Java API that has to be recorded, once so that it works and once so
 * that it fails, and notes what the audit log has to say of it.
 */
final class AuditedTour {
    static final String SO_PIN = "so-pin-5093417";
    static final String USER_PIN = "user-pin-7730184";
    static final String NEXT_PIN = "next-pin-4418302";
    static final String WRONG_PIN = "wrong-pin-9916025";
    static final byte[] SECRET = HexFormat.of().parseHex("9e".repeat(16) + "1c".repeat(16));
    static final byte[] PLAINTEXT =
            "plaintext that stays in here: 48 bytes of it ...".getBytes(StandardCharsets.US_ASCII);

    /** A label that would be a line of its own if it could. */
    static final String LABEL = "pay\"}\n{\"seq\":1,\"event\":\"Login\"}";

    private static final Mechanism AES = Mechanism.of(MechanismType.CKM_AES_KEY_GEN);
    private static final Mechanism GCM =
            Mechanism.of(
                    MechanismType.CKM_AES_GCM, new MechanismParameters.Gcm(null, new byte[0], 128));
    private static final Mechanism CBC =
            Mechanism.of(MechanismType.CKM_AES_CBC, new MechanismParameters.Iv(new byte[16]));
    private static final Mechanism ECDSA = Mechanism.of(MechanismType.CKM_ECDSA_SHA256);
    private static final Mechanism KWP = Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP);
    private static final Mechanism ML_KEM = Mechanism.of(MechanismType.CKM_ML_KEM);
    private static final byte[] P256 = HexFormat.of().parseHex("06082a8648ce3d030107");

    private final List<String> expected = new ArrayList<>();

    /** What the log has to say, an event and a result each. */
    List<String> expected() {
        return expected;
    }

    /** A step of the tour. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws Exception;
    }

    private <T> T works(String event, Step<T> step) throws Exception {
        T result = step.take();
        expected.add(event + " CKR_OK");
        return result;
    }

    private void does(String event, Runnable step) {
        step.run();
        expected.add(event + " CKR_OK");
    }

    private void fails(String event, Step<?> step) {
        HsmException failure = catchThrowableOfType(HsmException.class, step::take);
        assertThat(failure).as(event).isNotNull();
        expected.add(event + " " + failure.code());
    }

    private void fails(String event, Runnable step) {
        fails(
                event,
                () -> {
                    step.run();
                    return null;
                });
    }

    void run(Hsm hsm) throws Exception {
        expected.add("Initialize CKR_OK");
        expected.add("SelfTest CKR_OK");
        Slot slot = hsm.slot(0);
        fails("OpenSession", () -> slot.openSession(SessionMode.READ_WRITE));
        fails("InitToken", () -> slot.initToken("no".toCharArray(), "Audit"));
        does("InitToken", () -> slot.initToken(SO_PIN.toCharArray(), "Audit"));
        fails("DestroyToken", () -> slot.destroyToken("no"));
        does("DestroyToken", () -> slot.destroyToken("Audit"));
        does("InitToken", () -> slot.initToken(SO_PIN.toCharArray(), "Audit"));
        Session session = works("OpenSession", () -> slot.openSession(SessionMode.READ_WRITE));
        fails("InitToken", () -> slot.initToken(SO_PIN.toCharArray(), "Audit"));
        pins(session);
        ObjectHandle key = keys(session);
        operations(session, key);
        wrapping(session);
        agreement(session);
        ends(session, key);
        does("CloseSession", session::close);
        expected.add("Logout CKR_OK");
        archives(slot);
        does("Finalize", hsm::close);
    }

    private void pins(Session session) {
        fails("Login", () -> session.login(UserType.CKU_SO, WRONG_PIN.toCharArray()));
        does("Login", () -> session.login(UserType.CKU_SO, SO_PIN.toCharArray()));
        fails("Login", () -> session.login(UserType.CKU_SO, SO_PIN.toCharArray()));
        fails("InitPIN", () -> session.initPin("no".toCharArray()));
        does("InitPIN", () -> session.initPin(USER_PIN.toCharArray()));
        does("Logout", session::logout);
        fails("Logout", session::logout);
        fails("InitPIN", () -> session.initPin(USER_PIN.toCharArray()));
        does("Login", () -> session.login(UserType.CKU_USER, USER_PIN.toCharArray()));
        fails("SetPIN", () -> session.setPin(WRONG_PIN.toCharArray(), NEXT_PIN.toCharArray()));
        fails("SetPIN", () -> session.setPin(USER_PIN.toCharArray(), "no".toCharArray()));
        does("SetPIN", () -> session.setPin(USER_PIN.toCharArray(), NEXT_PIN.toCharArray()));
        does("Login", () -> session.verifyPin(UserType.CKU_USER, NEXT_PIN.toCharArray()));
        fails("Login", () -> session.verifyPin(UserType.CKU_USER, USER_PIN.toCharArray()));
    }

    private static Template.Builder aes() {
        return Template.builder().set(AttributeType.CKA_VALUE_LEN, 32L);
    }

    private ObjectHandle keys(Session session) throws Exception {
        ObjectHandle key =
                works(
                        "GenerateKey",
                        () -> session.generateKey(AES, aes().label(LABEL).token(true).build()));
        fails("GenerateKey", () -> session.generateKey(AES, Template.empty()));
        Template secret =
                Template.builder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(KeyType.CKK_AES)
                        .set(AttributeType.CKA_VALUE, SECRET)
                        .build();
        ObjectHandle imported = works("CreateObject", () -> session.createObject(secret));
        fails("CreateObject", () -> session.createObject(Template.empty()));
        works("CopyObject", () -> session.copyObject(imported, Template.empty()));
        fails("CopyObject", () -> session.copyObject(new ObjectHandle(1), Template.empty()));
        does(
                "SetAttributeValue",
                () -> session.setAttributes(key, Template.builder().id((byte) 7).build()));
        fails(
                "SetAttributeValue",
                () ->
                        session.setAttributes(
                                key,
                                Template.builder().set(AttributeType.CKA_LOCAL, true).build()));
        works("GetAttributeValue", () -> session.getAttribute(key, AttributeType.CKA_ID));
        fails("GetAttributeValue", () -> session.getAttribute(key, AttributeType.CKA_VALUE));
        works("FindObjects", () -> session.findObjects(Template.empty()));
        return key;
    }

    private void operations(Session session, ObjectHandle key) throws Exception {
        KeyPairHandles pair =
                works(
                        "GenerateKeyPair",
                        () ->
                                session.generateKeyPair(
                                        Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN),
                                        Template.builder()
                                                .set(AttributeType.CKA_EC_PARAMS, P256)
                                                .build(),
                                        Template.empty()));
        fails(
                "GenerateKeyPair",
                () ->
                        session.generateKeyPair(
                                Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN),
                                Template.empty(),
                                Template.empty()));
        byte[] signature = works("Sign", () -> session.sign(ECDSA, pair.privateKey(), PLAINTEXT));
        fails("Sign", () -> session.sign(ECDSA, key, PLAINTEXT));
        does("Verify", () -> session.verify(ECDSA, pair.publicKey(), PLAINTEXT, signature));
        fails("Verify", () -> session.verify(ECDSA, pair.publicKey(), SECRET, signature));
        byte[][] encrypted = new byte[2][];
        works(
                "Encrypt",
                () -> {
                    try (CipherOperation operation = session.encryptor(GCM, key)) {
                        encrypted[0] = operation.iv();
                        encrypted[1] = operation.doFinal(PLAINTEXT, 0, PLAINTEXT.length);
                    }
                    return true;
                });
        Mechanism same =
                Mechanism.of(
                        MechanismType.CKM_AES_GCM,
                        new MechanismParameters.Gcm(encrypted[0], new byte[0], 128));
        works("Decrypt", () -> session.decrypt(same, key, encrypted[1]));
        encrypted[1][0] ^= 1;
        fails("Decrypt", () -> session.decrypt(same, key, encrypted[1]));
        byte[] blocks = works("Encrypt", () -> session.encrypt(CBC, key, PLAINTEXT));
        // Whoever takes the first part and never asks for the rest is recorded too.
        works(
                "Decrypt",
                () -> {
                    try (CipherOperation operation = session.decryptor(CBC, key)) {
                        return operation.update(blocks, 0, blocks.length);
                    }
                });
        works("Digest", () -> session.digest(Mechanism.of(MechanismType.CKM_SHA256), PLAINTEXT));
        fails("Digest", () -> session.digest(ECDSA, PLAINTEXT));
        works("GenerateRandom", () -> session.generateRandom(32));
        fails("GenerateRandom", () -> session.generateRandom(-1));
        does("SeedRandom", () -> session.seedRandom(SECRET));
    }

    private void wrapping(Session session) throws Exception {
        ObjectHandle wrapper =
                works(
                        "GenerateKey",
                        () ->
                                session.generateKey(
                                        AES,
                                        aes().set(AttributeType.CKA_WRAP, true)
                                                .set(AttributeType.CKA_UNWRAP, true)
                                                .build()));
        ObjectHandle payload =
                works(
                        "GenerateKey",
                        () ->
                                session.generateKey(
                                        AES,
                                        aes().set(AttributeType.CKA_EXTRACTABLE, true).build()));
        byte[] wrapped = works("WrapKey", () -> session.wrapKey(KWP, wrapper, payload));
        fails("WrapKey", () -> session.wrapKey(KWP, wrapper, wrapper));
        Template form =
                Template.builder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(KeyType.CKK_AES)
                        .build();
        works("UnwrapKey", () -> session.unwrapKey(KWP, wrapper, wrapped, form));
        wrapped[3] ^= 1;
        fails("UnwrapKey", () -> session.unwrapKey(KWP, wrapper, wrapped, form));
    }

    private void agreement(Session session) throws Exception {
        KeyPairHandles kem =
                works(
                        "GenerateKeyPair",
                        () ->
                                session.generateKeyPair(
                                        Mechanism.of(MechanismType.CKM_ML_KEM_KEY_PAIR_GEN),
                                        Template.builder()
                                                .set(
                                                        AttributeType.CKA_PARAMETER_SET,
                                                        ParameterSet.CKP_ML_KEM_768.code())
                                                .set(AttributeType.CKA_ENCAPSULATE, true)
                                                .build(),
                                        Template.builder()
                                                .set(AttributeType.CKA_DECAPSULATE, true)
                                                .build()));
        Template secret = Template.builder().keyType(KeyType.CKK_GENERIC_SECRET).build();
        Encapsulation made =
                works(
                        "EncapsulateKey",
                        () -> session.encapsulateKey(ML_KEM, kem.publicKey(), secret));
        works(
                "DecapsulateKey",
                () -> session.decapsulateKey(ML_KEM, kem.privateKey(), secret, made.ciphertext()));
        fails(
                "DecapsulateKey",
                () -> session.decapsulateKey(ML_KEM, kem.privateKey(), secret, new byte[3]));
        ObjectHandle base =
                works(
                        "GenerateKey",
                        () ->
                                session.generateKey(
                                        AES, aes().set(AttributeType.CKA_DERIVE, true).build()));
        Mechanism derive =
                Mechanism.of(
                        MechanismType.CKM_AES_CBC_ENCRYPT_DATA,
                        new MechanismParameters.CbcEncryptData(new byte[16], new byte[32]));
        Template derived = aes().keyType(KeyType.CKK_AES).build();
        works("DeriveKey", () -> session.deriveKey(derive, base, derived));
        fails("DeriveKey", () -> session.deriveKey(derive, new ObjectHandle(1), derived));
    }

    private void ends(Session session, ObjectHandle key) throws Exception {
        LocalDate past = LocalDate.of(2020, 1, 1);
        ObjectHandle old =
                works(
                        "GenerateKey",
                        () ->
                                session.generateKey(
                                        AES, aes().startDate(past).endDate(past).build()));
        expected.add("LifecycleRefused CKR_KEY_FUNCTION_NOT_PERMITTED");
        fails("Encrypt", () -> session.encrypt(CBC, old, PLAINTEXT));
        does("DestroyObject", () -> session.destroyObject(key));
        fails("DestroyObject", () -> session.destroyObject(key));
    }

    private void archives(Slot slot) throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        byte[] pin = SO_PIN.getBytes(StandardCharsets.US_ASCII);
        fails(
                "Backup",
                () ->
                        slot.backup(
                                BackupOptions.withSoPin(
                                        WRONG_PIN.getBytes(StandardCharsets.US_ASCII)),
                                new ByteArrayOutputStream()));
        works("Backup", () -> slot.backup(BackupOptions.withSoPin(pin), archive));
        works(
                "Restore",
                () -> {
                    slot.restore(
                            new BackupSecret.SoPin(pin),
                            new ByteArrayInputStream(archive.toByteArray()),
                            true);
                    return true;
                });
        fails(
                "Restore",
                () -> {
                    slot.restore(
                            new BackupSecret.SoPin(WRONG_PIN.getBytes(StandardCharsets.US_ASCII)),
                            new ByteArrayInputStream(archive.toByteArray()),
                            true);
                    return null;
                });
    }
}
