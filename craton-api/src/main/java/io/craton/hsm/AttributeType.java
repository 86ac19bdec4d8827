package io.craton.hsm;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of PKCS#11 v3.2 ({@code CK_ATTRIBUTE_TYPE}) that this module knows: the one table
 * of their names, numbers and encodings. The type parameter is the Java type of the value.
 *
 * <p>Which object has which attribute, who may set it and what it is by default is the engine's
 * table.
 *
 * @param <T> the Java type of a value
 */
public final class AttributeType<T> {
    /** How a value is written in the byte form of a template (section 3 of the standard). */
    public enum Encoding {
        /** {@code CK_BBOOL}: one byte, 0 or 1; {@link Boolean}. */
        BOOL,
        /** {@code CK_ULONG}: 4 or 8 bytes; {@link Long}. */
        ULONG,
        /** Any bytes, big integers included (most significant byte first); {@code byte[]}. */
        BYTES,
        /** A UTF-8 string without terminator; {@link String}. */
        UTF8,
        /**
         * {@code CK_DATE}: 8 ASCII digits, or nothing for "no date"; {@link Optional} of {@link
         * LocalDate}.
         */
        DATE,
        /** {@code CK_OBJECT_CLASS}; {@link ObjectClass}. */
        OBJECT_CLASS,
        /** {@code CK_KEY_TYPE}; {@link KeyType}. */
        KEY_TYPE,
        /** An array of {@code CK_MECHANISM_TYPE}; {@link Set} of {@link MechanismType}. */
        MECHANISMS,
        /** An array of attributes; {@link Template}. */
        TEMPLATE
    }

    private static final Map<Long, AttributeType<?>> BY_CODE = new LinkedHashMap<>();

    /** Above all but the vendor's codes. */
    private static final int LOW = 0x1000;

    /** The same for the codes below {@link #LOW}: a token's objects are read with it. */
    private static final @Nullable AttributeType<?>[] BY_LOW_CODE = new AttributeType<?>[LOW];

    public static final AttributeType<ObjectClass> CKA_CLASS =
            define("CKA_CLASS", 0x0L, Encoding.OBJECT_CLASS);

    public static final AttributeType<Boolean> CKA_TOKEN = define("CKA_TOKEN", 0x1L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_PRIVATE =
            define("CKA_PRIVATE", 0x2L, Encoding.BOOL);

    public static final AttributeType<String> CKA_LABEL = define("CKA_LABEL", 0x3L, Encoding.UTF8);

    public static final AttributeType<String> CKA_UNIQUE_ID =
            define("CKA_UNIQUE_ID", 0x4L, Encoding.UTF8);

    public static final AttributeType<String> CKA_APPLICATION =
            define("CKA_APPLICATION", 0x10L, Encoding.UTF8);

    public static final AttributeType<byte[]> CKA_VALUE =
            define("CKA_VALUE", 0x11L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_OBJECT_ID =
            define("CKA_OBJECT_ID", 0x12L, Encoding.BYTES);

    public static final AttributeType<Long> CKA_CERTIFICATE_TYPE =
            define("CKA_CERTIFICATE_TYPE", 0x80L, Encoding.ULONG);

    public static final AttributeType<byte[]> CKA_ISSUER =
            define("CKA_ISSUER", 0x81L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_SERIAL_NUMBER =
            define("CKA_SERIAL_NUMBER", 0x82L, Encoding.BYTES);

    public static final AttributeType<Boolean> CKA_TRUSTED =
            define("CKA_TRUSTED", 0x86L, Encoding.BOOL);

    public static final AttributeType<Long> CKA_CERTIFICATE_CATEGORY =
            define("CKA_CERTIFICATE_CATEGORY", 0x87L, Encoding.ULONG);

    public static final AttributeType<Long> CKA_JAVA_MIDP_SECURITY_DOMAIN =
            define("CKA_JAVA_MIDP_SECURITY_DOMAIN", 0x88L, Encoding.ULONG);

    public static final AttributeType<String> CKA_URL = define("CKA_URL", 0x89L, Encoding.UTF8);

    public static final AttributeType<byte[]> CKA_HASH_OF_SUBJECT_PUBLIC_KEY =
            define("CKA_HASH_OF_SUBJECT_PUBLIC_KEY", 0x8AL, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_HASH_OF_ISSUER_PUBLIC_KEY =
            define("CKA_HASH_OF_ISSUER_PUBLIC_KEY", 0x8BL, Encoding.BYTES);

    public static final AttributeType<Long> CKA_NAME_HASH_ALGORITHM =
            define("CKA_NAME_HASH_ALGORITHM", 0x8CL, Encoding.ULONG);

    public static final AttributeType<byte[]> CKA_CHECK_VALUE =
            define("CKA_CHECK_VALUE", 0x90L, Encoding.BYTES);

    public static final AttributeType<KeyType> CKA_KEY_TYPE =
            define("CKA_KEY_TYPE", 0x100L, Encoding.KEY_TYPE);

    public static final AttributeType<byte[]> CKA_SUBJECT =
            define("CKA_SUBJECT", 0x101L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_ID = define("CKA_ID", 0x102L, Encoding.BYTES);

    public static final AttributeType<Boolean> CKA_SENSITIVE =
            define("CKA_SENSITIVE", 0x103L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_ENCRYPT =
            define("CKA_ENCRYPT", 0x104L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_DECRYPT =
            define("CKA_DECRYPT", 0x105L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_WRAP = define("CKA_WRAP", 0x106L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_UNWRAP =
            define("CKA_UNWRAP", 0x107L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_SIGN = define("CKA_SIGN", 0x108L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_SIGN_RECOVER =
            define("CKA_SIGN_RECOVER", 0x109L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_VERIFY =
            define("CKA_VERIFY", 0x10AL, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_VERIFY_RECOVER =
            define("CKA_VERIFY_RECOVER", 0x10BL, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_DERIVE =
            define("CKA_DERIVE", 0x10CL, Encoding.BOOL);

    public static final AttributeType<Optional<LocalDate>> CKA_START_DATE =
            define("CKA_START_DATE", 0x110L, Encoding.DATE);

    public static final AttributeType<Optional<LocalDate>> CKA_END_DATE =
            define("CKA_END_DATE", 0x111L, Encoding.DATE);

    public static final AttributeType<byte[]> CKA_MODULUS =
            define("CKA_MODULUS", 0x120L, Encoding.BYTES);

    public static final AttributeType<Long> CKA_MODULUS_BITS =
            define("CKA_MODULUS_BITS", 0x121L, Encoding.ULONG);

    public static final AttributeType<byte[]> CKA_PUBLIC_EXPONENT =
            define("CKA_PUBLIC_EXPONENT", 0x122L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_PRIVATE_EXPONENT =
            define("CKA_PRIVATE_EXPONENT", 0x123L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_PRIME_1 =
            define("CKA_PRIME_1", 0x124L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_PRIME_2 =
            define("CKA_PRIME_2", 0x125L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_EXPONENT_1 =
            define("CKA_EXPONENT_1", 0x126L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_EXPONENT_2 =
            define("CKA_EXPONENT_2", 0x127L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_COEFFICIENT =
            define("CKA_COEFFICIENT", 0x128L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_PUBLIC_KEY_INFO =
            define("CKA_PUBLIC_KEY_INFO", 0x129L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_PRIME =
            define("CKA_PRIME", 0x130L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_SUBPRIME =
            define("CKA_SUBPRIME", 0x131L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_BASE = define("CKA_BASE", 0x132L, Encoding.BYTES);

    public static final AttributeType<Long> CKA_PRIME_BITS =
            define("CKA_PRIME_BITS", 0x133L, Encoding.ULONG);

    public static final AttributeType<Long> CKA_SUBPRIME_BITS =
            define("CKA_SUBPRIME_BITS", 0x134L, Encoding.ULONG);

    public static final AttributeType<Long> CKA_VALUE_BITS =
            define("CKA_VALUE_BITS", 0x160L, Encoding.ULONG);

    public static final AttributeType<Long> CKA_VALUE_LEN =
            define("CKA_VALUE_LEN", 0x161L, Encoding.ULONG);

    public static final AttributeType<Boolean> CKA_EXTRACTABLE =
            define("CKA_EXTRACTABLE", 0x162L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_LOCAL =
            define("CKA_LOCAL", 0x163L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_NEVER_EXTRACTABLE =
            define("CKA_NEVER_EXTRACTABLE", 0x164L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_ALWAYS_SENSITIVE =
            define("CKA_ALWAYS_SENSITIVE", 0x165L, Encoding.BOOL);

    public static final AttributeType<Long> CKA_KEY_GEN_MECHANISM =
            define("CKA_KEY_GEN_MECHANISM", 0x166L, Encoding.ULONG);

    public static final AttributeType<Boolean> CKA_MODIFIABLE =
            define("CKA_MODIFIABLE", 0x170L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_COPYABLE =
            define("CKA_COPYABLE", 0x171L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_DESTROYABLE =
            define("CKA_DESTROYABLE", 0x172L, Encoding.BOOL);

    public static final AttributeType<byte[]> CKA_EC_PARAMS =
            define("CKA_EC_PARAMS", 0x180L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_EC_POINT =
            define("CKA_EC_POINT", 0x181L, Encoding.BYTES);

    public static final AttributeType<Boolean> CKA_ALWAYS_AUTHENTICATE =
            define("CKA_ALWAYS_AUTHENTICATE", 0x202L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_WRAP_WITH_TRUSTED =
            define("CKA_WRAP_WITH_TRUSTED", 0x210L, Encoding.BOOL);

    public static final AttributeType<Template> CKA_WRAP_TEMPLATE =
            define("CKA_WRAP_TEMPLATE", 0x40000211L, Encoding.TEMPLATE);

    public static final AttributeType<Template> CKA_UNWRAP_TEMPLATE =
            define("CKA_UNWRAP_TEMPLATE", 0x40000212L, Encoding.TEMPLATE);

    public static final AttributeType<Template> CKA_DERIVE_TEMPLATE =
            define("CKA_DERIVE_TEMPLATE", 0x40000213L, Encoding.TEMPLATE);

    public static final AttributeType<Long> CKA_HW_FEATURE_TYPE =
            define("CKA_HW_FEATURE_TYPE", 0x300L, Encoding.ULONG);

    public static final AttributeType<Boolean> CKA_RESET_ON_INIT =
            define("CKA_RESET_ON_INIT", 0x301L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_HAS_RESET =
            define("CKA_HAS_RESET", 0x302L, Encoding.BOOL);

    public static final AttributeType<Long> CKA_MECHANISM_TYPE =
            define("CKA_MECHANISM_TYPE", 0x500L, Encoding.ULONG);

    public static final AttributeType<Set<MechanismType>> CKA_ALLOWED_MECHANISMS =
            define("CKA_ALLOWED_MECHANISMS", 0x40000600L, Encoding.MECHANISMS);

    public static final AttributeType<Long> CKA_PROFILE_ID =
            define("CKA_PROFILE_ID", 0x601L, Encoding.ULONG);

    public static final AttributeType<Long> CKA_HSS_LEVELS =
            define("CKA_HSS_LEVELS", 0x617L, Encoding.ULONG);

    public static final AttributeType<Long> CKA_HSS_LMS_TYPE =
            define("CKA_HSS_LMS_TYPE", 0x618L, Encoding.ULONG);

    public static final AttributeType<Long> CKA_HSS_LMOTS_TYPE =
            define("CKA_HSS_LMOTS_TYPE", 0x619L, Encoding.ULONG);

    public static final AttributeType<Long> CKA_HSS_KEYS_REMAINING =
            define("CKA_HSS_KEYS_REMAINING", 0x61CL, Encoding.ULONG);

    public static final AttributeType<Long> CKA_PARAMETER_SET =
            define("CKA_PARAMETER_SET", 0x61DL, Encoding.ULONG);

    public static final AttributeType<Long> CKA_OBJECT_VALIDATION_FLAGS =
            define("CKA_OBJECT_VALIDATION_FLAGS", 0x61EL, Encoding.ULONG);

    public static final AttributeType<Long> CKA_VALIDATION_TYPE =
            define("CKA_VALIDATION_TYPE", 0x61FL, Encoding.ULONG);

    public static final AttributeType<byte[]> CKA_VALIDATION_VERSION =
            define("CKA_VALIDATION_VERSION", 0x620L, Encoding.BYTES);

    public static final AttributeType<Long> CKA_VALIDATION_LEVEL =
            define("CKA_VALIDATION_LEVEL", 0x621L, Encoding.ULONG);

    public static final AttributeType<String> CKA_VALIDATION_MODULE_ID =
            define("CKA_VALIDATION_MODULE_ID", 0x622L, Encoding.UTF8);

    public static final AttributeType<Long> CKA_VALIDATION_FLAG =
            define("CKA_VALIDATION_FLAG", 0x623L, Encoding.ULONG);

    public static final AttributeType<Long> CKA_VALIDATION_AUTHORITY_TYPE =
            define("CKA_VALIDATION_AUTHORITY_TYPE", 0x624L, Encoding.ULONG);

    public static final AttributeType<String> CKA_VALIDATION_COUNTRY =
            define("CKA_VALIDATION_COUNTRY", 0x625L, Encoding.UTF8);

    public static final AttributeType<String> CKA_VALIDATION_CERTIFICATE_IDENTIFIER =
            define("CKA_VALIDATION_CERTIFICATE_IDENTIFIER", 0x626L, Encoding.UTF8);

    public static final AttributeType<String> CKA_VALIDATION_CERTIFICATE_URI =
            define("CKA_VALIDATION_CERTIFICATE_URI", 0x627L, Encoding.UTF8);

    public static final AttributeType<String> CKA_VALIDATION_VENDOR_URI =
            define("CKA_VALIDATION_VENDOR_URI", 0x628L, Encoding.UTF8);

    public static final AttributeType<String> CKA_VALIDATION_PROFILE =
            define("CKA_VALIDATION_PROFILE", 0x629L, Encoding.UTF8);

    public static final AttributeType<Template> CKA_ENCAPSULATE_TEMPLATE =
            define("CKA_ENCAPSULATE_TEMPLATE", 0x4000062AL, Encoding.TEMPLATE);

    public static final AttributeType<Template> CKA_DECAPSULATE_TEMPLATE =
            define("CKA_DECAPSULATE_TEMPLATE", 0x4000062BL, Encoding.TEMPLATE);

    public static final AttributeType<Boolean> CKA_ENCAPSULATE =
            define("CKA_ENCAPSULATE", 0x633L, Encoding.BOOL);

    public static final AttributeType<Boolean> CKA_DECAPSULATE =
            define("CKA_DECAPSULATE", 0x634L, Encoding.BOOL);

    public static final AttributeType<byte[]> CKA_HASH_OF_CERTIFICATE =
            define("CKA_HASH_OF_CERTIFICATE", 0x635L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_PUBLIC_CRC64_VALUE =
            define("CKA_PUBLIC_CRC64_VALUE", 0x636L, Encoding.BYTES);

    public static final AttributeType<byte[]> CKA_SEED = define("CKA_SEED", 0x637L, Encoding.BYTES);

    /**
     * {@code CKA_CRATON_COMPROMISED}, of this module: true for a key that is compromised and may
     * not be used for anything any more. The standard has no attribute for this state of SP 800-57.
     */
    public static final AttributeType<Boolean> CKA_CRATON_COMPROMISED =
            define("CKA_CRATON_COMPROMISED", 0x80004301L, Encoding.BOOL);

    /**
     * {@code CKA_CRATON_VALUE_UNKNOWN}, of this module, of secret and private keys: true if the
     * module made the value so that nobody outside knows some of its bits and not the others:
     * generated, agreed or encapsulated, or derived one way. A key that was created, unwrapped,
     * made from a password or put together from pieces has it false, and so have the keys of DES,
     * whose parity bits are known, and all keys that a version without it has made. Nobody sets it;
     * copies and backups keep it.
     */
    public static final AttributeType<Boolean> CKA_CRATON_VALUE_UNKNOWN =
            define("CKA_CRATON_VALUE_UNKNOWN", 0x80004302L, Encoding.BOOL);

    /**
     * {@code CKA_CRATON_BORN_FROZEN}, of this module, of keys: true if {@code CKA_MODIFIABLE} has
     * been false from the beginning, so that no other object with this value ever had other uses. A
     * copy has it if its source has it and its uses and {@code CKA_PRIVATE} are the same; a copy
     * that is frozen only now has it false. Nobody sets it; keys that a version without it has made
     * have it false.
     */
    public static final AttributeType<Boolean> CKA_CRATON_BORN_FROZEN =
            define("CKA_CRATON_BORN_FROZEN", 0x80004303L, Encoding.BOOL);

    /**
     * {@code CKA_CRATON_TRUST_ACCEPTED}, of this module, of public and secret keys: true if the SO
     * marked the key as trusted ({@code CKA_TRUSTED}) although somebody may know its value. Nobody
     * sets it; keys that were not marked so do not have it.
     */
    public static final AttributeType<Boolean> CKA_CRATON_TRUST_ACCEPTED =
            define("CKA_CRATON_TRUST_ACCEPTED", 0x80004304L, Encoding.BOOL);

    /**
     * {@code CKA_CRATON_LOW_S}, of this module, of EC private keys: true if s of their ECDSA
     * signatures is at most half of the order, as Bitcoin, Ethereum and Fabric want it. Given when
     * the key is made and not changed; copies and backups keep it. False in keys that a version
     * without it has made.
     */
    public static final AttributeType<Boolean> CKA_CRATON_LOW_S =
            define("CKA_CRATON_LOW_S", 0x80004310L, Encoding.BOOL);

    /**
     * {@code CKA_CRATON_DETERMINISTIC}, of this module, of EC private keys: true if their ECDSA
     * signatures are those of RFC 6979, so that the same data has the same signature. Given when
     * the key is made and not changed; copies and backups keep it. False in keys that a version
     * without it has made.
     */
    public static final AttributeType<Boolean> CKA_CRATON_DETERMINISTIC =
            define("CKA_CRATON_DETERMINISTIC", 0x80004311L, Encoding.BOOL);

    /**
     * {@code CKA_CRATON_ENTRY}, of this module, of certificates: what a certificate is to the key
     * store. One byte: 1 for the certificate of a private key, 2 for an entry of its own, 3 for a
     * certificate that is part of chains and nothing else; after 1, the SHA-256 of each certificate
     * that follows it in its chain, in order. Certificates that were stored through PKCS#11 alone
     * or by a version without it do not have it.
     */
    public static final AttributeType<byte[]> CKA_CRATON_ENTRY =
            define("CKA_CRATON_ENTRY", 0x80004305L, Encoding.BYTES);

    private final String name;
    private final long code;
    private final Encoding encoding;

    private AttributeType(String name, long code, Encoding encoding) {
        this.name = name;
        this.code = code;
        this.encoding = encoding;
    }

    private static <T> AttributeType<T> define(String name, long code, Encoding encoding) {
        AttributeType<T> type = new AttributeType<>(name, code, encoding);
        BY_CODE.put(code, type);
        if (code < LOW) {
            BY_LOW_CODE[(int) code] = type;
        }
        return type;
    }

    /** The name in the standard, such as {@code CKA_LABEL}. */
    public String name() {
        return name;
    }

    /** The number in the standard. */
    public long code() {
        return code;
    }

    /** How values are encoded. */
    public Encoding encoding() {
        return encoding;
    }

    /**
     * The attribute with this number.
     *
     * @param code a {@code CK_ATTRIBUTE_TYPE}
     * @return empty if this module does not know it
     */
    public static Optional<AttributeType<?>> of(long code) {
        return Optional.ofNullable(
                code >= 0 && code < LOW ? BY_LOW_CODE[(int) code] : BY_CODE.get(code));
    }

    /** All known attributes, in the order of the table. */
    public static Collection<AttributeType<?>> all() {
        return Collections.unmodifiableCollection(BY_CODE.values());
    }

    /** The name; never a value. */
    @Override
    public String toString() {
        return name;
    }
}
