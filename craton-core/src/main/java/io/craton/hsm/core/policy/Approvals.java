package io.craton.hsm.core.policy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.common.Hash;
import io.craton.hsm.core.mechanism.MechanismSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which single operations are approved services in FIPS terms, beyond what the mechanism table
 * says: by hash parameter, curve, key size and who made the initialisation vector. The answer is
 * the indicator of each audit record, and in approved-only mode the reason to refuse. The module
 * itself is not validated.
 */
public final class Approvals {
    private static final long RSA_BITS = 2048;
    private static final int MAC_KEY_BYTES = 14;

    /** DER object identifiers of P-224, P-256, P-384 and P-521 (SP 800-186). */
    private static final Set<String> CURVES =
            Set.of("06052b81040021", "06082a8648ce3d030107", "06052b81040022", "06052b81040023");

    /** The same curves by the names that {@code CKA_EC_PARAMS} may give, in lower case. */
    private static final Set<String> CURVE_NAMES =
            Set.of(
                    "secp256r1",
                    "p-256",
                    "prime256v1",
                    "secp384r1",
                    "p-384",
                    "ansip384r1",
                    "secp521r1",
                    "p-521",
                    "ansip521r1");

    private static final byte PRINTABLE_STRING = 0x13;

    private static final Set<MechanismType> HMACS =
            Arrays.stream(MechanismType.values())
                    .filter(type -> type.name().contains("HMAC"))
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(MechanismType.class)));

    private final boolean sha1Signing;
    private final boolean approvedOnly;

    Approvals(boolean sha1Signing, boolean approvedOnly) {
        this.sha1Signing = sha1Signing;
        this.approvedOnly = approvedOnly;
    }

    /**
     * Whether an operation is an approved service.
     *
     * @param spec the mechanism
     * @param mechanism with its parameter, as the application gave it
     * @param newProtection true for what protects new data, false for what processes old data
     * @param ivOfModule whether an initialisation vector in the parameter is the module's own
     * @param key the key, or null for a digest
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID}, {@code CKR_CURVE_NOT_SUPPORTED} or
     *     {@code CKR_KEY_SIZE_RANGE} if it is not, and only approved ones are offered; the first
     *     also for a signature with SHA-1 that the configuration does not permit
     */
    public boolean check(
            MechanismSpec spec,
            Mechanism mechanism,
            boolean newProtection,
            boolean ivOfModule,
            @Nullable KeyMaterial key) {
        MechanismParameters parameters = mechanism.parameters();
        if (newProtection
                && parameters instanceof MechanismParameters.RsaPss pss
                && pss.hash() == MechanismType.CKM_SHA_1) {
            if (!sha1Signing) {
                throw new HsmException(
                        ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                        "signatures with SHA-1 are made only if algorithms.allow_sha1_signing is true");
            }
            return false;
        }
        if (parameters instanceof MechanismParameters.RsaPss pss
                && pss.saltLength() > Hash.ofDigest(pss.hash()).length()) {
            return refusedIf(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    "the salt is longer than the digest (FIPS 186-5 section 5.4)");
        }
        if (newProtection
                && !ivOfModule
                && mechanism.type() == MechanismType.CKM_AES_GCM
                && parameters instanceof MechanismParameters.Gcm gcm
                && gcm.iv() != null) {
            return refusedIf(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    "the initialisation vector is not the module's own");
        }
        if (key != null && !curve(key)) {
            return refusedIf(
                    ReturnCode.CKR_CURVE_NOT_SUPPORTED,
                    "the curve of the key is not an approved one");
        }
        if (key != null && newProtection && !size(spec, key)) {
            return refusedIf(
                    ReturnCode.CKR_KEY_SIZE_RANGE, "the key is too short for an approved service");
        }
        return switch (spec.approval()) {
            case APPROVED -> true;
            case LEGACY -> !newProtection;
            case NOT_APPROVED -> false;
        };
    }

    private boolean refusedIf(ReturnCode code, String reason) {
        if (approvedOnly) {
            throw new HsmException(code, reason + ", and algorithms.fips_approved_only is true");
        }
        return false;
    }

    private static boolean curve(KeyMaterial key) {
        if (key.keyType() == KeyType.CKK_EC_MONTGOMERY) {
            return false;
        }
        byte[] curve =
                key.keyType() == KeyType.CKK_EC
                        ? key.components().get(AttributeType.CKA_EC_PARAMS)
                        : null;
        if (curve == null) {
            return true;
        }
        // The engine has taken the parameters: a name has the short form of its length.
        return curve[0] == PRINTABLE_STRING
                ? CURVE_NAMES.contains(
                        new String(curve, 2, curve.length - 2, StandardCharsets.US_ASCII)
                                .toLowerCase(Locale.ROOT))
                : CURVES.contains(HexFormat.of().formatHex(curve));
    }

    private static boolean size(MechanismSpec spec, KeyMaterial key) {
        if (key.keyType() == KeyType.CKK_RSA) {
            byte[] modulus = key.components().get(AttributeType.CKA_MODULUS);
            return modulus == null || new java.math.BigInteger(1, modulus).bitLength() >= RSA_BITS;
        }
        boolean mac = HMACS.contains(spec.type());
        return !mac
                || (key.hasSecret(AttributeType.CKA_VALUE)
                        && key.secret(AttributeType.CKA_VALUE).length() >= MAC_KEY_BYTES);
    }
}
