package io.craton.hsm.provider.generator;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.DigestUse;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import io.craton.hsm.provider.token.Reaper;
import java.security.MessageDigestSpi;
import org.jspecify.annotations.Nullable;

/**
 * A digest that the token computes, for hash functions that this JDK does not have. It cannot be
 * cloned. One thread at a time, as JCA has it.
 */
public final class TokenDigest extends MessageDigestSpi {
    private final HsmAccess access;
    private final Digest digest;
    private @Nullable DigestOperation operation;
    private Reaper.@Nullable Ticket ticket;

    /**
     * @param access the module
     * @param digest a hash function with a mechanism of its own
     */
    public TokenDigest(HsmAccess access, Digest digest) {
        this.access = access;
        this.digest = digest;
    }

    @Override
    protected int engineGetDigestLength() {
        return digest.length();
    }

    private DigestOperation begun() {
        DigestOperation now = operation;
        if (now != null) {
            return now;
        }
        Mechanism mechanism = Mechanism.of(digest.mechanism(DigestUse.DIGEST).orElseThrow());
        ProviderToken token = access.token();
        DigestOperation started = token.hold(session -> session.digester(mechanism));
        operation = started;
        ticket = token.reaper().watch(this, started::close);
        return started;
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        try {
            begun().update(input, offset, length);
        } catch (HsmException e) {
            engineReset();
            throw JcaFailures.provider(e);
        }
    }

    @Override
    protected byte[] engineDigest() {
        try {
            return begun().digest();
        } catch (HsmException e) {
            throw JcaFailures.provider(e);
        } finally {
            engineReset();
        }
    }

    @Override
    protected void engineReset() {
        DigestOperation now = operation;
        Reaper.Ticket watched = ticket;
        operation = null;
        ticket = null;
        if (watched != null) {
            watched.cancel();
        }
        if (now != null) {
            now.close();
        }
    }
}
