package io.craton.hsm;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The object classes of PKCS#11 v3.2 ({@code CK_OBJECT_CLASS}). */
public enum ObjectClass {
    /** Application data (section 4.5). */
    CKO_DATA(0x0L),
    /** A certificate (section 4.6). */
    CKO_CERTIFICATE(0x1L),
    /** A public key (section 4.8). */
    CKO_PUBLIC_KEY(0x2L),
    /** A private key (section 4.9). */
    CKO_PRIVATE_KEY(0x3L),
    /** A secret key (section 4.10). */
    CKO_SECRET_KEY(0x4L),
    /** A feature of the device (section 4.3). */
    CKO_HW_FEATURE(0x5L),
    /** Domain parameters (section 4.11). */
    CKO_DOMAIN_PARAMETERS(0x6L),
    /** Information on a mechanism (section 4.12). */
    CKO_MECHANISM(0x7L),
    /** A key for one-time passwords; not supported. */
    CKO_OTP_KEY(0x8L),
    /** A profile that the token conforms to (section 4.13). */
    CKO_PROFILE(0x9L),
    /** A validation of the module (section 4.14). */
    CKO_VALIDATION(0xAL),
    /** Trust in a certificate; not supported. */
    CKO_TRUST(0xBL);

    private static final Map<Long, ObjectClass> BY_CODE =
            Stream.of(values()).collect(Collectors.toMap(ObjectClass::code, Function.identity()));

    private final long code;

    ObjectClass(long code) {
        this.code = code;
    }

    /** The number in the standard. */
    public long code() {
        return code;
    }

    /**
     * The constant with this number.
     *
     * @param code the number in the standard
     * @return empty if it is not one that this module knows
     */
    public static Optional<ObjectClass> of(long code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
