package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.core.object.AttributeRule.Mark.*;
import static io.craton.hsm.core.object.AttributeRules.EMPTY;
import static io.craton.hsm.core.object.AttributeRules.GIVEN_BY_MODULE;

import io.craton.hsm.ObjectClass;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of the attribute table that are about objects that are no keys (PKCS#11 v3.2, chapter
 * 4).
 */
final class OtherRules {
    private OtherRules() {}

    static Map<ObjectClass, AttributeRules> all() {
        Map<ObjectClass, AttributeRules> tables = new EnumMap<>(ObjectClass.class);
        tables.put(ObjectClass.CKO_DATA, data());
        tables.put(ObjectClass.CKO_CERTIFICATE, certificate());
        tables.put(ObjectClass.CKO_DOMAIN_PARAMETERS, domainParameters());
        tables.put(ObjectClass.CKO_PROFILE, profile());
        tables.put(ObjectClass.CKO_VALIDATION, validation());
        return tables;
    }

    // Section 4.5.
    private static AttributeRules data() {
        return new AttributeRules()
                .row(CKA_APPLICATION, "", CHANGE)
                .row(CKA_OBJECT_ID, EMPTY, CHANGE)
                .row(CKA_VALUE, EMPTY, CHANGE);
    }

    // Section 4.6.3, X.509 certificates; others are refused by their type.
    private static AttributeRules certificate() {
        return new AttributeRules()
                .row(CKA_CERTIFICATE_TYPE, CREATE_NEEDS)
                .row(CKA_TRUSTED, false, CHANGE, SO_TRUE)
                .row(CKA_CERTIFICATE_CATEGORY, 0L)
                .row(CKA_CHECK_VALUE)
                .row(CKA_START_DATE, Optional.empty())
                .row(CKA_END_DATE, Optional.empty())
                .row(CKA_PUBLIC_KEY_INFO, EMPTY)
                .row(CKA_SUBJECT, CREATE_NEEDS)
                .row(CKA_ID, EMPTY, CHANGE)
                .row(CKA_ISSUER, EMPTY, CHANGE)
                .row(CKA_SERIAL_NUMBER, EMPTY, CHANGE)
                .row(CKA_VALUE, CREATE_NEEDS)
                .row(CKA_URL, "")
                .row(CKA_HASH_OF_SUBJECT_PUBLIC_KEY, EMPTY)
                .row(CKA_HASH_OF_ISSUER_PUBLIC_KEY, EMPTY)
                .row(CKA_JAVA_MIDP_SECURITY_DOMAIN, 0L)
                .row(CKA_NAME_HASH_ALGORITHM)
                .row(CKA_CRATON_ENTRY, CHANGE);
    }

    // Section 4.11, for the key types that have them.
    private static AttributeRules domainParameters() {
        return new AttributeRules()
                .row(CKA_KEY_TYPE, CREATE_NEEDS)
                .row(CKA_LOCAL, false, CREATE_NEVER, GENERATE_NEVER)
                .row(CKA_PRIME)
                .row(CKA_SUBPRIME)
                .row(CKA_BASE)
                .row(CKA_PRIME_BITS, CREATE_NEVER)
                .row(CKA_SUBPRIME_BITS, CREATE_NEVER)
                .row(CKA_EC_PARAMS);
    }

    // Sections 4.13 and 4.14: made by the module only.
    private static AttributeRules profile() {
        return new AttributeRules().row(CKA_PROFILE_ID, GIVEN_BY_MODULE);
    }

    private static AttributeRules validation() {
        return new AttributeRules()
                .row(CKA_VALIDATION_TYPE, GIVEN_BY_MODULE)
                .row(CKA_VALIDATION_VERSION, GIVEN_BY_MODULE)
                .row(CKA_VALIDATION_LEVEL, GIVEN_BY_MODULE)
                .row(CKA_VALIDATION_MODULE_ID, GIVEN_BY_MODULE)
                .row(CKA_VALIDATION_FLAG, GIVEN_BY_MODULE)
                .row(CKA_VALIDATION_AUTHORITY_TYPE, GIVEN_BY_MODULE)
                .row(CKA_VALIDATION_COUNTRY, GIVEN_BY_MODULE)
                .row(CKA_VALIDATION_CERTIFICATE_IDENTIFIER, GIVEN_BY_MODULE)
                .row(CKA_VALIDATION_CERTIFICATE_URI, GIVEN_BY_MODULE)
                .row(CKA_VALIDATION_VENDOR_URI, GIVEN_BY_MODULE)
                .row(CKA_VALIDATION_PROFILE, GIVEN_BY_MODULE);
    }
}
