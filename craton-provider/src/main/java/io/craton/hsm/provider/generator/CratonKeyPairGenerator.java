package io.craton.hsm.provider.generator;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyIds;
import io.craton.hsm.provider.key.KeyRequest;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import org.jspecify.annotations.Nullable;

/**
 * Generates key pairs in the token. Without a {@code CratonKeySpec} the private keys live as long
 * as their Java objects.
 */
public final class CratonKeyPairGenerator extends KeyPairGeneratorSpi {
    private final HsmAccess access;
    private final KeyType keyType;
    private final Mechanism mechanism;
    private final KeyPairShape defaultShape;
    private final KeyRequest.Reader requests;
    private KeyPairShape shape;
    private @Nullable KeyRequest request;

    /**
     * @param access the module
     * @param defaultShape what is generated unless the caller asks for something else
     * @param requests reads what {@code initialize} is given
     */
    public CratonKeyPairGenerator(
            HsmAccess access, KeyPairShape defaultShape, KeyRequest.Reader requests) {
        this.access = access;
        this.keyType = defaultShape.keyType();
        this.mechanism = Mechanism.of(keyType.generator().orElseThrow());
        this.defaultShape = defaultShape;
        this.shape = defaultShape;
        this.requests = requests;
    }

    @Override
    public void initialize(int keySize, SecureRandom random) {
        try {
            shape = allowed(defaultShape.ofSize(keySize));
        } catch (InvalidAlgorithmParameterException e) {
            throw JcaFailures.as(InvalidParameterException::new, e);
        }
        request = null;
    }

    @Override
    public void initialize(AlgorithmParameterSpec parameters, SecureRandom random)
            throws InvalidAlgorithmParameterException {
        KeyRequest wanted = requests.read(parameters);
        shape = allowed(wanted == null ? defaultShape.of(parameters) : shape(wanted));
        request = wanted;
    }

    private KeyPairShape shape(KeyRequest wanted) throws InvalidAlgorithmParameterException {
        String refusal = KeyTemplates.refusal(keyType, wanted);
        if (refusal != null) {
            throw new InvalidAlgorithmParameterException(refusal);
        }
        // Also beside parameters: a size that is none is an error.
        KeyPairShape sized =
                wanted.keySize() == 0 ? defaultShape : defaultShape.ofSize(wanted.keySize());
        AlgorithmParameterSpec inner = wanted.params();
        return inner == null ? sized : defaultShape.of(inner);
    }

    // What the configuration permits callers want to be told now.
    private KeyPairShape allowed(KeyPairShape wanted) throws InvalidAlgorithmParameterException {
        Template key = wanted.template().toBuilder().keyType(keyType).build();
        try {
            access.token().check(mechanism, MechanismInfo.Flag.CKF_GENERATE_KEY_PAIR, key);
            return wanted;
        } catch (HsmException e) {
            if (JcaFailures.isRefusal(e)) {
                throw JcaFailures.as(InvalidAlgorithmParameterException::new, e);
            }
            throw JcaFailures.provider(e);
        }
    }

    @Override
    public KeyPair generateKeyPair() {
        KeyRequest wanted = request;
        KeyRequest named = wanted == null ? KeyRequest.SESSION : wanted;
        Template publicTemplate =
                KeyTemplates.publicKey(keyType, named)
                        .setAll(shape.template())
                        .setAll(shape.limits())
                        .build();
        Template.Builder own =
                wanted == null
                        ? KeyTemplates.held(ObjectClass.CKO_PRIVATE_KEY, keyType)
                        : KeyTemplates.secret(ObjectClass.CKO_PRIVATE_KEY, keyType, wanted);
        Template privateTemplate =
                KeyTemplates.override(own.setAll(shape.limits()), named.attributes());
        ProviderToken token = access.token();
        try {
            if (wanted != null) {
                return token.call(
                        session -> generate(token, session, publicTemplate, privateTemplate));
            }
            token.requireLogin();
            return token.hold(session -> generate(token, session, publicTemplate, privateTemplate));
        } catch (HsmException e) {
            throw JcaFailures.provider(e);
        }
    }

    private KeyPair generate(
            ProviderToken token,
            Session session,
            Template publicTemplate,
            Template privateTemplate) {
        KeyPairHandles handles =
                session.generateKeyPair(mechanism, publicTemplate, privateTemplate);
        TokenPrivateKey privateKey =
                (TokenPrivateKey) Keys.adopt(token, session, handles.privateKey());
        if (!privateKey.ref().tokenObject()) {
            // The public key is in the caller's hands; the session needs no copy.
            session.destroyObject(handles.publicKey());
        } else if (!privateTemplate.has(AttributeType.CKA_ID)) {
            Template id = Template.builder().id(KeyIds.of(privateKey.publicKeyInfo())).build();
            session.setAttributes(handles.privateKey(), id);
            session.setAttributes(handles.publicKey(), id);
        }
        try {
            return new KeyPair(X509PublicKeys.of(privateKey), privateKey);
        } catch (InvalidKeySpecException e) {
            throw JcaFailures.as(ProviderException::new, "the public key has no use in Java", e);
        }
    }
}
