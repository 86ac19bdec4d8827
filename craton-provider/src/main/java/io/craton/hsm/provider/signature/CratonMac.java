package io.craton.hsm.provider.signature;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.SignOperation;
import io.craton.hsm.provider.key.TokenKey;
import io.craton.hsm.provider.key.TokenSecretKey;
import io.craton.hsm.provider.token.Failures;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.Reaper;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.MacSpi;
import org.jspecify.annotations.Nullable;

/** {@link javax.crypto.Mac} with a key in the token. One thread at a time, as JCA has it. */
public final class CratonMac extends MacSpi {
    private final HsmAccess access;
    private final MacAlgorithm algorithm;
    private @Nullable TokenKey key;
    private @Nullable SignOperation operation;
    private Reaper.@Nullable Ticket ticket;

    /** A MAC without key. */
    public CratonMac(HsmAccess access, MacAlgorithm algorithm) {
        this.access = access;
        this.algorithm = algorithm;
    }

    @Override
    protected int engineGetMacLength() {
        return algorithm.length();
    }

    @Override
    protected void engineInit(Key newKey, @Nullable AlgorithmParameterSpec spec)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        cancel();
        key = null;
        if (spec != null) {
            throw new InvalidAlgorithmParameterException(algorithm.name() + " takes no parameters");
        }
        TokenKey own = TokenKey.own(newKey, access);
        if (!(own instanceof TokenSecretKey)) {
            throw new InvalidKeyException(algorithm.name() + " needs a secret key");
        }
        try {
            begin(own);
        } catch (HsmException e) {
            throw Failures.invalidKey(e);
        }
        key = own;
    }

    private SignOperation begin(TokenKey with) {
        SignOperation started = with.ref()
                .use((session, handle) -> session.signer(Mechanism.of(algorithm.mechanism()), handle));
        operation = started;
        ticket = with.ref().token().reaper().watch(this, started::close);
        with.ref().authenticate(started::authenticate);
        return started;
    }

    private SignOperation ready() {
        SignOperation now = operation;
        if (now != null) {
            return now;
        }
        TokenKey with = key;
        if (with == null) {
            throw new IllegalStateException("the MAC is not initialised");
        }
        return begin(with);
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        try {
            ready().update(input, offset, length);
        } catch (HsmException e) {
            throw failed(e);
        }
    }

    @Override
    protected byte[] engineDoFinal() {
        try {
            byte[] mac = ready().sign();
            ended();
            return mac;
        } catch (HsmException e) {
            throw failed(e);
        }
    }

    // What was under way is lost; without a new initialisation there is no MAC over what comes afterwards.
    private IllegalStateException failed(HsmException e) {
        cancel();
        key = null;
        return Failures.state(e);
    }

    @Override
    protected void engineReset() {
        cancel();
    }

    private void cancel() {
        SignOperation now = operation;
        ended();
        if (now != null) {
            now.close();
        }
    }

    private void ended() {
        operation = null;
        Reaper.Ticket watched = ticket;
        ticket = null;
        if (watched != null) {
            watched.cancel();
        }
    }
}
