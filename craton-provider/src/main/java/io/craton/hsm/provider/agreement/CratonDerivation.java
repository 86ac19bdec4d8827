package io.craton.hsm.provider.agreement;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.PrfData;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.provider.key.KeyRef;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.TokenSecretKey;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactorySpi;
import org.jspecify.annotations.Nullable;

/**
 * Derives keys from a secret key of the token, on every Java. What is derived under the name of a
 * use, such as AES, stays in the token; {@code Generic} is in the caller's hands.
 */
public final class CratonDerivation extends SecretKeyFactorySpi {
    private static final int COUNTER_BITS = 32;

    private final HsmAccess access;
    private final DerivationScheme scheme;
    private final DerivationRequest.Reader requests;

    /**
     * @param access the module
     * @param scheme what is done
     * @param requests reads what is to be derived
     */
    public CratonDerivation(
            HsmAccess access, DerivationScheme scheme, DerivationRequest.Reader requests) {
        this.access = access;
        this.scheme = scheme;
        this.requests = requests;
    }

    @Override
    protected SecretKey engineGenerateSecret(KeySpec spec) throws InvalidKeySpecException {
        DerivationRequest wanted = requests.read(spec);
        if (wanted == null) {
            throw new InvalidKeySpecException(scheme.name() + " takes a CratonDerivationSpec");
        }
        check(wanted);
        try {
            KeyRef base = base(wanted.base());
            DerivedSecret result = DerivedSecret.named(wanted.algorithm(), wanted.length());
            return base.use((session, key) -> derive(base, session, key, wanted, result));
        } catch (InvalidKeyException | NoSuchAlgorithmException e) {
            throw JcaFailures.as(InvalidKeySpecException::new, e);
        } catch (HsmException e) {
            throw JcaFailures.as(InvalidKeySpecException::new, e);
        }
    }

    private void check(DerivationRequest wanted) throws InvalidKeySpecException {
        boolean hkdf = scheme.kind() == DerivationScheme.Kind.HKDF;
        if (!scheme.salted() && wanted.salt().length() > 0) {
            throw new InvalidKeySpecException(
                    scheme.name() + " has no salt; HKDF and ConcatenationKdfWithHmacSHA256 have");
        }
        if (!hkdf && wanted.steps() != HkdfInput.Steps.BOTH) {
            throw new InvalidKeySpecException(scheme.name() + " has no steps of its own; HKDF has");
        }
        if (hkdf && wanted.steps() == HkdfInput.Steps.EXTRACT && wanted.info().length() > 0) {
            throw new InvalidKeySpecException(
                    "the extraction of HKDF takes no info; expand with it what is extracted");
        }
        if (hkdf && wanted.steps() == HkdfInput.Steps.EXPAND && wanted.salt().length() > 0) {
            throw new InvalidKeySpecException(
                    "the expansion of HKDF takes no salt; extract with it before");
        }
    }

    private KeyRef base(SecretKey key) throws InvalidKeyException {
        if (!(OpaqueKey.own(key, access) instanceof TokenSecretKey own)) {
            throw new InvalidKeyException(scheme.name() + " derives from a secret key");
        }
        return own.ref();
    }

    private Mechanism mechanism(DerivationRequest wanted) {
        if (scheme.kind() == DerivationScheme.Kind.HKDF) {
            return new HkdfInput(scheme.hash(), wanted.salt(), wanted.info())
                    .mechanism(wanted.steps());
        }
        List<PrfData> input = new ArrayList<>();
        input.add(new PrfData.IterationVariable(false, COUNTER_BITS));
        if (wanted.info().length() > 0) {
            input.add(new PrfData.Bytes(wanted.info().copy()));
        }
        return Mechanism.of(
                MechanismType.CKM_SP800_108_COUNTER_KDF, new Sp800108(scheme.prf(), input, null));
    }

    private SecretKey derive(
            KeyRef base,
            Session session,
            ObjectHandle key,
            DerivationRequest wanted,
            DerivedSecret result) {
        if (scheme.isOneStep()) {
            return new OneStepDerivation(scheme, session, base, key, wanted).derive(result);
        }
        ObjectHandle derived = session.deriveKey(mechanism(wanted), key, result.template(base));
        return result.take(base.token(), session, derived);
    }

    @Override
    protected KeySpec engineGetKeySpec(SecretKey key, Class<?> keySpec)
            throws InvalidKeySpecException {
        throw new InvalidKeySpecException("a secret key in a token has no specification");
    }

    @Override
    protected SecretKey engineTranslateKey(@Nullable SecretKey key) throws InvalidKeyException {
        OpaqueKey.own(key, access);
        throw new InvalidKeyException(scheme.name() + " derives keys and translates none");
    }
}
