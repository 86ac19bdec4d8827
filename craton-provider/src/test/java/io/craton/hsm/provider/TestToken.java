package io.craton.hsm.provider;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import io.craton.hsm.core.TestProfile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.function.Function;

/** A module with a token in memory and a provider instance on it. */
final class TestToken implements AutoCloseable {
    /**
     * The system property with the name of a {@code Function<HsmConfig, Hsm>}, with a public
     * constructor without parameters, that opens the modules somewhere else.
     */
    private static final String OPENER = "craton.test.opener";

    static final char[] SO_PIN = "so-pin-12345".toCharArray();
    static final char[] PIN = "user-pin-12345".toCharArray();

    private final Hsm hsm;
    private final CratonHsmProvider provider;

    private TestToken(Hsm hsm, CratonHsmProvider provider) {
        this.hsm = hsm;
        hsm.slots().forEach(TestToken::initialise);
        this.provider = provider;
    }

    private TestToken(Hsm hsm) {
        this(hsm, new CratonHsmProvider(hsm));
    }

    /** In memory, with a provider name of its own, and installed, as TLS needs it. */
    static TestToken installed(String suffix) {
        Hsm hsm = open(config().build());
        return new TestToken(hsm, new CratonHsmProvider(hsm, 0, suffix)).install();
    }

    /** Adds the provider to the JVM's list, at its end. */
    TestToken install() {
        Security.addProvider(provider);
        return this;
    }

    /** Opens a module, for a test that gives it no PINs. */
    static Hsm open(HsmConfig config) {
        String opener = System.getProperty(OPENER);
        if (opener != null) {
            return elsewhere(opener).apply(config);
        }
        return config.flag(ConfigKey.TOKEN_PERSIST_OBJECTS)
                ? Hsm.open(config)
                : TestProfile.open(config);
    }

    @SuppressWarnings("unchecked") // The property says that it is one.
    private static Function<HsmConfig, Hsm> elsewhere(String opener) {
        try {
            Object made = Class.forName(opener).getConstructor().newInstance();
            return (Function<HsmConfig, Hsm>) made;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(opener + " opens no module", e);
        }
    }

    static HsmConfig.Builder config() {
        return HsmConfig.builder()
                .set(ConfigKey.TOKEN_PERSIST_OBJECTS, false)
                .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                .set(ConfigKey.AUDIT_ENABLED, false);
    }

    /** In memory, without audit log. */
    static TestToken inMemory() {
        return new TestToken(open(config().build()));
    }

    static TestToken inMemory(int slots) {
        return new TestToken(open(config().set(ConfigKey.TOKEN_SLOT_COUNT, slots).build()));
    }

    static TestToken with(HsmConfig config) {
        return new TestToken(open(config));
    }

    /** Of a module that was put together otherwise. */
    static TestToken of(Hsm hsm) {
        return new TestToken(hsm);
    }

    /** In a directory, where it is found again. */
    static TestToken stored(Path directory) {
        return new TestToken(open(onDisk(directory)));
    }

    static HsmConfig onDisk(Path directory) {
        return config().set(ConfigKey.TOKEN_PERSIST_OBJECTS, true)
                .storagePath(directory.resolve("store"))
                .build();
    }

    static void initialise(Slot slot) {
        if (slot.tokenInfo().initialized()) {
            return;
        }
        slot.initToken(SO_PIN, "Test token " + slot.id());
        try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, SO_PIN);
            session.initPin(PIN);
            session.logout();
        }
    }

    Hsm hsm() {
        return hsm;
    }

    CratonHsmProvider provider() {
        return provider;
    }

    /** The key store, loaded with the PIN: the user is logged in. */
    KeyStore keyStore() throws Exception {
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        keyStore.load(null, PIN);
        return keyStore;
    }

    /** The key store that a file with this reference stands for; without a PIN nobody logs in. */
    static KeyStore load(Provider provider, String reference, char[] pin) throws Exception {
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        byte[] file = ("craton-token: " + reference + "\n").getBytes(StandardCharsets.UTF_8);
        keyStore.load(new ByteArrayInputStream(file), pin);
        return keyStore;
    }

    @Override
    public void close() {
        if (Security.getProvider(provider.getName()) == provider) {
            Security.removeProvider(provider.getName());
        }
        provider.close();
        hsm.close();
    }
}
