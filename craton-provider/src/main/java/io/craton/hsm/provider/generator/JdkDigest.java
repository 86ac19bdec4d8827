package io.craton.hsm.provider.generator;

import io.craton.hsm.Digest;
import io.craton.hsm.provider.token.HsmAccess;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;

/**
 * Digests for callers that name one provider for everything. They hold no key, so they are the
 * JDK's own: they can be cloned, as TLS needs, and leave no line in the audit log.
 */
public final class JdkDigest extends MessageDigestSpi implements Cloneable {
    private MessageDigest digest;

    private JdkDigest(MessageDigest digest) {
        this.digest = digest;
    }

    /**
     * A digest by a provider of the JDK, or by the token if that does not have it.
     *
     * @param provider its name
     */
    public static MessageDigestSpi of(HsmAccess access, Digest digest, String provider) {
        try {
            return new JdkDigest(MessageDigest.getInstance(digest.standardName(), provider));
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            return new TokenDigest(access, digest);
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
