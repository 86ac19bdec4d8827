package io.craton.hsm.provider.key;

import io.craton.hsm.MechanismType;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * RSA keys that sign with PSS alone: RSASSA-PSS keys (RFC 4055), which PKCS#11 has as RSA keys with
 * {@code CKA_ALLOWED_MECHANISMS}.
 */
final class PssKeys {
    private static final String PREFIX = "CKM_";
    private static final String SUFFIX = "_RSA_PKCS_PSS";

    private PssKeys() {}

    /** Whether these are mechanisms of PSS and no others. */
    static boolean arePss(Set<MechanismType> allowed) {
        return !allowed.isEmpty()
                && allowed.stream()
                        .allMatch(
                                type ->
                                        type == MechanismType.CKM_RSA_PKCS_PSS
                                                || type.name().endsWith(SUFFIX));
    }

    /** The parameters of a key with these mechanisms: none if it is for several digests. */
    static @Nullable PSSParameterSpec parameters(Set<MechanismType> allowed) {
        if (allowed.size() != 1 || allowed.contains(MechanismType.CKM_RSA_PKCS_PSS)) {
            return null;
        }
        String name = allowed.iterator().next().name();
        String digest =
                name.substring(PREFIX.length(), name.length() - SUFFIX.length()).replace('_', '-');
        String standard = digest.startsWith("SHA3-") ? digest : digest.replace("SHA", "SHA-");
        int bits = standard.equals("SHA-1") ? 160 : Integer.parseInt(standard.split("-")[1]);
        return new PSSParameterSpec(
                standard,
                "MGF1",
                new MGF1ParameterSpec(standard),
                bits / Byte.SIZE,
                PSSParameterSpec.TRAILER_FIELD_BC);
    }
}
