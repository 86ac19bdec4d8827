package io.craton.hsm.provider.container;

import io.craton.hsm.provider.CratonKeysProvider;
import io.craton.hsm.provider.token.JcaFailures;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.Map;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.security.auth.SecurityProviderCreator;
import org.jspecify.annotations.Nullable;

/**
 * Gives brokers and clients of Kafka the provider {@code CratonHSM-Keys}, which Kafka puts first in
 * the JVM's list, once for all of them:
 *
 * <pre>{@code
 * security.providers=io.craton.hsm.provider.container.KafkaTokenCreator
 * craton.configuration=/etc/craton-hsm/craton_hsm.toml
 * craton.pin.file=/etc/craton-hsm/user-pin
 * ssl.keystore.type=CratonHSM
 * ssl.keystore.location=/etc/kafka/token.ref
 * }</pre>
 *
 * <p>The configuration may be a {@code pkcs11:} URI, or missing for the one that the module finds
 * itself; {@code craton.pin.variable} names an environment variable in place of the file.
 */
public final class KafkaTokenCreator implements SecurityProviderCreator {
    private static final String CONFIGURATION = "craton.configuration";
    private static final String PIN_FILE = "craton.pin.file";
    private static final String PIN_VARIABLE = "craton.pin.variable";

    private @Nullable Provider provider;

    /** For Kafka. */
    public KafkaTokenCreator() {}

    /**
     * Opens the token and logs in, if the provider is not in the list yet.
     *
     * @throws IllegalStateException if the token cannot be opened or the login fails, which keeps
     *     Kafka from starting
     */
    @Override
    public void configure(Map<String, ?> settings) {
        Provider installed = Security.getProvider(CratonKeysProvider.NAME);
        provider = installed != null ? installed : made(settings);
    }

    private static Provider made(Map<String, ?> settings) {
        String file = text(settings, PIN_FILE);
        ServerPin pin =
                new ServerPin(file == null ? null : Path.of(file), text(settings, PIN_VARIABLE));
        CratonKeysProvider made = configured(text(settings, CONFIGURATION));
        try {
            if (pin.present()) {
                made.setPinSource(pin::read);
                made.login(null, null);
            }
            return made;
        } catch (LoginException e) {
            made.close();
            throw JcaFailures.as(IllegalStateException::new, "the token cannot be opened", e);
        } catch (IllegalStateException e) {
            // The PIN cannot be read.
            made.close();
            throw e;
        }
    }

    private static CratonKeysProvider configured(@Nullable String argument) {
        CratonKeysProvider made = new CratonKeysProvider();
        return argument == null ? made : (CratonKeysProvider) made.configure(argument);
    }

    private static @Nullable String text(Map<String, ?> settings, String name) {
        Object value = settings.get(name);
        return value == null ? null : value.toString();
    }

    /** The provider, which Kafka inserts in the JVM's list. */
    @Override
    public Provider getProvider() {
        Provider made = provider;
        if (made == null) {
            throw new IllegalStateException("configure() has not been called");
        }
        return made;
    }
}
