package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.core.object.AttributeRule.Mark.*;
import static io.craton.hsm.core.object.AttributeRules.EMPTY;
import static io.craton.hsm.core.object.AttributeRules.GIVEN_BY_MODULE;

import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of the attribute table that are about keys (PKCS#11 v3.2, sections 4.7 to 4.10, and the
 * key types of chapter 6).
 */
final class KeyRules {
    private static final long UNAVAILABLE = -1L;

    private final Map<ObjectClass, Map<KeyType, AttributeRules>> tables =
            new EnumMap<>(ObjectClass.class);

    private KeyRules() {
        rsa();
        curves();
        postQuantum();
        statefulHashes();
        secretKeys();
    }

    static Map<ObjectClass, Map<KeyType, AttributeRules>> all() {
        return new KeyRules().tables;
    }

    private AttributeRules add(ObjectClass objectClass, KeyType type, AttributeRules rules) {
        tables.computeIfAbsent(objectClass, any -> new EnumMap<>(KeyType.class)).put(type, rules);
        return rules;
    }

    // Section 4.7, what all keys have.
    private static AttributeRules key() {
        return new AttributeRules()
                .row(CKA_KEY_TYPE, CREATE_NEEDS, UNWRAP_NEEDS)
                .row(CKA_ID, EMPTY, CHANGE)
                .row(CKA_START_DATE, Optional.empty(), CHANGE)
                .row(CKA_END_DATE, Optional.empty(), CHANGE)
                .row(CKA_DERIVE, CHANGE)
                .row(CKA_LOCAL, false, GIVEN_BY_MODULE)
                .row(CKA_KEY_GEN_MECHANISM, UNAVAILABLE, GIVEN_BY_MODULE)
                .row(CKA_ALLOWED_MECHANISMS)
                .row(CKA_OBJECT_VALIDATION_FLAGS, 0L, GIVEN_BY_MODULE)
                .row(CKA_CRATON_COMPROMISED, false, CHANGE, STAYS_TRUE)
                .row(CKA_CRATON_BORN_FROZEN, false, GIVEN_BY_MODULE);
    }

    // Sections 4.9 and 4.10, what private and secret keys have.
    private static AttributeRules guarded() {
        return key().row(CKA_SENSITIVE, CHANGE, STAYS_TRUE)
                .row(CKA_EXTRACTABLE, CHANGE, STAYS_FALSE)
                .row(CKA_ALWAYS_SENSITIVE, GIVEN_BY_MODULE)
                .row(CKA_NEVER_EXTRACTABLE, GIVEN_BY_MODULE)
                .row(CKA_WRAP_WITH_TRUSTED, false, CHANGE, STAYS_TRUE)
                .row(CKA_CRATON_VALUE_UNKNOWN, false, GIVEN_BY_MODULE)
                .row(CKA_UNWRAP_TEMPLATE)
                .row(CKA_DERIVE_TEMPLATE);
    }

    private AttributeRules publicKey(KeyType type) {
        AttributeRules rules =
                key().row(CKA_SUBJECT, EMPTY, CHANGE)
                        .row(CKA_ENCRYPT, CHANGE)
                        .row(CKA_VERIFY, CHANGE)
                        .row(CKA_VERIFY_RECOVER, CHANGE)
                        .row(CKA_WRAP, CHANGE)
                        .row(CKA_ENCAPSULATE, CHANGE)
                        .row(CKA_TRUSTED, false, CHANGE, SO_MARKS, STAYS_TRUE)
                        .row(CKA_CRATON_TRUST_ACCEPTED, GIVEN_BY_MODULE)
                        .row(CKA_WRAP_TEMPLATE)
                        .row(CKA_ENCAPSULATE_TEMPLATE)
                        .row(CKA_PUBLIC_KEY_INFO, GENERATE_NEVER);
        return add(ObjectClass.CKO_PUBLIC_KEY, type, rules);
    }

    private AttributeRules privateKey(KeyType type) {
        AttributeRules rules =
                guarded()
                        .row(CKA_SUBJECT, EMPTY, CHANGE)
                        .row(CKA_DECRYPT, CHANGE)
                        .row(CKA_SIGN, CHANGE)
                        .row(CKA_SIGN_RECOVER, CHANGE)
                        .row(CKA_UNWRAP, CHANGE)
                        .row(CKA_DECAPSULATE, CHANGE)
                        .row(CKA_ALWAYS_AUTHENTICATE, false)
                        .row(CKA_DECAPSULATE_TEMPLATE)
                        .row(CKA_PUBLIC_KEY_INFO, GENERATE_NEVER);
        return add(ObjectClass.CKO_PRIVATE_KEY, type, rules);
    }

    private AttributeRules secretKey(KeyType type) {
        AttributeRules rules =
                guarded()
                        .row(CKA_ENCRYPT, CHANGE)
                        .row(CKA_DECRYPT, CHANGE)
                        .row(CKA_SIGN, CHANGE)
                        .row(CKA_VERIFY, CHANGE)
                        .row(CKA_WRAP, CHANGE)
                        .row(CKA_UNWRAP, CHANGE)
                        .row(CKA_TRUSTED, false, CHANGE, SO_MARKS, STAYS_TRUE)
                        .row(CKA_CRATON_TRUST_ACCEPTED, GIVEN_BY_MODULE)
                        .row(CKA_WRAP_TEMPLATE)
                        .row(CKA_CHECK_VALUE)
                        .row(CKA_VALUE, CREATE_NEEDS, GENERATE_NEVER, UNWRAP_NEVER, SECRET);
        return add(ObjectClass.CKO_SECRET_KEY, type, rules);
    }

    // Section 6.1.
    private void rsa() {
        publicKey(KeyType.CKK_RSA)
                .component(CKA_MODULUS, CREATE_NEEDS, GENERATE_NEVER)
                .component(CKA_MODULUS_BITS, CREATE_NEVER, GENERATE_NEEDS)
                .component(CKA_PUBLIC_EXPONENT, CREATE_NEEDS);
        privateKey(KeyType.CKK_RSA)
                .component(CKA_MODULUS, CREATE_NEEDS, GENERATE_NEVER, UNWRAP_NEVER)
                .component(CKA_PUBLIC_EXPONENT, GENERATE_NEVER, UNWRAP_NEVER)
                .secret(CKA_PRIVATE_EXPONENT, CREATE_NEEDS)
                .secret(CKA_PRIME_1)
                .secret(CKA_PRIME_2)
                .secret(CKA_EXPONENT_1)
                .secret(CKA_EXPONENT_2)
                .secret(CKA_COEFFICIENT);
    }

    // Section 6.3, elliptic curves of all three shapes. That a private key answers its point is an
    // addition of this module.
    private void curves() {
        Set<KeyType> types =
                EnumSet.of(KeyType.CKK_EC, KeyType.CKK_EC_EDWARDS, KeyType.CKK_EC_MONTGOMERY);
        for (KeyType type : types) {
            publicKey(type)
                    .component(CKA_EC_PARAMS, CREATE_NEEDS, GENERATE_NEEDS)
                    .component(CKA_EC_POINT, CREATE_NEEDS, GENERATE_NEVER);
            AttributeRules privateKey =
                    privateKey(type)
                            .component(CKA_EC_PARAMS, CREATE_NEEDS, GENERATE_NEVER, UNWRAP_NEVER)
                            .secret(CKA_VALUE, CREATE_NEEDS)
                            .component(CKA_EC_POINT, GENERATE_NEVER, UNWRAP_NEVER);
            if (type == KeyType.CKK_EC) {
                privateKey
                        .row(CKA_CRATON_LOW_S, false, COMPONENT)
                        .row(CKA_CRATON_DETERMINISTIC, false, COMPONENT);
            }
        }
    }

    // Sections 6.67 to 6.69, ML-DSA, ML-KEM and SLH-DSA. Of seed and value, importing needs one.
    private void postQuantum() {
        Set<KeyType> types =
                EnumSet.of(KeyType.CKK_ML_DSA, KeyType.CKK_ML_KEM, KeyType.CKK_SLH_DSA);
        for (KeyType type : types) {
            publicKey(type)
                    .component(CKA_PARAMETER_SET, CREATE_NEEDS, GENERATE_NEEDS)
                    .component(CKA_VALUE, CREATE_NEEDS, GENERATE_NEVER);
            AttributeRules privateKey =
                    privateKey(type)
                            .component(
                                    CKA_PARAMETER_SET, CREATE_NEEDS, GENERATE_NEVER, UNWRAP_NEVER)
                            .secret(CKA_VALUE);
            if (type != KeyType.CKK_SLH_DSA) {
                privateKey.secret(CKA_SEED);
            }
        }
    }

    // HSS and XMSS, stateful hash-based signatures: verification only.
    private void statefulHashes() {
        publicKey(KeyType.CKK_HSS)
                .component(CKA_VALUE, CREATE_NEEDS, GENERATE_NEVER)
                .component(CKA_HSS_LEVELS, CREATE_NEVER)
                .component(CKA_HSS_LMS_TYPE, CREATE_NEVER)
                .component(CKA_HSS_LMOTS_TYPE, CREATE_NEVER);
        for (KeyType type : EnumSet.of(KeyType.CKK_XMSS, KeyType.CKK_XMSSMT)) {
            publicKey(type)
                    .component(CKA_VALUE, CREATE_NEEDS, GENERATE_NEVER)
                    .component(CKA_PARAMETER_SET, CREATE_NEEDS);
        }
    }

    // Sections 6.8 to 6.11 and others: secret keys of one length and of several.
    private void secretKeys() {
        for (KeyType type : KeyType.secretKeys()) {
            AttributeRules rules = secretKey(type);
            if (NewObject.TRIPLE_DES.contains(type)) {
                continue;
            }
            if (type.lengths().size() == 1) {
                rules.component(CKA_VALUE_LEN, CREATE_NEVER);
            } else {
                rules.component(CKA_VALUE_LEN, CREATE_NEVER, GENERATE_NEEDS);
            }
        }
    }
}
