package io.craton.hsm.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.*;
import io.craton.hsm.config.ConfigFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The snippets of docs/api.md, compiled and run. What stands between the markers is in the page,
 * word for word; a test compares them.
 */
@Tag("S4-41")
class ApiTourTest {
    private static final Pattern SNIPPET =
            Pattern.compile("( *)// tour: (\\S+)\\n(.*?)\\n *// end\\n", Pattern.DOTALL);
    private static final Pattern PAGE =
            Pattern.compile("<!-- (\\S+) -->\\n```java\\n(.*?)\\n```", Pattern.DOTALL);

    private static final Template NOTE =
            Template.builder().objectClass(ObjectClass.CKO_DATA).build();

    private final byte[] data = "hello".getBytes(StandardCharsets.UTF_8);

    static Hsm open(Path directory) {
        // tour: open
        HsmConfig config =
                HsmConfig.builder()
                        .storagePath(directory.resolve("store"))
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .build();
        Hsm hsm = Hsm.open(config);
        // end
        return hsm;
    }

    static Hsm discovered() {
        // tour: discover
        Hsm hsm = Hsm.open(ConfigFile.discover());
        // end
        return hsm;
    }

    @Test
    void token() {
        try (TestModule module = TestModule.empty(b -> b)) {
            Hsm hsm = module.hsm();
            char[] soPin = TestModule.SO_PIN.toCharArray();
            char[] userPin = TestModule.USER_PIN.toCharArray();
            // tour: token
            Slot slot = hsm.slot(0);
            slot.initToken(soPin, "My token");
            try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, soPin);
                session.initPin(userPin);
                session.logout();
            }
            // end
            // tour: login
            try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_USER, userPin);
                System.out.println(slot.tokenInfo().label() + ": " + session.info().state());
            }
            // end
        }
    }

    @Test
    void keys() throws IOException {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            // tour: ec
            byte[] p256 = {
                0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07
            };
            KeyPairHandles pair =
                    session.generateKeyPair(
                            Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN),
                            Template.builder()
                                    .token(true)
                                    .label("signer")
                                    .set(AttributeType.CKA_EC_PARAMS, p256)
                                    .build(),
                            Template.builder().token(true).label("signer").build());
            Mechanism ecdsa = Mechanism.of(MechanismType.CKM_ECDSA_SHA256);
            byte[] signature = session.sign(ecdsa, pair.privateKey(), data);
            session.verify(ecdsa, pair.publicKey(), data, signature);
            // end
            try (InputStream stream = InputStream.nullInputStream()) {
                // tour: stream
                try (SignOperation operation = session.signer(ecdsa, pair.privateKey())) {
                    operation.update(stream);
                    signature = operation.sign();
                }
                // end
            }
            assertThat(signature).hasSize(64);
            // tour: aes
            ObjectHandle key =
                    session.generateKey(
                            Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                            Template.builder().set(AttributeType.CKA_VALUE_LEN, 32L).build());
            byte[] aad = {1, 2, 3};
            byte[] iv;
            byte[] ciphertext;
            try (CipherOperation operation =
                    session.encryptor(
                            Mechanism.of(
                                    MechanismType.CKM_AES_GCM,
                                    new MechanismParameters.Gcm(null, aad, 128)),
                            key)) {
                iv = operation.iv(); // made by the module, never the same for this key
                ciphertext = operation.doFinal(data);
            }
            byte[] plaintext =
                    session.decrypt(
                            Mechanism.of(
                                    MechanismType.CKM_AES_GCM,
                                    new MechanismParameters.Gcm(iv, aad, 128)),
                            key,
                            ciphertext);
            // end
            assertThat(plaintext).isEqualTo(data);
            // tour: pqc
            KeyPairHandles mlDsa =
                    session.generateKeyPair(
                            Mechanism.of(MechanismType.CKM_ML_DSA_KEY_PAIR_GEN),
                            Template.builder()
                                    .set(
                                            AttributeType.CKA_PARAMETER_SET,
                                            ParameterSet.CKP_ML_DSA_65.code())
                                    .build(),
                            Template.empty());
            byte[] pqSignature =
                    session.sign(Mechanism.of(MechanismType.CKM_ML_DSA), mlDsa.privateKey(), data);
            // end
            assertThat(pqSignature).hasSize(3309);
        }
    }

    @Test
    void rsa() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            // tour: rsa
            KeyPairHandles rsa =
                    session.generateKeyPair(
                            Mechanism.of(MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN),
                            Template.builder().set(AttributeType.CKA_MODULUS_BITS, 3072L).build(),
                            Template.empty());
            Mechanism pss =
                    Mechanism.of(
                            MechanismType.CKM_SHA256_RSA_PKCS_PSS,
                            new MechanismParameters.RsaPss(
                                    MechanismType.CKM_SHA256,
                                    MechanismParameters.Mgf.CKG_MGF1_SHA256,
                                    32));
            byte[] signature = session.sign(pss, rsa.privateKey(), data);
            // end
            session.verify(pss, rsa.publicKey(), data, signature);
        }
    }

    @Test
    void objects() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            Keys.aes(session, b -> b.label("wrapped"));
            // tour: find
            List<ObjectHandle> found =
                    session.findObjects(
                            Template.builder()
                                    .objectClass(ObjectClass.CKO_SECRET_KEY)
                                    .label("wrapped")
                                    .build());
            String id = session.getAttribute(found.get(0), AttributeType.CKA_UNIQUE_ID);
            session.setAttributes(
                    found.get(0), Template.builder().endDate(LocalDate.of(2030, 12, 31)).build());
            // end
            assertThat(id).hasSize(36);
            session.createObject(NOTE);
            Template renewed = NOTE;
            // tour: changes
            TokenChanges seen = session.changesSince(-1, AttributeType.CKA_CLASS);
            ObjectHandle old =
                    session.findObjects(
                                    Template.builder().objectClass(ObjectClass.CKO_DATA).build())
                            .get(0);
            session.changeObjects(
                    List.of(new ObjectChange.Destroy(old), new ObjectChange.Create(renewed)),
                    seen.number());
            // end
            assertThat(seen.complete()).isTrue();
            // tour: wrap
            ObjectHandle wrappingKey =
                    session.generateKey(
                            Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                            Template.builder()
                                    .set(AttributeType.CKA_VALUE_LEN, 32L)
                                    .set(AttributeType.CKA_WRAP, true)
                                    .set(AttributeType.CKA_UNWRAP, true)
                                    .build());
            ObjectHandle travelling =
                    session.generateKey(
                            Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                            Template.builder()
                                    .set(AttributeType.CKA_VALUE_LEN, 32L)
                                    .set(AttributeType.CKA_EXTRACTABLE, true)
                                    .build());
            Mechanism kwp = Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP);
            byte[] wrapped = session.wrapKey(kwp, wrappingKey, travelling);
            ObjectHandle arrived =
                    session.unwrapKey(
                            kwp,
                            wrappingKey,
                            wrapped,
                            Template.builder()
                                    .objectClass(ObjectClass.CKO_SECRET_KEY)
                                    .keyType(KeyType.CKK_AES)
                                    .set(AttributeType.CKA_EXTRACTABLE, false)
                                    .build());
            // end
            assertThat(session.getAttribute(arrived, AttributeType.CKA_VALUE_LEN)).isEqualTo(32);
            // tour: wrap-authenticated
            MessageParameters.Aead message =
                    MessageParameters.Aead.generated(new byte[12], new byte[16]);
            byte[] context = "for backup 7".getBytes(StandardCharsets.UTF_8);
            byte[] sealed =
                    session.wrapKeyAuthenticated(
                            MechanismType.CKM_AES_GCM, message, wrappingKey, travelling, context);
            ObjectHandle opened =
                    session.unwrapKeyAuthenticated(
                            MechanismType.CKM_AES_GCM,
                            message,
                            wrappingKey,
                            sealed,
                            Template.builder()
                                    .objectClass(ObjectClass.CKO_SECRET_KEY)
                                    .keyType(KeyType.CKK_AES)
                                    .build(),
                            context);
            // end
            assertThat(session.getAttribute(opened, AttributeType.CKA_VALUE_LEN)).isEqualTo(32);
        }
    }

    @Test
    void errorsAndFunctions() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            char[] pin = "not the pin".toCharArray();
            // tour: errors
            try {
                session.login(UserType.CKU_USER, pin);
            } catch (HsmException e) {
                if (e.code() == ReturnCode.CKR_PIN_LOCKED) {
                    System.err.println("ask the security officer");
                }
            }
            // end
            // tour: functions
            SessionFunctions functions = session.functions();
            functions.digestInit(Mechanism.of(MechanismType.CKM_SHA256));
            int length = functions.digest(data, null); // asks; the digest goes on
            ByteBuffer out = ByteBuffer.allocate(length);
            functions.digest(data, out);
            // end
            assertThat(out.remaining()).isZero();
        }
    }

    @Test
    void page_hasTheSnippetsAsTheyAreHere() throws IOException {
        String source =
                Files.readString(
                        Path.of(
                                "../craton-core/src/test/java/io/craton/hsm/core/ApiTourTest.java"));
        Map<String, String> snippets = new LinkedHashMap<>();
        Matcher here = SNIPPET.matcher(source);
        while (here.find()) {
            snippets.put(here.group(2), here.group(3).replaceAll("(?m)^" + here.group(1), ""));
        }
        Map<String, String> page = new LinkedHashMap<>();
        Matcher there = PAGE.matcher(Files.readString(Path.of("../docs/api.md")));
        while (there.find()) {
            page.put(there.group(1), there.group(2));
        }
        assertThat(page).isEqualTo(snippets).hasSizeGreaterThan(10);
    }
}
