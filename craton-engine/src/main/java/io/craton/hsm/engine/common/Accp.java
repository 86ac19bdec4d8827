package io.craton.hsm.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.security.Provider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Amazon Corretto Crypto Provider, found by name where the application has it on its class path. It
 * is held as an object and never installed.
 */
final class Accp {
    private static final Logger LOG = LoggerFactory.getLogger(Accp.class);
    private static final String CLASS =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private Accp() {}

    /**
     * Loads it, and says in the log which build it is: whether AWS-LC-FIPS computes is something
     * that only the library knows.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is not there or not for this platform
     */
    static Provider load() {
        try {
            Provider provider =
                    Class.forName(CLASS)
                            .asSubclass(Provider.class)
                            .getDeclaredConstructor()
                            .newInstance();
            Object failure = ask(provider, "getLoadingError");
            if (failure instanceof Throwable cause) {
                throw missing(cause);
            }
            LOG.info("algorithms.crypto_backend = accp: {}", describe(provider));
            return provider;
        } catch (ReflectiveOperationException | LinkageError e) {
            throw missing(e);
        }
    }

    /** Name, version, and whether it is a FIPS build by its own word. */
    static String describe(Provider provider) throws ReflectiveOperationException {
        return provider.getName()
                + " "
                + provider.getVersionStr()
                + (Boolean.TRUE.equals(ask(provider, "isFips"))
                        ? ", a FIPS build"
                        : ", not a FIPS build");
    }

    private static Object ask(Provider provider, String question)
            throws ReflectiveOperationException {
        return provider.getClass().getMethod(question).invoke(provider);
    }

    private static HsmException missing(Throwable cause) {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD,
                "algorithms.crypto_backend is \"accp\", but Amazon Corretto Crypto Provider cannot be loaded; add"
                        + " software.amazon.cryptools:AmazonCorrettoCryptoProvider for this platform to the class"
                        + " path, or choose \"auto\"",
                cause);
    }
}
