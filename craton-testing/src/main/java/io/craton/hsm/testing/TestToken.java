package io.craton.hsm.testing;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import io.craton.hsm.core.TestProfile;
import io.craton.hsm.provider.CratonHsmProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A module with tokens in memory, its provider instance, and what a test needs to know of it.
 * Closing it, which the extension does, destroys everything. For use without the extension, call
 * {@link #open(CratonToken)}.
 */
public final class TestToken implements AutoCloseable {
    private static final AtomicLong NUMBER = new AtomicLong();

    private final Hsm module;
    private final Hsm faulty;
    private final CratonHsmProvider provider;
    private final Faults faults;
    private final char[] soPin;
    private final char[] userPin;

    private TestToken(CratonToken wanted, Hsm module) {
        this.module = module;
        this.soPin = wanted.soPin().toCharArray();
        this.userPin = wanted.userPin().toCharArray();
        this.faults = new Faults(module, userPin);
        this.faulty = FaultyProxy.wrap(Hsm.class, module, faults);
        this.provider =
                wanted.install()
                        ? new CratonHsmProvider(faulty, 0, Long.toString(NUMBER.incrementAndGet()))
                        : new CratonHsmProvider(faulty);
    }

    /** A token as the annotation wants it. */
    public static TestToken open(CratonToken wanted)
            throws GeneralSecurityException, java.io.IOException {
        HsmConfig config =
                HsmConfig.builder()
                        .set(ConfigKey.TOKEN_PERSIST_OBJECTS, false)
                        .set(ConfigKey.TOKEN_SLOT_COUNT, wanted.slots())
                        .set(ConfigKey.SECURITY_MAX_FAILED_LOGINS, wanted.maxFailedLogins())
                        .set(ConfigKey.AUDIT_ENABLED, false)
                        .build();
        TestToken token = new TestToken(wanted, TestProfile.open(config));
        try {
            for (Slot slot : token.module.slots()) {
                token.initialise(
                        slot, slot.id() == 0 ? wanted.label() : wanted.label() + " " + slot.id());
            }
            if (wanted.install()) {
                Security.addProvider(token.provider);
            }
            token.keyStore();
            for (TokenKey key : wanted.keys()) {
                KeySeeds.generate(token.provider, key);
            }
            return token;
        } catch (GeneralSecurityException | java.io.IOException | RuntimeException e) {
            token.close();
            throw e;
        }
    }

    private void initialise(Slot slot, String label) {
        slot.initToken(soPin, label);
        try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, soPin);
            session.initPin(userPin);
            session.logout();
        }
    }

    /** The module, on which {@link #faults()} act. */
    public Hsm hsm() {
        return faulty;
    }

    /** The slot of the token. */
    public Slot slot() {
        return faulty.slot(0);
    }

    /** The provider instance on the token. */
    public CratonHsmProvider provider() {
        return provider;
    }

    /** What can be made to go wrong. */
    public Faults faults() {
        return faults;
    }

    /** The user PIN; a new array. */
    public char[] userPin() {
        return userPin.clone();
    }

    /** The SO PIN; a new array. */
    public char[] soPin() {
        return soPin.clone();
    }

    /** The key store, loaded: the user is logged in. */
    public KeyStore keyStore() throws GeneralSecurityException, java.io.IOException {
        KeyStore keyStore = KeyStore.getInstance(CratonHsmProvider.NAME, provider);
        keyStore.load(null, userPin);
        return keyStore;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // another instance may have the same name by now
    public void close() {
        faults.clear();
        if (Security.getProvider(provider.getName()) == provider) {
            Security.removeProvider(provider.getName());
        }
        provider.close();
        module.close();
    }

    /** Without PINs. */
    @Override
    public String toString() {
        return "test token of " + provider.getName();
    }
}
