package io.craton.hsm.provider.kem;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.provider.key.KeyRef;
import io.craton.hsm.provider.key.PublicKeyObject;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.BiFunction;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** How the encapsulations come to their keys, and what a caller is told if that fails. */
final class KemCalls {
    private KemCalls() {}

    static void refuse(@Nullable AlgorithmParameterSpec spec, String name)
            throws InvalidAlgorithmParameterException {
        if (spec != null) {
            throw new InvalidAlgorithmParameterException(name + " takes no parameters");
        }
    }

    static KEM.Encapsulated encapsulate(
            ProviderToken token,
            PublicKey key,
            BiFunction<Session, ObjectHandle, KEM.Encapsulated> body) {
        try (PublicKeyObject object =
                PublicKeyObject.of(token, key, AttributeType.CKA_ENCAPSULATE)) {
            return object.use(body);
        } catch (HsmException e) {
            throw JcaFailures.provider(e);
        } catch (InvalidKeyException e) {
            throw JcaFailures.as(ProviderException::new, e);
        }
    }

    static SecretKey decapsulate(KeyRef key, BiFunction<Session, ObjectHandle, SecretKey> body)
            throws DecapsulateException {
        try {
            return key.use(body);
        } catch (HsmException e) {
            throw JcaFailures.as(DecapsulateException::new, e);
        }
    }
}
