package io.craton.hsm.provider.generator;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.ProviderException;

/**
 * Digests for callers that name one provider for everything. They hold no key, so they are the
 * JDK's own: they can be cloned, as TLS needs, and leave no line in the audit log.
 */
public final class JdkDigest extends MessageDigestSpi implements Cloneable {
    private MessageDigest digest;

    /** A digest with the JDK's name for it. */
    public JdkDigest(String algorithm) {
        try {
            this.digest = MessageDigest.getInstance(algorithm, "SUN");
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new ProviderException("the JDK's SUN provider is needed for " + algorithm, e);
        }
    }

    @Override
    protected int engineGetDigestLength() {
        return digest.getDigestLength();
    }

    @Override
    protected void engineUpdate(byte input) {
        digest.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        digest.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
        return digest.digest();
    }

    @Override
    protected int engineDigest(byte[] buffer, int offset, int length) throws DigestException {
        return digest.digest(buffer, offset, length);
    }

    @Override
    protected void engineReset() {
        digest.reset();
    }

    @Override
    public JdkDigest clone() throws CloneNotSupportedException {
        JdkDigest copy = (JdkDigest) super.clone();
        copy.digest = (MessageDigest) digest.clone();
        return copy;
    }
}
