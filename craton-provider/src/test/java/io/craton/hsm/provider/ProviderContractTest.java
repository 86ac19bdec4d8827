package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.Session;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.XECKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderContractTest {

    // Starting nothing

    @Test
    void constructor_startsNothingAndIsFoundByServiceLoader(@TempDir Path directory) {
        int threads = Thread.activeCount();
        Provider provider = new CratonHsmProvider();
        assertThat(provider.getName()).isEqualTo("CratonHSM");
        assertThat(provider.isConfigured()).isTrue();
        assertThat(Thread.activeCount()).isEqualTo(threads);
        assertThat(Files.exists(Path.of("craton_hsm_store"))).isFalse();
        assertThat(
                        StreamSupport.stream(
                                        ServiceLoader.load(Provider.class).spliterator(), false)
                                .map(Provider::getName))
                .contains("CratonHSM");
    }

    @Test
    void constructor_brokenConfiguration_neverThrows() {
        System.setProperty("craton.hsm.config", "/no/such/file.toml");
        try {
            CratonHsmProvider provider = new CratonHsmProvider();
            assertThatCode(() -> Signature.getInstance("SHA256withRSA", provider))
                    .doesNotThrowAnyException();
            assertThatThrownBy(
                            () ->
                                    KeyStore.getInstance("CratonHSM", provider)
                                            .load(null, TestToken.PIN))
                    .isInstanceOf(java.io.IOException.class);
        } finally {
            System.clearProperty("craton.hsm.config");
        }
    }

    @Test
    void configure_file_opensThatTokenAtFirstUse(@TempDir Path directory) throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("craton_hsm.toml"),
                        """
                        [token]
                        storage_path = "store"
                        [security]
                        pbkdf2_iterations = 100000
                        [audit]
                        log_path = "audit.jsonl"
                        """);
        System.setProperty("craton.hsm.home", directory.toString());
        try {
            try (Hsm hsm = Hsm.open(io.craton.hsm.config.ConfigFile.load(file))) {
                TestToken.initialise(hsm.slot(0));
            }
            CratonHsmProvider provider = new CratonHsmProvider();
            assertThat(provider.configure(file.toString())).isSameAs(provider);
            KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
            keyStore.load(null, TestToken.PIN);
            assertThat(keyStore.size()).isZero();
            assertThat(provider.configure(file.toString())).isNotSameAs(provider);
            provider.close();
            // Closed means released: another one can open the store.
            try (Hsm again = Hsm.open(io.craton.hsm.config.ConfigFile.load(file))) {
                assertThat(again.slot(0).tokenInfo().initialized()).isTrue();
            }
        } finally {
            System.clearProperty("craton.hsm.home");
        }
    }

    @Test
    void configure_badFile_saysEverythingThatIsWrong(@TempDir Path directory) throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("bad.toml"),
                        "[token]\nno_such_key = 1\nslot_count = 1000\n");
        assertThatThrownBy(() -> new CratonHsmProvider().configure(file.toString()))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("no_such_key")
                .hasMessageContaining("slot_count");
        assertThatThrownBy(() -> new CratonHsmProvider().configure("/no/such/file"))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> new CratonHsmProvider().configure("pkcs11:nonsense"))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> new CratonHsmProvider().configure("pkcs11:token=%zz"))
                .isInstanceOf(InvalidParameterException.class);
        assertThatCode(() -> new CratonHsmProvider().configure("pkcs11:token=a?pin-source=file:/x"))
                .doesNotThrowAnyException();
    }

    // Services

    @ParameterizedTest
    @CsvSource({
        "Signature,SHA256withRSA,1.2.840.113549.1.1.11",
        "Signature,RSASSA-PSS,1.2.840.113549.1.1.10",
        "Signature,SHA256withRSAandMGF1,SHA256withRSA/PSS",
        "Signature,SHA256withRSAandMGF1,SHA256WITHRSASSA-PSS",
        "Signature,SHA256withECDSA,1.2.840.10045.4.3.2",
        "Signature,SHA256withECDSAinP1363Format,SHA256withPLAIN-ECDSA",
        "Signature,NONEwithECDSA,NONEwithECDSA",
        "Signature,NONEwithRSA,NONEwithRSA",
        "Signature,Ed25519,1.3.101.112",
        "Signature,EdDSA,EdDSA",
        "Signature,ML-DSA,ML-DSA",
        "Signature,ML-DSA-65,2.16.840.1.101.3.4.3.18",
        "Signature,SLH-DSA-SHA2-128s,2.16.840.1.101.3.4.3.20",
        "Signature,SLH-DSA-SHAKE-256f,2.16.840.1.101.3.4.3.31",
        "Cipher,AES/GCM/NoPadding,AES/GCM/NoPadding",
        "Cipher,AES_256/GCM/NoPadding,2.16.840.1.101.3.4.1.46",
        "Cipher,AES_128/CBC/NoPadding,2.16.840.1.101.3.4.1.2",
        "Cipher,AES/KW/NoPadding,AESWrap",
        "Cipher,AES_256/KWP/NoPadding,2.16.840.1.101.3.4.1.48",
        "Cipher,ChaCha20-Poly1305,ChaCha20-Poly1305",
        "Cipher,RSA/ECB/PKCS1Padding,RSA",
        "Mac,HmacSHA256,1.2.840.113549.2.9",
        "KeyPairGenerator,ML-KEM-768,2.16.840.1.101.3.4.4.2",
        "KeyFactory,Ed25519,1.3.101.112",
        "KeyAgreement,X25519,1.3.101.110",
        "MessageDigest,SHA-256,SHA256",
        "AlgorithmParameters,RSASSA-PSS,PSS"
    })
    void services_haveTheirNamesAndAliases(String type, String name, String alias) {
        Provider provider = new CratonHsmProvider();
        Provider.Service service = provider.getService(type, alias);
        assertThat(service).as(type + " " + alias).isNotNull();
        assertThat(service.getAlgorithm()).isEqualTo(name);
    }

    @Test
    void services_allMakeTheirObjects() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            for (Provider.Service service : token.provider().getServices()) {
                assertThat(service.newInstance(null)).as(service.toString()).isNotNull();
            }
        }
    }

    @Test
    void services_ofKem_areThereWhereTheJdkHasTheClass() {
        boolean kem;
        try {
            Class.forName("javax.crypto.KEM");
            kem = true;
        } catch (ClassNotFoundException e) {
            kem = false;
        }
        assertThat(new CratonHsmProvider().getService("KEM", "ML-KEM") != null).isEqualTo(kem);
    }

    // Keys

    @Tag("S1-35")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA",
                "EC",
                "Ed25519",
                "X25519",
                "ML-DSA-65",
                "ML-KEM-768",
                "SLH-DSA-SHA2-128f"
            })
    void privateKeys_areOpaqueAndTellTheirParameters(String name) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair pair = KeyPairGenerator.getInstance(name, token.provider()).generateKeyPair();
            PrivateKey key = pair.getPrivate();
            assertThat(key.getEncoded()).isNull();
            assertThat(key.getFormat()).isNull();
            assertThat(key).isNotInstanceOfAny(RSAPrivateKey.class, ECPrivateKey.class);
            assertThat(key.getAlgorithm()).isEqualTo(pair.getPublic().getAlgorithm());
            switch (name) {
                case "RSA" -> assertThat(((RSAKey) key).getModulus().bitLength()).isEqualTo(3072);
                case "EC" ->
                        assertThat(((ECKey) key).getParams().getOrder().bitLength()).isEqualTo(256);
                case "Ed25519" ->
                        assertThat(((EdECKey) key).getParams().getName()).isEqualTo("Ed25519");
                case "X25519" -> assertThat(((XECKey) key).getParams()).isNotNull();
                default -> {
                    // What AsymmetricKey.getParams() of JDK 22 and newer finds.
                    AlgorithmParameterSpec spec =
                            (AlgorithmParameterSpec)
                                    key.getClass().getMethod("getParams").invoke(key);
                    assertThat(((NamedParameterSpec) spec).getName()).isEqualTo(name);
                }
            }
            if (Runtime.version().feature() >= 22) {
                Object parameters =
                        Class.forName("java.security.AsymmetricKey")
                                .getMethod("getParams")
                                .invoke(key);
                assertThat(parameters == null).isEqualTo(name.equals("RSA"));
            }
            assertThatThrownBy(
                            () ->
                                    new ObjectOutputStream(new ByteArrayOutputStream())
                                            .writeObject(key))
                    .isInstanceOf(NotSerializableException.class);
            assertThat(key.toString()).doesNotContain("PIN");
        }
    }

    // Delayed selection

    @Test
    void supportsParameter_ownKeysOnly() throws Exception {
        try (TestToken token = TestToken.inMemory();
                TestToken other = TestToken.inMemory()) {
            token.keyStore();
            other.keyStore();
            KeyPair own = KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
            KeyPair others = KeyPairGenerator.getInstance("EC", other.provider()).generateKeyPair();
            KeyPair software = KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair();
            // Closed, so that a question to the token would be an error.
            token.hsm().close();
            for (String type : new String[] {"Signature", "Cipher", "Mac", "KeyAgreement"}) {
                for (Provider.Service service : token.provider().getServices()) {
                    if (service.getType().equals(type)) {
                        boolean ofCurves = service.getAlgorithm().matches(".*ECC?D(SA|H).*");
                        assertThat(service.supportsParameter(own.getPrivate())).isEqualTo(ofCurves);
                        assertThat(service.supportsParameter(others.getPrivate())).isFalse();
                        assertThat(service.supportsParameter(software.getPrivate())).isFalse();
                        assertThat(service.supportsParameter(software.getPublic())).isFalse();
                        assertThat(service.supportsParameter(null)).isFalse();
                        assertThat(service.supportsParameter(new BrokenKey())).isFalse();
                    }
                }
            }
        }
    }

    /** A foreign key on which every question is an error. */
    private static final class BrokenKey implements PrivateKey {
        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getFormat() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getEncoded() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void lastPosition_jcaFindsTheProviderByTheKey() throws Exception {
        try (TestToken token = TestToken.installed("delayed")) {
            token.keyStore();
            KeyPair own = KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(own.getPrivate());
            assertThat(signature.getProvider()).isSameAs(token.provider());
            signature.initVerify(own.getPublic());
            SecretKey aes =
                    javax.crypto.KeyGenerator.getInstance("AES", token.provider()).generateKey();
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, aes);
            assertThat(cipher.getProvider()).isSameAs(token.provider());
            SecretKey hmac =
                    javax.crypto.KeyGenerator.getInstance("HmacSHA256", token.provider())
                            .generateKey();
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(hmac);
            assertThat(mac.getProvider()).isSameAs(token.provider());
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(own.getPrivate());
            assertThat(agreement.getProvider()).isSameAs(token.provider());
        }
    }

    @Test
    void knownTrap_setParameterBeforeInitAtLastPosition_pinsTheJdk() throws Exception {
        // Nimbus PS256, XMLDSig and others do this. Not ours to mend: they need the provider named,
        // or at position 1.
        try (TestToken token = TestToken.installed("pinned")) {
            token.keyStore();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
            generator.initialize(2048);
            PrivateKey own = generator.generateKeyPair().getPrivate();
            AlgorithmParameterSpec spec =
                    new java.security.spec.PSSParameterSpec(
                            "SHA-256", "MGF1", java.security.spec.MGF1ParameterSpec.SHA256, 32, 1);
            Signature late = Signature.getInstance("RSASSA-PSS");
            late.setParameter(spec);
            assertThatThrownBy(() -> late.initSign(own)).isInstanceOf(InvalidKeyException.class);
            Signature named = Signature.getInstance("RSASSA-PSS", token.provider());
            named.setParameter(spec);
            named.initSign(own);
            Security.removeProvider(token.provider().getName());
            Security.insertProviderAt(token.provider(), 1);
            Signature first = Signature.getInstance("RSASSA-PSS");
            first.setParameter(spec);
            first.initSign(own);
            assertThat(first.getProvider()).isSameAs(token.provider());
        }
    }

    // Isolation

    @Test
    void instances_doNotShareKeys() throws Exception {
        try (TestToken one = TestToken.inMemory();
                TestToken two = TestToken.inMemory()) {
            one.keyStore();
            two.keyStore();
            KeyPair pair = KeyPairGenerator.getInstance("EC", one.provider()).generateKeyPair();
            Signature signature = Signature.getInstance("SHA256withECDSA", two.provider());
            assertThatThrownBy(() -> signature.initSign(pair.getPrivate()))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("another instance");
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", one.provider());
            generator.initialize(new CratonKeySpec("only here", null));
            generator.generateKeyPair();
            assertThat(one.keyStore().containsAlias("only here")).isTrue();
            assertThat(two.keyStore().containsAlias("only here")).isFalse();
            one.provider().logout();
            assertThat(two.keyStore().size()).isZero();
        }
    }

    @Test
    void twoInstancesOfOneSlot_haveKeysOfTheirOwn_andNamesOfTheirOwnIfTheySay() throws Exception {
        try (TestToken token = TestToken.inMemory();
                CratonHsmProvider same = new CratonHsmProvider(token.hsm(), 0);
                CratonHsmProvider web = new CratonHsmProvider(token.hsm(), 0, "web")) {
            token.keyStore();
            java.security.PrivateKey key =
                    KeyPairGenerator.getInstance("EC", token.provider())
                            .generateKeyPair()
                            .getPrivate();
            Signature signature = Signature.getInstance("SHA256withECDSA", same);
            assertThatThrownBy(() -> signature.initSign(key))
                    .isInstanceOf(InvalidKeyException.class);
            KeyStore others = KeyStore.getInstance("CratonHSM", same);
            others.load(null, TestToken.PIN);
            java.security.cert.Certificate[] chain = {
                TestAuthority.root("x").issue("y", TestAuthority.pair().getPublic())
            };
            assertThatThrownBy(() -> others.setKeyEntry("x", key, null, chain))
                    .isInstanceOf(java.security.KeyStoreException.class)
                    .hasMessageContaining("instance");
            token.install();
            try {
                assertThat(Security.addProvider(same)).isEqualTo(-1);
                assertThat(Security.addProvider(web)).isPositive();
                assertThat(Security.getProvider("CratonHSM-web")).isSameAs(web);
            } finally {
                Security.removeProvider("CratonHSM-web");
            }
        }
    }

    @Test
    void name_ofAnInstance_isChecked() {
        try (Hsm hsm = TestToken.open(TestToken.config().build())) {
            assertThat(new CratonHsmProvider(hsm, 0, "a-1").getName()).isEqualTo("CratonHSM-a-1");
            assertThatThrownBy(() -> new CratonHsmProvider(hsm, 0, "a b"))
                    .isInstanceOf(InvalidParameterException.class);
        }
    }

    @Test
    void errors_ofTheToken_areProviderExceptionsWhereJcaHasNoOther() throws Exception {
        try (Hsm hsm = TestToken.open(TestToken.config().build())) {
            CratonHsmProvider provider = new CratonHsmProvider(hsm);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
            assertThatThrownBy(generator::generateKeyPair)
                    .isInstanceOf(java.security.ProviderException.class)
                    .hasCauseInstanceOf(HsmException.class);
            assertThatThrownBy(
                            () ->
                                    KeyStore.getInstance("CratonHSM", provider)
                                            .load(null, TestToken.PIN))
                    .isInstanceOf(java.io.IOException.class)
                    .hasMessageContaining("CKR_TOKEN_NOT_PRESENT");
            assertThatThrownBy(() -> Signature.getInstance("NoSuch", provider))
                    .isInstanceOf(NoSuchAlgorithmException.class);
        }
    }

    /** Decision B10, in both readings: others may still have random numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"absent", "present"})
    void tokenThatIsNotInitialised_keepsNobodyFromRandomNumbers(String reading) throws Exception {
        HsmConfig config = TestToken.config().set(ConfigKey.TOKEN_UNINITIALIZED, reading).build();
        try (Hsm hsm = TestToken.open(config)) {
            SecureRandom random = SecureRandom.getInstance("CratonHSM", new CratonHsmProvider(hsm));
            byte[] bytes = new byte[8];
            random.setSeed(bytes);
            random.nextBytes(bytes);
            assertThat(bytes).isNotEqualTo(new byte[8]);
        }
    }

    @Test
    void moreRandomBytesThanOneCallGives() throws Exception {
        byte[] bytes = new byte[Session.MAX_RANDOM + 8];
        try (TestToken token = TestToken.inMemory()) {
            SecureRandom.getInstance("CratonHSM", token.provider()).nextBytes(bytes);
        }
        assertThat(Arrays.copyOfRange(bytes, bytes.length - 8, bytes.length))
                .isNotEqualTo(new byte[8])
                .isNotEqualTo(Arrays.copyOf(bytes, 8));
    }

    @Test
    void keyOfAnotherKind_isInvalidKeyEverywhere() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair x = KeyPairGenerator.getInstance("X25519", token.provider()).generateKeyPair();
            Key key = x.getPrivate();
            for (Provider.Service service : token.provider().getServices()) {
                String name = service.getAlgorithm();
                switch (service.getType()) {
                    case "Signature" ->
                            assertThatThrownBy(
                                            () ->
                                                    Signature.getInstance(name, token.provider())
                                                            .initSign((PrivateKey) key))
                                    .as(name)
                                    .isInstanceOf(InvalidKeyException.class);
                    case "Mac" ->
                            assertThatThrownBy(
                                            () -> Mac.getInstance(name, token.provider()).init(key))
                                    .as(name)
                                    .isInstanceOf(InvalidKeyException.class);
                    case "Cipher" ->
                            assertThatThrownBy(
                                            () ->
                                                    Cipher.getInstance(name, token.provider())
                                                            .init(Cipher.DECRYPT_MODE, key))
                                    .as(name)
                                    .isInstanceOf(InvalidKeyException.class);
                    default -> {
                        // Not about one key.
                    }
                }
            }
        }
    }
}
