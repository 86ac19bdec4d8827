package io.craton.hsm.provider;

import io.craton.hsm.Hsm;
import io.craton.hsm.config.ConfigFile;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.TokenReference;
import io.craton.hsm.provider.token.TokenSelector;
import java.io.Serial;
import java.security.InvalidParameterException;

/**
 * The JCA provider {@code CratonHSM}. Making one, adding it, or loading its class starts nothing:
 * the first use that needs the token opens the module (decision B34).
 *
 * <pre>{@code
 * Security.addProvider(new CratonHsmProvider());
 * KeyStore keyStore = KeyStore.getInstance("CratonHSM");
 * keyStore.load(null, userPin);
 * }</pre>
 *
 * <p>At the first position of the JVM's list {@link CratonKeysProvider} is the better one.
 *
 * <p>Instances with the same configuration work with one module, which is opened once and closed
 * with the last of them; a key of one is a key of all. Others are independent of each other: one
 * made with {@link #CratonHsmProvider(Hsm)} works with that module only, and its keys are foreign
 * to other instances. Safe for use by several threads.
 */
public final class CratonHsmProvider extends TokenProvider {
    /** The name of the provider and of its key store type. */
    public static final String NAME = "CratonHSM";

    @Serial private static final long serialVersionUID = 1L;

    /**
     * A provider on the token of {@code craton_hsm.toml} as {@link ConfigFile#discover()} finds it,
     * or of the configuration that {@link #configure} names.
     */
    public CratonHsmProvider() {
        this(NAME, HsmAccess.lazy(ConfigFile::discover, TokenReference.DEFAULT), false);
    }

    /**
     * A provider on a module that the application has opened; the token is the one in slot 0.
     *
     * @param hsm the module; the application closes it, after {@link #close()}
     */
    public CratonHsmProvider(Hsm hsm) {
        this(NAME, HsmAccess.of(hsm, TokenReference.DEFAULT), true);
    }

    /**
     * A provider on one slot of a module that the application has opened.
     *
     * @param hsm the module; the application closes it, after {@link #close()}
     * @param slot the slot id
     */
    public CratonHsmProvider(Hsm hsm, long slot) {
        this(NAME, HsmAccess.of(hsm, inSlot(slot)), true);
    }

    /**
     * A provider with a name of its own, so that several instances can be installed in one JVM at
     * the same time: JCA and TLS find keys only in installed providers, and there can be only one
     * of each name.
     *
     * @param hsm the module; the application closes it, after {@link #close()}
     * @param slot the slot id
     * @param suffix letters, digits, dots, hyphens and underscores: the name is {@code
     *     CratonHSM-suffix}
     * @throws InvalidParameterException if the suffix has other characters, or begins with {@code
     *     Keys}, which is for {@link CratonKeysProvider}
     */
    public CratonHsmProvider(Hsm hsm, long slot, String suffix) {
        this(named(suffix), HsmAccess.of(hsm, inSlot(slot)), true);
    }

    private static TokenReference inSlot(long slot) {
        return TokenReference.of(TokenSelector.slot(slot));
    }

    private static String named(String suffix) {
        if (!suffix.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new InvalidParameterException(
                    "the suffix of a provider name has 1 to 64 letters, digits, dots, hyphens and underscores");
        }
        if (suffix.startsWith("Keys")) {
            throw new InvalidParameterException(
                    "names that begin with "
                            + CratonKeysProvider.NAME
                            + " are for CratonKeysProvider; take another suffix");
        }
        return NAME + "-" + suffix;
    }

    private CratonHsmProvider(String name, HsmAccess access, boolean configured) {
        super(name, "Craton HSM: keys in a PKCS#11 v3.2 token", access, configured, row -> true);
    }

    @Override
    CratonHsmProvider with(HsmAccess chosen) {
        return new CratonHsmProvider(getName(), chosen, true);
    }
}
