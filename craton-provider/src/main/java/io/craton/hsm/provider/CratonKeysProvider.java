package io.craton.hsm.provider;

import io.craton.hsm.config.ConfigFile;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.TokenReference;
import java.io.Serial;

/**
 * The JCA provider {@code CratonHSM-Keys}: of the services of {@link CratonHsmProvider} those that
 * take a key, and the key store. It is the one for the first position of the JVM's list: callers
 * that ask for a provider before they show a key find it, and what makes keys, digests or random
 * bytes without a word about it, such as the JDK's TLS for each handshake, goes on to the software
 * providers behind.
 *
 * <pre>{@code
 * Security.insertProviderAt(new CratonKeysProvider(), 1);
 * Security.addProvider(new CratonHsmProvider());
 * }</pre>
 *
 * <p>Both have the same token if they have the same configuration: the module is opened once, a
 * login is one login, and a key of one is a key of the other. Safe for use by several threads.
 */
public final class CratonKeysProvider extends TokenProvider {
    /** The name of the provider. */
    public static final String NAME = CratonHsmProvider.NAME + "-Keys";

    @Serial private static final long serialVersionUID = 1L;

    /**
     * A provider on the token of {@code craton_hsm.toml} as {@link ConfigFile#discover()} finds it,
     * or of the configuration that {@link #configure} names.
     */
    public CratonKeysProvider() {
        this(NAME, HsmAccess.lazy(ConfigFile::discover, TokenReference.DEFAULT), false);
    }

    /**
     * A provider on the token of another provider.
     *
     * @param beside the other one, of whose name this one has the suffix: {@code
     *     CratonHSM-Keys-web} beside {@code CratonHSM-web}; each is closed by itself
     */
    public CratonKeysProvider(CratonHsmProvider beside) {
        this(
                NAME + beside.getName().substring(CratonHsmProvider.NAME.length()),
                beside.access().shared(),
                true);
    }

    private CratonKeysProvider(String name, HsmAccess access, boolean configured) {
        super(
                name,
                "Craton HSM: use of keys in a PKCS#11 v3.2 token",
                access,
                configured,
                ServiceRow::usesKeys);
    }

    @Override
    CratonKeysProvider with(HsmAccess chosen) {
        return new CratonKeysProvider(getName(), chosen, true);
    }
}
