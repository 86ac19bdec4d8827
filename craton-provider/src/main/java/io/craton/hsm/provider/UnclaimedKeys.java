package io.craton.hsm.provider;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.util.stream.Stream;

/**
 * Public keys of others that no other provider in the JVM's list verifies with, such as that of a
 * certificate with SLH-DSA, which no JDK knows: there this provider does, though nobody named it.
 * All other public keys are left to their own providers; what our own two say does not count.
 */
final class UnclaimedKeys {
    private UnclaimedKeys() {}

    /** Whether nobody else verifies signatures of this algorithm with the key. */
    static boolean isUnclaimed(String algorithm, PublicKey key) {
        return Stream.of(Security.getProviders())
                .filter(provider -> !(provider instanceof TokenProvider))
                .noneMatch(provider -> takes(provider, algorithm, key));
    }

    private static boolean takes(Provider provider, String algorithm, PublicKey key) {
        Provider.Service service = provider.getService("Signature", algorithm);
        if (service == null || !service.supportsParameter(key)) {
            return false;
        }
        // A service that does not say which keys it takes says that it takes all.
        return service.getAttribute("SupportedKeyClasses") != null || starts(service, key);
    }

    private static boolean starts(Provider.Service service, PublicKey key) {
        try {
            Signature.getInstance(service.getAlgorithm(), service.getProvider()).initVerify(key);
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }
}
