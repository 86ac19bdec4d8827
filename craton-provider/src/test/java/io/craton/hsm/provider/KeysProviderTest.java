package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.config.ConfigFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code CratonHSM-Keys}: what it has, and that it is the same token as {@code CratonHSM}. */
class KeysProviderTest {
    private static final Set<String> TYPES =
            Set.of("Signature", "Cipher", "Mac", "KeyAgreement", "KEM", "KeyStore");

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private static Set<String> names(Provider provider, Collection<String> types) {
        return provider.getServices().stream()
                .filter(service -> types.contains(service.getType()))
                .map(service -> service.getType() + " " + service.getAlgorithm())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> types(Provider provider) {
        return provider.getServices().stream()
                .map(Provider.Service::getType)
                .collect(Collectors.toSet());
    }

    // What it has

    @Test
    void services_areThoseThatTakeAKey_andAllOfThem() {
        Provider keys = new CratonKeysProvider();
        Provider whole = new CratonHsmProvider();
        assertThat(TYPES).containsAll(types(keys));
        assertThat(types(keys)).contains("Signature", "Cipher", "Mac", "KeyAgreement", "KeyStore");
        assertThat(names(keys, TYPES)).isEqualTo(names(whole, TYPES));
        for (Provider.Service service : keys.getServices()) {
            // Under its aliases, too.
            assertThat(keys.getService(service.getType(), service.getAlgorithm()))
                    .isSameAs(service);
        }
        assertThat(keys.getService("Signature", "1.2.840.113549.1.1.11")).isNotNull();
        assertThat(keys.getService("Cipher", "OID.2.16.840.1.101.3.4.1.46")).isNotNull();
    }

    @Test
    void isFoundByItsName() {
        assertThat(
                        ServiceLoader.load(Provider.class).stream()
                                .map(ServiceLoader.Provider::get)
                                .map(Provider::getName))
                .contains("CratonHSM", "CratonHSM-Keys");
        assertThat(new CratonKeysProvider().getName()).isEqualTo(CratonKeysProvider.NAME);
    }

    @Test
    void besideAProviderWithASuffix_hasTheSuffix_andTheNameIsReserved() {
        try (TestToken token = TestToken.inMemory();
                CratonHsmProvider web = new CratonHsmProvider(token.hsm(), 0, "web");
                CratonKeysProvider keys = new CratonKeysProvider(web)) {
            assertThat(keys.getName()).isEqualTo("CratonHSM-Keys-web");
            for (String suffix : List.of("Keys", "Keys-web")) {
                assertThatThrownBy(() -> new CratonHsmProvider(token.hsm(), 0, suffix))
                        .isInstanceOf(InvalidParameterException.class)
                        .hasMessageContaining("CratonKeysProvider");
            }
        }
    }

    // At the first position

    @Test
    void first_makesNothingThatNobodyAskedItFor() throws Exception {
        try (TestToken token = TestToken.inMemory();
                CratonKeysProvider keys = new CratonKeysProvider(token.provider())) {
            token.keyStore();
            Security.insertProviderAt(keys, 1);
            assertThat(new SecureRandom().getProvider()).isNotSameAs(keys);
            assertThat(MessageDigest.getInstance("SHA-256").getProvider()).isNotSameAs(keys);
            KeyPair software = KeyPairGenerator.getInstance("RSA").generateKeyPair();
            assertThat(software.getPrivate().getEncoded()).isNotNull();
            assertThat(KeyGenerator.getInstance("AES").generateKey().getEncoded()).isNotNull();
            assertThatThrownBy(() -> KeyPairGenerator.getInstance("RSA", keys))
                    .isInstanceOf(NoSuchAlgorithmException.class);
            // Asked for before there is a key, it serves both kinds.
            signAndVerify(software);
            SecretKey secret = KeyGenerator.getInstance("HmacSHA256").generateKey();
            Mac mac = Mac.getInstance("HmacSHA256");
            assertThat(mac.getMacLength()).isEqualTo(32);
            mac.init(secret);
            assertThat(mac.doFinal(new byte[3])).hasSize(32);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
            generator.initialize(2048);
            signAndVerify(generator.generateKeyPair());
            // Asked for by name, it refuses a key of others.
            Signature named = Signature.getInstance("RSASSA-PSS", keys);
            named.setParameter(PSS);
            assertThatThrownBy(() -> named.initSign(software.getPrivate()))
                    .isInstanceOf(java.security.InvalidKeyException.class);
        } finally {
            Security.removeProvider(CratonKeysProvider.NAME);
        }
    }

    private static void signAndVerify(KeyPair pair) throws Exception {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(PSS);
        signature.initSign(pair.getPrivate());
        signature.update(new byte[10]);
        byte[] value = signature.sign();
        assertThat(signature.getProvider().getName()).isEqualTo(CratonKeysProvider.NAME);
        signature.initVerify(pair.getPublic());
        signature.update(new byte[10]);
        assertThat(signature.verify(value)).isTrue();
        // The object verifies again, and says no.
        signature.update(new byte[11]);
        assertThat(signature.verify(value)).isFalse();
        signature.update(new byte[10]);
        assertThat(signature.verify(new byte[3])).isFalse();
    }

    // One token

    /** A token that a provider without a word about it finds. */
    private static DiskToken found(Path directory) throws IOException {
        DiskToken disk = new DiskToken(directory);
        System.setProperty("craton.hsm.home", directory.toString());
        System.setProperty("craton.hsm.config", disk.config().toString());
        return disk;
    }

    @AfterEach
    void forget() {
        System.clearProperty("craton.hsm.home");
        System.clearProperty("craton.hsm.config");
    }

    @Test
    void besideOneOnAModule_hasItsKeysAndItsLogin() throws Exception {
        try (TestToken token = TestToken.inMemory();
                CratonKeysProvider keys = new CratonKeysProvider(token.provider())) {
            KeyStore there = KeyStore.getInstance("CratonHSM", keys);
            assertThatThrownBy(() -> there.load(null, "wrong-pin-1".toCharArray()))
                    .isInstanceOf(IOException.class);
            there.load(null, TestToken.PIN);
            KeyPair pair = KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
            sign(pair.getPrivate(), keys);
            sign(pair.getPrivate(), token.provider());
            assertThat(keys.getService("Signature", "SHA256withECDSA"))
                    .matches(service -> service.supportsParameter(pair.getPrivate()));
            keys.logout();
            assertThatThrownBy(() -> token.provider().access().token().requireLogin())
                    .isInstanceOf(HsmException.class);
            keys.close();
            assertThat(keys.getService("Signature", "SHA256withECDSA"))
                    .matches(service -> !service.supportsParameter(pair.getPrivate()));
            sign(pair.getPrivate(), token.provider());
        }
    }

    private static void sign(PrivateKey key, Provider provider) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", provider);
        signature.initSign(key);
        signature.update(new byte[10]);
        assertThat(signature.sign()).isNotEmpty();
    }

    @Test
    void bothByTheSameConfiguration_openOneModule_whichTheLastOfThemCloses(@TempDir Path directory)
            throws Exception {
        DiskToken disk = found(directory);
        CratonKeysProvider keys = new CratonKeysProvider();
        CratonHsmProvider whole = new CratonHsmProvider();
        // One as the JVM's list has it, one as a program configures it.
        whole.configure(disk.config().toString());
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", keys);
        keyStore.load(null, TestToken.PIN);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", whole);
        generator.initialize(new CratonKeySpec("shared", null));
        KeyPair pair = generator.generateKeyPair();
        sign(pair.getPrivate(), keys);
        PrivateKey found = (PrivateKey) keyStore.getKey("shared", null);
        assertThat(found).isEqualTo(pair.getPrivate());
        sign(found, whole);
        // A PIN source of one is that of the other.
        keys.setPinSource(TestToken.PIN::clone);
        whole.logout();
        sign(found, whole);
        whole.close();
        sign(found, keys);
        KeyStore again = KeyStore.getInstance("CratonHSM", whole);
        assertThatThrownBy(() -> again.load(null, TestToken.PIN)).hasMessageContaining("closed");
        assertThatThrownBy(() -> open(disk).close()).isInstanceOf(HsmException.class);
        keys.close();
        open(disk).close();
    }

    private static Hsm open(DiskToken disk) {
        return Hsm.open(ConfigFile.load(disk.config()));
    }

    @Test
    void aUriOfEach_isATokenAndAViewOfEach_onOneModule(@TempDir Path directory) throws Exception {
        found(directory);
        try (CratonHsmProvider whole = new CratonHsmProvider();
                CratonKeysProvider keys = new CratonKeysProvider()) {
            keys.configure("pkcs11:token=Test%20token%200;object=one");
            KeyStore all = KeyStore.getInstance("CratonHSM", whole);
            all.load(null, TestToken.PIN);
            TlsParty.server(all, whole, "one", "EC", "SHA256withECDSA");
            TlsParty.server(all, whole, "two", "EC", "SHA256withECDSA");
            KeyStore one = KeyStore.getInstance("CratonHSM", keys);
            one.load(null, null);
            assertThat(one.size()).isEqualTo(1);
            assertThat(one.getKey("one", null)).isEqualTo(all.getKey("one", null));
            // A file says for itself what it shows.
            byte[] file = "craton-token: slot=0".getBytes(StandardCharsets.UTF_8);
            one.load(new ByteArrayInputStream(file), null);
            assertThat(one.size()).isEqualTo(2);
        }
    }

    @Test
    void besideOneThatIsNotUsedYet_eachEndsByItself(@TempDir Path directory) throws Exception {
        DiskToken disk = found(directory);
        for (boolean keysFirst : List.of(true, false)) {
            CratonHsmProvider whole = new CratonHsmProvider();
            whole.setPinSource(TestToken.PIN::clone);
            CratonKeysProvider keys = new CratonKeysProvider(whole);
            usedAndClosed(keysFirst ? keys : whole);
            usedAndClosed(keysFirst ? whole : keys);
            open(disk).close();
            whole.close();
            keys.close();
        }
    }

    @Test
    void besideOneThatIsNotUsedYet_oneIsClosed_whileTheOtherWorks(@TempDir Path directory)
            throws Exception {
        found(directory);
        try (CratonHsmProvider whole = new CratonHsmProvider();
                CratonKeysProvider keys = new CratonKeysProvider(whole)) {
            KeyStore used = KeyStore.getInstance("CratonHSM", keys);
            used.load(null, TestToken.PIN);
            KeyPair pair = KeyPairGenerator.getInstance("EC", whole).generateKeyPair();
            sign(pair.getPrivate(), keys);
            whole.close();
            sign(pair.getPrivate(), keys);
        }
    }

    private static void usedAndClosed(TokenProvider provider) throws Exception {
        // With the PIN of the source.
        provider.login(null, null);
        provider.close();
    }
}
