package io.craton.hsm.provider.kdf;

import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.agreement.DerivedSecret;
import io.craton.hsm.provider.agreement.HkdfInput;
import io.craton.hsm.provider.agreement.HkdfInput.Steps;
import io.craton.hsm.provider.agreement.KdfFactory;
import io.craton.hsm.provider.key.KeyRef;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import io.craton.hsm.spi.Bytes;
import java.io.ByteArrayOutputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.function.BiFunction;
import javax.crypto.KDFParameters;
import javax.crypto.KDFSpi;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * HKDF with a key of the token. What is derived under the name of a use, such as AES, stays in the
 * token; {@code Generic} and data are in the caller's hands.
 */
public final class CratonKdf extends KDFSpi {
    private final HsmAccess access;
    private final Digest hash;

    /** Makes instances; found by its name. */
    public static final class Factory implements KdfFactory {
        /** Called by name. */
        public Factory() {}

        @Override
        public Object create(HsmAccess access, Digest hash) {
            try {
                return new CratonKdf(access, hash);
            } catch (InvalidAlgorithmParameterException e) {
                throw new IllegalStateException("HKDF was given parameters that it was not", e);
            }
        }
    }

    private CratonKdf(HsmAccess access, Digest hash) throws InvalidAlgorithmParameterException {
        super(null);
        this.access = access;
        this.hash = hash;
    }

    @Override
    protected @Nullable KDFParameters engineGetParameters() {
        return null;
    }

    /** A derivation, ready to be done. */
    private record Task(OpaqueKey base, Mechanism mechanism, int length) {
        SecretKey key(DerivedSecret wanted) throws InvalidAlgorithmParameterException {
            ProviderToken token = base.ref().token();
            return derive(wanted, (session, derived) -> wanted.take(token, session, derived));
        }

        byte[] value() throws InvalidAlgorithmParameterException {
            return derive(DerivedSecret.value(length), DerivedSecret::bytes);
        }

        private <R> R derive(DerivedSecret wanted, BiFunction<Session, ObjectHandle, R> taking)
                throws InvalidAlgorithmParameterException {
            KeyRef ref = base.ref();
            Template template = wanted.template(ref);
            try {
                return ref.use(
                        (session, key) ->
                                taking.apply(session, session.deriveKey(mechanism, key, template)));
            } catch (HsmException e) {
                throw JcaFailures.as(InvalidAlgorithmParameterException::new, e);
            }
        }
    }

    private Task task(AlgorithmParameterSpec spec) throws InvalidAlgorithmParameterException {
        HkdfInput hkdf = HkdfInput.of(hash);
        if (spec instanceof HKDFParameterSpec.Extract extract) {
            OpaqueKey base = base(extract.ikms());
            Mechanism mechanism = hkdf.salt(salt(extract.salts())).mechanism(Steps.EXTRACT);
            return new Task(base, mechanism, hash.length());
        }
        if (spec instanceof HKDFParameterSpec.Expand expand) {
            OpaqueKey base = base(List.of(expand.prk()));
            Mechanism mechanism = hkdf.info(info(expand.info())).mechanism(Steps.EXPAND);
            return new Task(base, mechanism, expand.length());
        }
        if (spec instanceof HKDFParameterSpec.ExtractThenExpand both) {
            OpaqueKey base = base(both.ikms());
            HkdfInput input = hkdf.salt(salt(both.salts())).info(info(both.info()));
            return new Task(base, input.mechanism(Steps.BOTH), both.length());
        }
        throw new InvalidAlgorithmParameterException("HKDF takes an HKDFParameterSpec");
    }

    // An exception of this kind has JCA ask the next provider, if nobody has named this one.
    private OpaqueKey base(List<SecretKey> keys) throws InvalidAlgorithmParameterException {
        if (keys.size() != 1) {
            throw new InvalidAlgorithmParameterException(
                    "the input is one key of the token, not " + keys.size() + " pieces");
        }
        try {
            return OpaqueKey.own(keys.get(0), access);
        } catch (InvalidKeyException e) {
            throw JcaFailures.as(InvalidAlgorithmParameterException::new, e);
        }
    }

    private static Bytes info(byte @Nullable [] info) {
        return info == null ? Bytes.NONE : Bytes.of(info);
    }

    private static Bytes salt(List<SecretKey> salts) throws InvalidAlgorithmParameterException {
        ByteArrayOutputStream salt = new ByteArrayOutputStream();
        for (SecretKey piece : salts) {
            byte[] bytes = piece instanceof OpaqueKey ? null : piece.getEncoded();
            if (bytes == null) {
                throw new InvalidAlgorithmParameterException(
                        "the salt is not secret: its value is given");
            }
            salt.writeBytes(bytes);
        }
        return Bytes.of(salt.toByteArray());
    }

    @Override
    protected SecretKey engineDeriveKey(String algorithm, AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException, NoSuchAlgorithmException {
        Task task = task(spec);
        return task.key(DerivedSecret.named(algorithm, task.length()));
    }

    @Override
    protected byte[] engineDeriveData(AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        return task(spec).value();
    }
}
