package io.craton.hsm.provider.signature;

/**
 * A service object that JCA may take from the first provider before it knows the key: {@code
 * Mac.getMacLength()} and {@code Signature.setParameter} do that, the JDK's TLS among their
 * callers. Told so, it serves keys that are not in the token with the JDK's own engine, so that
 * software keys go on working with this provider at position 1. An object that was asked of this
 * provider by name refuses them.
 */
public interface BlindlyChosen {
    /** Nobody named this provider and nobody has shown a key. */
    void chosenBlindly();
}
