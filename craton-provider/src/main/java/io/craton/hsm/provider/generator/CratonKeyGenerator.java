package io.craton.hsm.provider.generator;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.CratonKeySpec;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.token.Failures;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.Token;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Generates secret keys in the token. Without a {@link CratonKeySpec} they live as long as their
 * Java objects: whoever asks for a key without a word about it, such as the JDK's TLS for its
 * tickets, knows nothing of logins.
 */
public final class CratonKeyGenerator extends KeyGeneratorSpi {
    private final HsmAccess access;
    private final Kind kind;
    private @Nullable CratonKeySpec spec;
    private int bits;

    /**
     * What is generated.
     *
     * @param name the JCA name of the keys
     * @param keyType their type
     * @param mechanism what generates them
     * @param defaultBits the size unless another is asked for
     * @param fixed whether there is no other size
     */
    public record Kind(
            String name,
            KeyType keyType,
            MechanismType mechanism,
            int defaultBits,
            boolean fixed) {}

    /** A generator of keys of this kind. */
    public CratonKeyGenerator(HsmAccess access, Kind kind) {
        this.access = access;
        this.kind = kind;
        this.bits = kind.defaultBits();
    }

    @Override
    protected void engineInit(SecureRandom random) {
        bits = kind.defaultBits();
        spec = null;
    }

    @Override
    protected void engineInit(int keySize, SecureRandom random) {
        String problem = problem(keySize);
        if (problem != null) {
            throw new InvalidParameterException(problem);
        }
        bits = keySize;
        spec = null;
    }

    @Override
    protected void engineInit(AlgorithmParameterSpec parameters, SecureRandom random)
            throws InvalidAlgorithmParameterException {
        if (!(parameters instanceof CratonKeySpec wanted)) {
            throw new InvalidAlgorithmParameterException(
                    "a KeyGenerator of CratonHSM takes a CratonKeySpec");
        }
        int size = wanted.keySize() == 0 ? kind.defaultBits() : wanted.keySize();
        String problem = problem(size);
        if (problem == null) {
            problem = KeyTemplates.refusal(kind.keyType(), wanted);
        }
        if (problem != null) {
            throw new InvalidAlgorithmParameterException(problem);
        }
        bits = size;
        spec = wanted;
    }

    private @Nullable String problem(int size) {
        boolean allowed =
                kind.keyType() == KeyType.CKK_AES
                        ? size == 128 || size == 192 || size == 256
                        : kind.fixed() ? size == kind.defaultBits() : size >= 8 && size % 8 == 0;
        return allowed
                ? refusal(size / Byte.SIZE)
                : kind.name() + " keys of " + size + " bits are not possible";
    }

    /** What the configuration has against keys of this length. */
    private @Nullable String refusal(int bytes) {
        Template key = Template.builder().set(AttributeType.CKA_VALUE_LEN, (long) bytes).build();
        try {
            access.token().check(Mechanism.of(kind.mechanism()), Flag.CKF_GENERATE, key);
            return null;
        } catch (HsmException e) {
            if (Failures.isRefusal(e)) {
                return e.getMessage();
            }
            throw Failures.provider(e);
        }
    }

    @Override
    protected SecretKey engineGenerateKey() {
        CratonKeySpec wanted = spec;
        Template.Builder builder =
                wanted == null
                        ? KeyTemplates.held(ObjectClass.CKO_SECRET_KEY, kind.keyType())
                        : KeyTemplates.secret(ObjectClass.CKO_SECRET_KEY, kind.keyType(), wanted);
        if (!kind.fixed()) {
            builder.set(AttributeType.CKA_VALUE_LEN, (long) bits / 8);
        }
        Template template =
                wanted == null
                        ? builder.build()
                        : KeyTemplates.override(builder, wanted.attributes());
        Token token = access.token();
        try {
            if (wanted != null) {
                return token.call(session -> generate(token, session, template));
            }
            token.requireLogin();
            return token.hold(session -> generate(token, session, template));
        } catch (HsmException e) {
            throw Failures.provider(e);
        }
    }

    private SecretKey generate(Token token, Session session, Template template) {
        return Keys.adoptSecret(
                token,
                session,
                session.generateKey(Mechanism.of(kind.mechanism()), template),
                kind.name());
    }
}
