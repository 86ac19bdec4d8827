package io.craton.hsm.provider.container;

import java.security.Provider;
import java.security.Signature;
import org.apache.sshd.common.util.security.SecurityProviderRegistrar;

/**
 * Lets Apache MINA SSHD 2 sign with keys of a token, as host keys, as keys of users and as an
 * authority, where {@code bcprov} is on the class path. There MINA asks Bouncy Castle by name for
 * every signature, and Bouncy Castle takes its own keys only. With this, MINA's signatures with RSA
 * and ECDSA are made by whichever provider takes the key; everything else stays as it was. Before
 * anything else of MINA is used:
 *
 * <pre>{@code
 * SecurityUtils.registerSecurityProvider(new MinaTokenRegistrar());
 * }</pre>
 *
 * <p>Opens no token: {@code CratonHSM} is installed by the application or with {@link ServerToken}.
 */
public final class MinaTokenRegistrar implements SecurityProviderRegistrar {
    private static final String NAME = "CratonHSM-by-key";

    private final Provider provider = new SignaturesByKey(NAME);

    /** For MINA. */
    public MinaTokenRegistrar() {}

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean isSupported() {
        return true;
    }

    /** False: MINA is to take the object, and not to install it in the JVM's list. */
    @Override
    public boolean isNamedProviderUsed() {
        return false;
    }

    /** Of signatures alone. */
    @Override
    public Provider getSecurityProvider() {
        return provider;
    }

    @Override
    public boolean isSecurityEntitySupported(Class<?> entityType, String name) {
        return entityType == Signature.class && provider.getService("Signature", name) != null;
    }
}
