package io.craton.hsm.provider.signature;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.SignOperation;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.TokenSecretKey;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.Reaper;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/** {@link javax.crypto.Mac} with a key in the token. One thread at a time, as JCA has it. */
public final class CratonMac extends MacSpi implements BlindlyChosen {
    private final HsmAccess access;
    private final MacAlgorithm algorithm;
    private @Nullable OpaqueKey key;
    private byte[] vector = {};
    // What the last message was authenticated with; a second one would give the key away.
    private @Nullable OpaqueKey spentKey;
    private byte[] spentVector = {};
    private @Nullable SignOperation operation;
    private Reaper.@Nullable Ticket ticket;
    private boolean chosenBlindly;
    // The JDK's engine, for a software key; then the rest is not used.
    private @Nullable Mac software;

    /** A MAC without key. */
    public CratonMac(HsmAccess access, MacAlgorithm algorithm) {
        this.access = access;
        this.algorithm = algorithm;
    }

    @Override
    public void chosenBlindly() {
        chosenBlindly = true;
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
        software = null;
        if (chosenBlindly && newKey != null && !(newKey instanceof OpaqueKey)) {
            software = jdk(newKey, spec);
            return;
        }
        OpaqueKey own = OpaqueKey.own(newKey, access);
        if (!(own instanceof TokenSecretKey)) {
            throw new InvalidKeyException(algorithm.name() + " needs a secret key");
        }
        byte[] wanted = vector(spec);
        if (algorithm.vector() && own.equals(spentKey) && Arrays.equals(wanted, spentVector)) {
            throw new InvalidAlgorithmParameterException(
                    "this key has just authenticated with this initialisation vector; a new one is"
                            + " needed");
        }
        vector = wanted;
        try {
            begin(own);
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
        key = own;
    }

    private byte[] vector(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (!algorithm.vector()) {
            if (spec != null) {
                throw new InvalidAlgorithmParameterException(
                        algorithm.name() + " takes no parameters");
            }
            return new byte[0];
        }
        if (!(spec instanceof IvParameterSpec iv) || iv.getIV().length == 0) {
            throw new InvalidAlgorithmParameterException(
                    algorithm.name() + " takes an IvParameterSpec with at least one byte");
        }
        return iv.getIV();
    }

    private Mechanism mechanism() {
        return algorithm.vector()
                ? Mechanism.of(
                        algorithm.mechanism(),
                        new Gcm(vector, new byte[0], algorithm.length() * Byte.SIZE))
                : Mechanism.of(algorithm.mechanism());
    }

    private Mac jdk(Key newKey, @Nullable AlgorithmParameterSpec spec)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        try {
            Mac mac = Mac.getInstance(algorithm.name(), "SunJCE");
            mac.init(newKey, spec);
            return mac;
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new InvalidKeyException(
                    "a software key, for which the JDK has no " + algorithm.name(), e);
        }
    }

    private SignOperation begin(OpaqueKey with) {
        SignOperation started =
                with.ref().use((session, handle) -> session.signer(mechanism(), handle));
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
        OpaqueKey with = key;
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
        Mac mac = software;
        if (mac != null) {
            mac.update(input, offset, length);
            return;
        }
        try {
            ready().update(input, offset, length);
        } catch (HsmException e) {
            throw failed(e);
        }
    }

    @Override
    protected byte[] engineDoFinal() {
        Mac mac = software;
        if (mac != null) {
            return mac.doFinal();
        }
        try {
            byte[] value = ready().sign();
            ended();
            spend();
            return value;
        } catch (HsmException e) {
            throw failed(e);
        }
    }

    // The next message needs another vector, so another initialisation.
    private void spend() {
        if (algorithm.vector()) {
            spentKey = key;
            spentVector = vector;
            key = null;
        }
    }

    // What was under way is lost; without a new initialisation there is no MAC over what comes
    // afterwards.
    private IllegalStateException failed(HsmException e) {
        cancel();
        key = null;
        return JcaFailures.state(e);
    }

    @Override
    protected void engineReset() {
        Mac mac = software;
        if (mac != null) {
            mac.reset();
        }
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
