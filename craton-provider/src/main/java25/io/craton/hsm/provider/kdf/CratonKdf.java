package io.craton.hsm.provider.kdf;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.agreement.KdfFactory;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.io.ByteArrayOutputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KDFParameters;
import javax.crypto.KDFSpi;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
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
    private record Task(OpaqueKey base, Hkdf parameters, int length) {}

    private Task task(AlgorithmParameterSpec spec) throws InvalidAlgorithmParameterException {
        if (spec instanceof HKDFParameterSpec.Extract extract) {
            OpaqueKey base = base(extract.ikms());
            return new Task(base, hkdf(true, false, extract.salts(), new byte[0]), hash.length());
        }
        if (spec instanceof HKDFParameterSpec.Expand expand) {
            OpaqueKey base = base(List.of(expand.prk()));
            return new Task(base, hkdf(false, true, List.of(), expand.info()), expand.length());
        }
        if (spec instanceof HKDFParameterSpec.ExtractThenExpand both) {
            OpaqueKey base = base(both.ikms());
            return new Task(base, hkdf(true, true, both.salts(), both.info()), both.length());
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

    private Hkdf hkdf(
            boolean extract, boolean expand, List<SecretKey> salts, byte @Nullable [] info)
            throws InvalidAlgorithmParameterException {
        ByteArrayOutputStream salt = new ByteArrayOutputStream();
        for (SecretKey piece : salts) {
            byte[] bytes = piece instanceof OpaqueKey ? null : piece.getEncoded();
            if (bytes == null) {
                throw new InvalidAlgorithmParameterException(
                        "the salt is not secret: its value is given");
            }
            salt.writeBytes(bytes);
        }
        boolean none = salt.size() == 0;
        return new Hkdf(
                extract,
                expand,
                hash.mechanism(DigestUse.DIGEST).orElseThrow(),
                none ? SaltType.CKF_HKDF_SALT_NULL : SaltType.CKF_HKDF_SALT_DATA,
                none ? null : salt.toByteArray(),
                null,
                info == null ? new byte[0] : info);
    }

    private static <R> R derive(Task task, Template template, Derived<R> then)
            throws InvalidAlgorithmParameterException {
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_HKDF_DERIVE, task.parameters());
        try {
            return task.base()
                    .ref()
                    .use(
                            (session, key) ->
                                    then.take(
                                            session, session.deriveKey(mechanism, key, template)));
        } catch (HsmException e) {
            throw JcaFailures.as(InvalidAlgorithmParameterException::new, e);
        }
    }

    private interface Derived<R> {
        R take(Session session, ObjectHandle handle);
    }

    @Override
    protected SecretKey engineDeriveKey(String algorithm, AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException, NoSuchAlgorithmException {
        if (Keys.forTheCaller(algorithm)) {
            byte[] value = engineDeriveData(spec);
            try {
                return new SecretKeySpec(value, algorithm);
            } finally {
                Arrays.fill(value, (byte) 0);
            }
        }
        KeyType type = Keys.typeInside(algorithm);
        Task task = task(spec);
        Template template =
                KeyTemplates.like(task.base().ref(), KeyTemplates.sessionSecret(type))
                        .set(AttributeType.CKA_VALUE_LEN, (long) task.length())
                        .build();
        return derive(
                task,
                template,
                (session, handle) ->
                        Keys.adoptSecret(task.base().ref().token(), session, handle, algorithm));
    }

    @Override
    protected byte[] engineDeriveData(AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        Task task = task(spec);
        Template template =
                KeyTemplates.like(
                                task.base().ref(),
                                KeyTemplates.readableSecret(KeyType.CKK_GENERIC_SECRET))
                        .set(AttributeType.CKA_VALUE_LEN, (long) task.length())
                        .build();
        return derive(
                task,
                template,
                (session, handle) -> {
                    try {
                        return session.getAttribute(handle, AttributeType.CKA_VALUE);
                    } finally {
                        session.destroyObject(handle);
                    }
                });
    }
}
