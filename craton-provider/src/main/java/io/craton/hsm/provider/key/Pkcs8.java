package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.provider.CratonKeySpec;
import io.craton.hsm.provider.key.DerReader.MalformedException;
import java.security.spec.InvalidKeySpecException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys that are not in a token, to import them: PKCS#8 (RFC 5958), with the forms of
 * RFC 8017, RFC 5915, RFC 8410, and for ML-DSA and ML-KEM the seed, the expanded key or both (RFC
 * 9881, RFC 9935).
 */
public final class Pkcs8 {
    private static final int CONTEXT_0 = 0x80;
    private static final int CONTEXT_0_CONSTRUCTED = 0xa0;
    private static final int CONTEXT_1 = 0x81;
    private static final int CONTEXT_1_CONSTRUCTED = 0xa1;

    private Pkcs8() {}

    /**
     * The attributes of the object that this key becomes.
     *
     * @param pkcs8 the DER encoding; not wiped
     * @param spec label, id and so on; null for a session key
     */
    public static Template template(byte[] pkcs8, @Nullable CratonKeySpec spec)
            throws InvalidKeySpecException {
        try {
            DerReader outer = new DerReader(pkcs8);
            DerReader info = outer.sequence();
            outer.finish();
            int version = info.integer().intValueExact();
            DerReader identifier = info.sequence();
            String oid = identifier.oid();
            byte[] parameters = identifier.rest();
            byte[] key = info.octetString();
            tail(info, version);
            KeyAlgorithm algorithm =
                    KeyAlgorithm.ofOid(oid)
                            .orElseThrow(
                                    () ->
                                            new InvalidKeySpecException(
                                                    "a private key of an unknown algorithm: "
                                                            + oid));
            String refusal = KeyTemplates.refusal(algorithm.keyType(), spec);
            if (refusal != null) {
                throw new InvalidKeySpecException(refusal);
            }
            Template.Builder builder =
                    KeyTemplates.secret(ObjectClass.CKO_PRIVATE_KEY, algorithm.keyType(), spec);
            Template made = components(builder, algorithm, parameters, key);
            return spec == null ? made : KeyTemplates.override(made.toBuilder(), spec.attributes());
        } catch (MalformedException | ArithmeticException e) {
            // Without a cause: lengths and offsets are of a secret.
            throw new InvalidKeySpecException("not a PKCS#8 private key of a known form in DER");
        }
    }

    private static void tail(DerReader info, int version)
            throws MalformedException, InvalidKeySpecException {
        if (version < 0 || version > 1) {
            throw new InvalidKeySpecException("this version of PKCS#8 is unknown");
        }
        if (info.peek() == CONTEXT_0_CONSTRUCTED) {
            info.enter(CONTEXT_0_CONSTRUCTED);
        }
        if (version == 1 && (info.peek() == CONTEXT_1 || info.peek() == CONTEXT_1_CONSTRUCTED)) {
            info.enter(info.peek());
        }
        info.finish();
    }

    private static Template components(
            Template.Builder builder, KeyAlgorithm algorithm, byte[] parameters, byte[] key)
            throws MalformedException, InvalidKeySpecException {
        switch (algorithm.keyType()) {
            case CKK_RSA -> rsa(builder, key);
            case CKK_EC -> ec(builder, parameters, key);
            case CKK_EC_EDWARDS, CKK_EC_MONTGOMERY -> {
                DerReader outer = new DerReader(key);
                builder.set(AttributeType.CKA_EC_PARAMS, Curves.parameters(algorithm))
                        .set(AttributeType.CKA_VALUE, outer.octetString());
                outer.finish();
            }
            case CKK_SLH_DSA ->
                    builder.set(AttributeType.CKA_PARAMETER_SET, set(algorithm).code())
                            .set(AttributeType.CKA_VALUE, key);
            case CKK_ML_DSA, CKK_ML_KEM -> seedOrExpanded(builder, algorithm, key);
            default ->
                    throw new InvalidKeySpecException(algorithm.name() + " keys are not imported");
        }
        return builder.build();
    }

    private static ParameterSet set(KeyAlgorithm algorithm) throws InvalidKeySpecException {
        ParameterSet set = algorithm.parameterSet();
        if (set == null) {
            throw new InvalidKeySpecException(algorithm.name() + " has no parameter set");
        }
        return set;
    }

    private static void rsa(Template.Builder builder, byte[] key)
            throws MalformedException, InvalidKeySpecException {
        DerReader outer = new DerReader(key);
        DerReader numbers = outer.sequence();
        outer.finish();
        if (numbers.integer().signum() != 0) {
            throw new InvalidKeySpecException(
                    "RSA keys with more than two primes are not supported");
        }
        List<AttributeType<byte[]>> attributes =
                List.of(
                        AttributeType.CKA_MODULUS,
                        AttributeType.CKA_PUBLIC_EXPONENT,
                        AttributeType.CKA_PRIVATE_EXPONENT,
                        AttributeType.CKA_PRIME_1,
                        AttributeType.CKA_PRIME_2,
                        AttributeType.CKA_EXPONENT_1,
                        AttributeType.CKA_EXPONENT_2,
                        AttributeType.CKA_COEFFICIENT);
        for (AttributeType<byte[]> attribute : attributes) {
            builder.set(attribute, numbers.magnitude());
        }
        numbers.finish();
    }

    private static void ec(Template.Builder builder, byte[] parameters, byte[] key)
            throws MalformedException, InvalidKeySpecException {
        if (parameters.length == 0 || parameters[0] != DerReader.OID) {
            throw new InvalidKeySpecException("an EC private key has to name its curve");
        }
        DerReader outer = new DerReader(key);
        DerReader fields = outer.sequence();
        outer.finish();
        if (!fields.integer().equals(java.math.BigInteger.ONE)) {
            throw new InvalidKeySpecException("an EC private key of an unknown version");
        }
        byte[] value = fields.octetString();
        if (fields.peek() == CONTEXT_0_CONSTRUCTED) {
            fields.enter(CONTEXT_0_CONSTRUCTED);
        }
        if (fields.peek() == CONTEXT_1_CONSTRUCTED) {
            fields.enter(CONTEXT_1_CONSTRUCTED);
        }
        fields.finish();
        builder.set(AttributeType.CKA_EC_PARAMS, parameters).set(AttributeType.CKA_VALUE, value);
    }

    private static void seedOrExpanded(Template.Builder builder, KeyAlgorithm algorithm, byte[] key)
            throws MalformedException, InvalidKeySpecException {
        builder.set(AttributeType.CKA_PARAMETER_SET, set(algorithm).code());
        DerReader choice = new DerReader(key);
        switch (choice.peek()) {
            case CONTEXT_0 -> builder.set(AttributeType.CKA_SEED, choice.bytes(CONTEXT_0));
            case DerReader.OCTET_STRING ->
                    builder.set(AttributeType.CKA_VALUE, choice.octetString());
            case DerReader.SEQUENCE -> {
                DerReader both = choice.sequence();
                builder.set(AttributeType.CKA_SEED, both.octetString())
                        .set(AttributeType.CKA_VALUE, both.octetString());
                both.finish();
            }
            default ->
                    throw new InvalidKeySpecException(
                            algorithm.name() + ": neither a seed, nor an expanded key, nor both");
        }
        choice.finish();
    }
}
