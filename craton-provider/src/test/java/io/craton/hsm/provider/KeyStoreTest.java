package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.callback.PasswordCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyStoreTest {
    private TestToken token;
    private KeyStore keyStore;

    @BeforeEach
    void open() throws Exception {
        token = TestToken.inMemory();
        keyStore = token.keyStore();
    }

    @AfterEach
    void close() {
        token.close();
    }

    private KeyPair ec() throws Exception {
        return KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
    }

    private static KeyPair softwareEc() throws Exception {
        return KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair();
    }

    private X509Certificate certificate(KeyPair pair) throws Exception {
        return TestCertificates.selfSigned(
                "localhost",
                pair.getPublic(),
                pair.getPrivate(),
                "SHA256withECDSA",
                token.provider());
    }

    private static X509Certificate softwareCertificate(KeyPair pair, String name) throws Exception {
        return TestCertificates.selfSigned(
                name, pair.getPublic(), pair.getPrivate(), "SHA256withECDSA", null);
    }

    private byte[] sign(Key key) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", token.provider());
        signature.initSign((PrivateKey) key);
        signature.update(new byte[10]);
        return signature.sign();
    }

    // Loading

    @Test
    void load_wrongPin_isIoExceptionCausedByUnrecoverableKey() throws Exception {
        try (TestToken fresh = TestToken.inMemory()) {
            KeyStore other = KeyStore.getInstance("CratonHSM", fresh.provider());
            assertThatThrownBy(() -> other.load(null, "wrong-pin-1".toCharArray()))
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(UnrecoverableKeyException.class)
                    .hasMessageNotContaining("wrong-pin-1");
        }
    }

    @Test
    void load_wrongPinWhileLoggedIn_isRefusedToo() throws Exception {
        KeyStore other = KeyStore.getInstance("CratonHSM", token.provider());
        assertThatThrownBy(() -> other.load(null, "wrong-pin-1".toCharArray()))
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(UnrecoverableKeyException.class);
        other.load(null, TestToken.PIN);
    }

    @Test
    void load_lockedPin_saysSo() throws Exception {
        try (TestToken fresh =
                TestToken.with(
                        TestToken.config()
                                .set(io.craton.hsm.ConfigKey.SECURITY_MAX_FAILED_LOGINS, 3)
                                .build())) {
            KeyStore other = KeyStore.getInstance("CratonHSM", fresh.provider());
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> other.load(null, "wrong-pin-1".toCharArray()))
                        .isInstanceOf(IOException.class);
            }
            assertThatThrownBy(() -> other.load(null, TestToken.PIN))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("locked")
                    .hasCauseInstanceOf(UnrecoverableKeyException.class);
        }
    }

    @Test
    void load_withoutPin_showsPublicObjectsOnly() throws Exception {
        KeyPair pair = ec();
        keyStore.setKeyEntry("key", pair.getPrivate(), null, new Certificate[] {certificate(pair)});
        token.provider().logout();
        KeyStore other = KeyStore.getInstance("CratonHSM", token.provider());
        other.load(null, null);
        assertThat(other.isKeyEntry("key")).isFalse();
        assertThat(other.isCertificateEntry("key")).isTrue();
        other.load(null, TestToken.PIN);
        assertThat(other.isKeyEntry("key")).isTrue();
    }

    @Test
    void load_callbackHandler_isAskedForThePin() throws Exception {
        token.provider().logout();
        KeyStore.Builder builder =
                KeyStore.Builder.newInstance(
                        "CratonHSM",
                        token.provider(),
                        new KeyStore.CallbackHandlerProtection(
                                callbacks -> {
                                    for (var callback : callbacks) {
                                        ((PasswordCallback) callback).setPassword(TestToken.PIN);
                                    }
                                }));
        assertThat(builder.getKeyStore().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"craton-token: slot=1", "# comment\n\ncraton-token: label=Test token 1\n"})
    void load_tokenReference_choosesTheToken(String reference) throws Exception {
        token.close();
        token = TestToken.inMemory(2);
        keyStore = token.keyStore();
        KeyStore other = KeyStore.getInstance("CratonHSM", token.provider());
        other.load(
                new ByteArrayInputStream(reference.getBytes(StandardCharsets.UTF_8)),
                TestToken.PIN);
        KeyPair pair = softwareEc();
        other.setKeyEntry(
                "there",
                pair.getPrivate(),
                null,
                new Certificate[] {softwareCertificate(pair, "there")});
        assertThat(other.isKeyEntry("there")).isTrue();
        assertThat(keyStore.containsAlias("there")).isFalse();
        sign(other.getKey("there", null));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        other.store(out, TestToken.PIN);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("craton-token: ");
        KeyStore again = KeyStore.getInstance("CratonHSM", token.provider());
        again.load(new ByteArrayInputStream(out.toByteArray()), TestToken.PIN);
        assertThat(again.isKeyEntry("there")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "slot=0",
                "craton-token: slot=x",
                "craton-token: label=",
                "craton-token: slot=0\ncraton-token: slot=1",
                "craton-token: slot=0\nsomething else",
                "\u0000\u0001"
            })
    void load_anythingElse_isRefused(String text) throws Exception {
        KeyStore other = KeyStore.getInstance("CratonHSM", token.provider());
        assertThatThrownBy(
                        () ->
                                other.load(
                                        new ByteArrayInputStream(
                                                text.getBytes(StandardCharsets.UTF_8)),
                                        TestToken.PIN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("token reference");
    }

    @Test
    void load_pkcs12GivenByMistake_isRefused() throws Exception {
        KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
        pkcs12.load(null, null);
        KeyPair pair = softwareEc();
        pkcs12.setKeyEntry(
                "x",
                pair.getPrivate(),
                "changeit".toCharArray(),
                new Certificate[] {softwareCertificate(pair, "x")});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pkcs12.store(out, "changeit".toCharArray());
        assertThatThrownBy(
                        () ->
                                keyStore.load(
                                        new ByteArrayInputStream(out.toByteArray()), TestToken.PIN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("token reference");
    }

    // Storing

    @Test
    void store_samePin_isAFlush() throws Exception {
        keyStore.store(null, TestToken.PIN);
        keyStore.store(null, null);
        keyStore.store(null);
    }

    @Test
    void store_anotherPin_isRefusedAndNamesTheCommand() {
        assertThatThrownBy(() -> keyStore.store(null, "another-pin-1".toCharArray()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("craton-hsm pin change");
    }

    @Test
    void probe_isFalse() throws Exception {
        java.nio.file.Path file = java.nio.file.Files.createTempFile("craton", ".ref");
        java.nio.file.Files.writeString(file, "craton-token: slot=0\n");
        token.install();
        assertThatThrownBy(() -> KeyStore.getInstance(file.toFile(), TestToken.PIN))
                .isInstanceOf(KeyStoreException.class);
        java.nio.file.Files.delete(file);
    }

    // Entries

    @Test
    void setKeyEntry_ownSessionKey_becomesATokenObject() throws Exception {
        KeyPair pair = ec();
        keyStore.setKeyEntry("tls", pair.getPrivate(), null, new Certificate[] {certificate(pair)});
        assertThat(keyStore.isKeyEntry("tls")).isTrue();
        Key loaded = keyStore.getKey("tls", null);
        assertThat(loaded).isEqualTo(pair.getPrivate());
        sign(loaded);
        // The key in the caller's hands goes on working: it is the same object now.
        sign(pair.getPrivate());
        assertThat(objects(ObjectClass.CKO_PRIVATE_KEY)).isEqualTo(1);
    }

    private int objects(ObjectClass objectClass) {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_ONLY)) {
            return session.findObjects(Template.builder().objectClass(objectClass).build()).size();
        }
    }

    @Test
    void setKeyEntry_ownTokenKey_attachesTheChain() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(new CratonKeySpec("tls", null));
        KeyPair pair = generator.generateKeyPair();
        assertThat(keyStore.isKeyEntry("tls")).isTrue();
        assertThat(keyStore.getCertificateChain("tls")).isNull();
        X509Certificate certificate = certificate(pair);
        keyStore.setKeyEntry("tls", pair.getPrivate(), null, new Certificate[] {certificate});
        assertThat(keyStore.getCertificateChain("tls")).containsExactly(certificate);
        assertThat(keyStore.size()).isEqualTo(1);
        assertThat(objects(ObjectClass.CKO_PRIVATE_KEY)).isEqualTo(1);
    }

    @Test
    void setKeyEntry_softwareKey_isImported() throws Exception {
        KeyPair pair = softwareEc();
        X509Certificate certificate = softwareCertificate(pair, "imported");
        keyStore.setKeyEntry("imported", pair.getPrivate(), null, new Certificate[] {certificate});
        Key key = keyStore.getKey("imported", TestToken.PIN);
        assertThat(key.getEncoded()).isNull();
        sign(key);
        Map<String, String> attributes = attributes("imported");
        assertThat(attributes)
                .containsEntry("CKA_LOCAL", "false")
                .containsEntry("CKA_NEVER_EXTRACTABLE", "false")
                .containsEntry("CKA_SENSITIVE", "true")
                .containsEntry("CKA_EXTRACTABLE", "false")
                .containsEntry("CKA_LABEL", "imported");
    }

    private Map<String, String> attributes(String alias) throws Exception {
        return keyStore.getEntry(alias, null).getAttributes().stream()
                .collect(
                        Collectors.toMap(
                                KeyStore.Entry.Attribute::getName,
                                KeyStore.Entry.Attribute::getValue));
    }

    @Test
    void setKeyEntry_bytes_isRefused() {
        assertThatThrownBy(() -> keyStore.setKeyEntry("x", new byte[20], null))
                .isInstanceOf(KeyStoreException.class);
    }

    @Test
    void setKeyEntry_certificateOfAnotherKey_isRefusedAndNothingStays() throws Exception {
        KeyPair pair = softwareEc();
        X509Certificate wrong = softwareCertificate(softwareEc(), "wrong");
        assertThatThrownBy(
                        () ->
                                keyStore.setKeyEntry(
                                        "x", pair.getPrivate(), null, new Certificate[] {wrong}))
                .isInstanceOf(KeyStoreException.class);
        KeyPair own = ec();
        assertThatThrownBy(
                        () ->
                                keyStore.setKeyEntry(
                                        "x", own.getPrivate(), null, new Certificate[] {wrong}))
                .isInstanceOf(KeyStoreException.class);
        assertThat(keyStore.size()).isZero();
    }

    @Test
    void setKeyEntry_existingAlias_isReplaced() throws Exception {
        KeyPair first = softwareEc();
        KeyPair second = softwareEc();
        keyStore.setKeyEntry(
                "x",
                first.getPrivate(),
                null,
                new Certificate[] {softwareCertificate(first, "one")});
        Key old = keyStore.getKey("x", null);
        X509Certificate certificate = softwareCertificate(second, "two");
        keyStore.setKeyEntry("x", second.getPrivate(), null, new Certificate[] {certificate});
        assertThat(keyStore.size()).isEqualTo(1);
        assertThat(keyStore.getCertificate("x")).isEqualTo(certificate);
        assertThat(objects(ObjectClass.CKO_CERTIFICATE)).isEqualTo(1);
        assertThatThrownBy(() -> sign(old))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("destroyed");
    }

    /** Signing keys are replaced under their alias; what was signed before is still verified. */
    @Tag("S3-44")
    @Test
    void keys_areRotatedUnderTheirAlias() throws Exception {
        KeyPair before = ec();
        X509Certificate oldCertificate = certificate(before);
        keyStore.setKeyEntry("x", before.getPrivate(), null, new Certificate[] {oldCertificate});
        byte[] old = sign(keyStore.getKey("x", null));
        KeyPair after = ec();
        X509Certificate newCertificate = certificate(after);
        keyStore.setKeyEntry("x", after.getPrivate(), null, new Certificate[] {newCertificate});
        byte[] renewed = sign(keyStore.getKey("x", null));
        assertThat(verifies(oldCertificate, old)).isTrue();
        assertThat(verifies(newCertificate, renewed)).isTrue();
        assertThat(verifies(newCertificate, old)).isFalse();
        assertThat(keyStore.size()).isEqualTo(1);
        assertThatThrownBy(() -> sign(before.getPrivate())).isInstanceOf(InvalidKeyException.class);
    }

    private static boolean verifies(X509Certificate certificate, byte[] value) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", "SunEC");
        signature.initVerify(certificate);
        signature.update(new byte[10]);
        return signature.verify(value);
    }

    @Test
    void setKeyEntry_renewedCertificate_replacesTheOldOne() throws Exception {
        KeyPair pair = ec();
        keyStore.setKeyEntry("x", pair.getPrivate(), null, new Certificate[] {certificate(pair)});
        X509Certificate renewed = certificate(pair);
        keyStore.setKeyEntry("x", keyStore.getKey("x", null), null, new Certificate[] {renewed});
        assertThat(keyStore.getCertificate("x")).isEqualTo(renewed);
        assertThat(objects(ObjectClass.CKO_CERTIFICATE)).isEqualTo(1);
    }

    @Tag("S4-42")
    @Test
    void chain_isBuiltFromTheTokenAndShared() throws Exception {
        KeyPair root = softwareEc();
        KeyPair middle = softwareEc();
        X509Certificate rootCertificate = softwareCertificate(root, "root");
        X509Certificate middleCertificate =
                TestCertificates.issue(
                        "middle",
                        middle.getPublic(),
                        "root",
                        root.getPrivate(),
                        "SHA256withECDSA",
                        null,
                        true);
        for (String alias : new String[] {"a", "b"}) {
            KeyPair leaf = ec();
            X509Certificate certificate =
                    TestCertificates.issue(
                            alias,
                            leaf.getPublic(),
                            "middle",
                            middle.getPrivate(),
                            "SHA256withECDSA",
                            null,
                            false);
            keyStore.setKeyEntry(
                    alias,
                    leaf.getPrivate(),
                    null,
                    new Certificate[] {certificate, middleCertificate, rootCertificate});
            assertThat(keyStore.getCertificateChain(alias))
                    .containsExactly(certificate, middleCertificate, rootCertificate);
        }
        assertThat(Collections.list(keyStore.aliases())).containsExactlyInAnyOrder("a", "b");
        assertThat(objects(ObjectClass.CKO_CERTIFICATE)).isEqualTo(4);
        keyStore.deleteEntry("a");
        assertThat(keyStore.getCertificateChain("b")).hasSize(3);
        keyStore.deleteEntry("b");
        assertThat(objects(ObjectClass.CKO_CERTIFICATE)).isZero();
        assertThat(objects(ObjectClass.CKO_PUBLIC_KEY)).isZero();
    }

    @Test
    void certificateEntry_roundTrip() throws Exception {
        X509Certificate certificate = softwareCertificate(softwareEc(), "ca");
        keyStore.setCertificateEntry("ca", certificate);
        assertThat(keyStore.isCertificateEntry("ca")).isTrue();
        assertThat(keyStore.isKeyEntry("ca")).isFalse();
        assertThat(keyStore.getCertificate("ca")).isEqualTo(certificate);
        assertThat(keyStore.getCertificateAlias(certificate)).isEqualTo("ca");
        assertThat(keyStore.getCertificateChain("ca")).isNull();
        assertThat(keyStore.entryInstanceOf("ca", KeyStore.TrustedCertificateEntry.class)).isTrue();
        assertThat(keyStore.getEntry("ca", null))
                .isInstanceOf(KeyStore.TrustedCertificateEntry.class);
        assertThat(keyStore.getCreationDate("ca")).isEqualTo(certificate.getNotBefore());
        X509Certificate other = softwareCertificate(softwareEc(), "ca2");
        keyStore.setCertificateEntry("ca", other);
        assertThat(keyStore.getCertificate("ca")).isEqualTo(other);
        keyStore.deleteEntry("ca");
        keyStore.deleteEntry("ca");
        assertThat(keyStore.containsAlias("ca")).isFalse();
        assertThat(keyStore.getCertificate("ca")).isNull();
        assertThat(keyStore.getKey("ca", null)).isNull();
        assertThat(keyStore.getCreationDate("ca")).isNull();
    }

    @Test
    void setCertificateEntry_overAKey_isRefused() throws Exception {
        KeyPair pair = ec();
        keyStore.setKeyEntry("x", pair.getPrivate(), null, new Certificate[] {certificate(pair)});
        assertThatThrownBy(
                        () ->
                                keyStore.setCertificateEntry(
                                        "x", softwareCertificate(softwareEc(), "ca")))
                .isInstanceOf(KeyStoreException.class);
    }

    @Test
    void secretKeys_importGenerateAndUse() throws Exception {
        keyStore.setKeyEntry("imported", new SecretKeySpec(new byte[32], "AES"), null, null);
        SecretKey generated = KeyGenerator.getInstance("AES", token.provider()).generateKey();
        keyStore.setKeyEntry("generated", generated, null, null);
        for (String alias : new String[] {"imported", "generated"}) {
            SecretKey key = (SecretKey) keyStore.getKey(alias, null);
            assertThat(key.getEncoded()).isNull();
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", token.provider());
            cipher.init(Cipher.ENCRYPT_MODE, key);
            assertThat(cipher.doFinal(new byte[5])).hasSize(21);
            assertThat(keyStore.getEntry(alias, null)).isInstanceOf(KeyStore.SecretKeyEntry.class);
        }
    }

    @Test
    void getEntry_nullProtectionAndPassword_bothWork() throws Exception {
        KeyPair pair = ec();
        keyStore.setKeyEntry("x", pair.getPrivate(), null, new Certificate[] {certificate(pair)});
        assertThat(keyStore.getEntry("x", null)).isInstanceOf(KeyStore.PrivateKeyEntry.class);
        assertThat(keyStore.getEntry("x", new KeyStore.PasswordProtection(TestToken.PIN)))
                .isInstanceOf(KeyStore.PrivateKeyEntry.class);
        assertThat(keyStore.getEntry("x", new KeyStore.PasswordProtection(new char[0])))
                .isInstanceOf(KeyStore.PrivateKeyEntry.class);
        assertThat(keyStore.getKey("x", new char[0])).isNotNull();
        assertThat(keyStore.getEntry("no such", null)).isNull();
    }

    @Test
    void getEntry_keyWithoutCertificate_saysSo() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(new CratonKeySpec("bare", null));
        generator.generateKeyPair();
        assertThat(keyStore.isKeyEntry("bare")).isTrue();
        assertThatThrownBy(() -> keyStore.getEntry("bare", null))
                .isInstanceOf(UnrecoverableEntryException.class)
                .hasMessageContaining("no certificate");
    }

    @Test
    void setEntry_nullProtection_changesTheAliasAsKeytoolDoes() throws Exception {
        KeyPair pair = ec();
        X509Certificate certificate = certificate(pair);
        keyStore.setKeyEntry("old", pair.getPrivate(), null, new Certificate[] {certificate});
        keyStore.setEntry("new", keyStore.getEntry("old", null), null);
        keyStore.deleteEntry("old");
        assertThat(Collections.list(keyStore.aliases())).containsExactly("new");
        assertThat(keyStore.getCertificateChain("new")).containsExactly(certificate);
        sign(keyStore.getKey("new", null));
    }

    @Test
    void setEntry_attributes_areTheObjects() throws Exception {
        KeyPair pair = softwareEc();
        Set<KeyStore.Entry.Attribute> wanted =
                Set.of(
                        new CratonEntryAttribute("CKA_EXTRACTABLE", "true"),
                        new CratonEntryAttribute("CKA_ID", "0a0b"),
                        new CratonEntryAttribute("CKA_END_DATE", "2099-12-31"),
                        new java.security.PKCS12Attribute("1.2.3.4", "ignored"));
        keyStore.setEntry(
                "x",
                new KeyStore.PrivateKeyEntry(
                        pair.getPrivate(),
                        new Certificate[] {softwareCertificate(pair, "x")},
                        wanted),
                null);
        assertThat(attributes("x"))
                .containsEntry("CKA_EXTRACTABLE", "true")
                .containsEntry("CKA_ID", "0a0b")
                .containsEntry("CKA_END_DATE", "2099-12-31")
                .containsEntry("CKA_KEY_TYPE", "CKK_EC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CKA_NO_SUCH=1",
                "CKA_EXTRACTABLE=perhaps",
                "CKA_END_DATE=soon",
                "CKA_ID=xyz"
            })
    void setEntry_badAttribute_isRefused(String attribute) {
        String[] parts = attribute.split("=");
        assertThatThrownBy(
                        () ->
                                keyStore.setEntry(
                                        "x",
                                        new KeyStore.SecretKeyEntry(
                                                new SecretKeySpec(new byte[16], "AES"),
                                                Set.of(
                                                        new CratonEntryAttribute(
                                                                parts[0], parts[1]))),
                                        null))
                .isInstanceOf(KeyStoreException.class);
    }

    // Aliases

    @Test
    void aliases_duplicateLabels_areToldApartByTheirId() throws Exception {
        for (int i = 1; i <= 2; i++) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
            generator.initialize(CratonKeySpec.builder().label("dup").id((byte) i).build());
            generator.generateKeyPair();
        }
        assertThat(Collections.list(keyStore.aliases()))
                .containsExactlyInAnyOrder("dup#01", "dup#02");
        sign(keyStore.getKey("dup#02", null));
    }

    @Test
    void aliases_seeWhatOthersChange() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(new CratonKeySpec("one", null));
        generator.generateKeyPair();
        assertThat(keyStore.containsAlias("one")).isTrue();
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE)) {
            var handle =
                    session.findObjects(
                                    Template.builder()
                                            .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                            .label("one")
                                            .build())
                            .get(0);
            session.setAttributes(handle, Template.builder().label("two").build());
            assertThat(keyStore.containsAlias("one")).isFalse();
            assertThat(keyStore.containsAlias("two")).isTrue();
            session.destroyObject(handle);
            assertThat(keyStore.containsAlias("two")).isFalse();
        }
    }

    @Test
    void alias_pkcs11Uri_findsTheObject() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(CratonKeySpec.builder().label("my key").id((byte) 7).build());
        generator.generateKeyPair();
        sign(keyStore.getKey("pkcs11:object=my%20key;type=private", null));
        sign(keyStore.getKey("pkcs11:token=Test%20token%200;id=%07", null));
        assertThat(keyStore.getKey("pkcs11:token=other;object=my%20key", null)).isNull();
        assertThat(keyStore.getKey("pkcs11:object=my%20key;type=cert", null)).isNull();
    }

    @Test
    void aliases_tenThousand_areListedFromMemory() throws Exception {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE)) {
            for (int i = 0; i < 10_000; i++) {
                session.createObject(
                        Template.builder()
                                .objectClass(ObjectClass.CKO_SECRET_KEY)
                                .keyType(io.craton.hsm.KeyType.CKK_AES)
                                .token(true)
                                .label("key-" + i)
                                .set(AttributeType.CKA_VALUE, new byte[16])
                                .build());
            }
        }
        assertThat(keyStore.size()).isEqualTo(10_000);
        // Read once: what follows would be a hundred million object comparisons if each question
        // went to
        // the token.
        for (String alias : Collections.list(keyStore.aliases())) {
            assertThat(keyStore.isKeyEntry(alias)).isTrue();
            assertThat(keyStore.getCertificateChain(alias)).isNull();
        }
    }

    @Test
    void soLoggedIn_isAClearError() throws Exception {
        token.provider().logout();
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, TestToken.SO_PIN);
            assertThatThrownBy(() -> token.keyStore())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("CKR_USER_ANOTHER_ALREADY_LOGGED_IN");
        }
    }
}
