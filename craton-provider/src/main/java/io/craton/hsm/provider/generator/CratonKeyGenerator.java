package io.craton.hsm.provider.generator;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyRequest;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import io.craton.hsm.spi.Causes;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Generates secret keys in the token. Without a {@code CratonKeySpec} they live as long as their
 * Java objects: whoever asks for a key without a word about it, such as the JDK's TLS for its
 * tickets, knows nothing of logins.
 */
public final class CratonKeyGenerator extends KeyGeneratorSpi {
    private static final int USUAL_LENGTH = 32;

    private final HsmAccess access;
    private final String name;
    private final KeyType keyType;
    private final Mechanism mechanism;
    private final KeyRequest.Reader requests;
    private @Nullable KeyRequest request;
    private int bits;

    /**
     * @param access the module
     * @param name the JCA name of the keys
     * @param keyType their type
     * @param mechanism what generates them
     * @param requests reads what {@code init} is given
     */
    public CratonKeyGenerator(
            HsmAccess access,
            String name,
            KeyType keyType,
            MechanismType mechanism,
            KeyRequest.Reader requests) {
        this.access = access;
        this.name = name;
        this.keyType = keyType;
        this.mechanism = Mechanism.of(mechanism);
        this.requests = requests;
        this.bits = usualBits();
    }

    /** The longest that there is, for HMAC the length of the digest, 256 bits for the rest. */
    private int usualBits() {
        int usual = keyType.digest().map(Digest::length).orElse(USUAL_LENGTH);
        return Byte.SIZE * keyType.lengths().stream().max(Integer::compare).orElse(usual);
    }

    @Override
    protected void engineInit(SecureRandom random) {
        bits = usualBits();
        request = null;
    }

    @Override
    protected void engineInit(int keySize, SecureRandom random) {
        String problem = problem(keySize);
        if (problem != null) {
            throw new InvalidParameterException(problem);
        }
        bits = keySize;
        request = null;
    }

    @Override
    protected void engineInit(AlgorithmParameterSpec parameters, SecureRandom random)
            throws InvalidAlgorithmParameterException {
        KeyRequest wanted = requests.read(parameters);
        if (wanted == null) {
            throw new InvalidAlgorithmParameterException(
                    "a KeyGenerator of CratonHSM takes a CratonKeySpec");
        }
        int size = wanted.keySize() == 0 ? usualBits() : wanted.keySize();
        String problem = problem(size);
        if (problem == null) {
            problem = KeyTemplates.refusal(keyType, wanted);
        }
        if (problem != null) {
            throw new InvalidAlgorithmParameterException(problem);
        }
        bits = size;
        request = wanted;
    }

    private @Nullable String problem(int size) {
        List<Integer> lengths = keyType.lengths();
        boolean bytes = size >= Byte.SIZE && size % Byte.SIZE == 0;
        boolean allowed = bytes && (lengths.isEmpty() || lengths.contains(size / Byte.SIZE));
        return allowed
                ? refusal(size / Byte.SIZE)
                : name + " keys of " + size + " bits are not possible";
    }

    /** What the configuration has against keys of this length. */
    private @Nullable String refusal(int bytes) {
        Template key = Template.builder().set(AttributeType.CKA_VALUE_LEN, (long) bytes).build();
        try {
            access.token().check(mechanism, Flag.CKF_GENERATE, key);
            return null;
        } catch (HsmException e) {
            if (JcaFailures.isRefusal(e)) {
                return Causes.of(e);
            }
            throw JcaFailures.provider(e);
        }
    }

    @Override
    protected SecretKey engineGenerateKey() {
        KeyRequest wanted = request;
        Template.Builder builder =
                wanted == null
                        ? KeyTemplates.held(ObjectClass.CKO_SECRET_KEY, keyType)
                        : KeyTemplates.secret(ObjectClass.CKO_SECRET_KEY, keyType, wanted);
        if (keyType.lengths().size() != 1) {
            builder.set(AttributeType.CKA_VALUE_LEN, (long) bits / 8);
        }
        Template template =
                wanted == null
                        ? builder.build()
                        : KeyTemplates.override(builder, wanted.attributes());
        ProviderToken token = access.token();
        try {
            if (wanted != null) {
                return token.call(session -> generate(token, session, template));
            }
            token.requireLogin();
            return token.hold(session -> generate(token, session, template));
        } catch (HsmException e) {
            throw JcaFailures.provider(e);
        }
    }

    private SecretKey generate(ProviderToken token, Session session, Template template) {
        return Keys.adoptSecret(token, session, session.generateKey(mechanism, template), name);
    }
}
