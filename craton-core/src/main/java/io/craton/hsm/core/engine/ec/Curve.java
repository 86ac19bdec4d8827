package io.craton.hsm.core.engine.ec;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.common.Der;
import io.craton.hsm.spi.der.DerWriter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;

/** The table of the curves over prime fields in Weierstrass form. */
enum Curve {
    P256("1.2.840.10045.3.1.7", true, "secp256r1", "P-256", "prime256v1"),
    P384("1.3.132.0.34", true, "secp384r1", "P-384", "ansip384r1"),
    P521("1.3.132.0.35", true, "secp521r1", "P-521", "ansip521r1"),
    SECP256K1("1.3.132.0.10", false, "secp256k1", "ansip256k1"),
    BRAINPOOL_P256R1("1.3.36.3.3.2.8.1.1.7", false, "brainpoolP256r1"),
    BRAINPOOL_P320R1("1.3.36.3.3.2.8.1.1.9", false, "brainpoolP320r1"),
    BRAINPOOL_P384R1("1.3.36.3.3.2.8.1.1.11", false, "brainpoolP384r1"),
    BRAINPOOL_P512R1("1.3.36.3.3.2.8.1.1.13", false, "brainpoolP512r1");

    private final ASN1ObjectIdentifier oid;
    private final boolean nist;
    private final List<String> names;

    Curve(String oid, boolean nist, String... names) {
        this.oid = new ASN1ObjectIdentifier(oid);
        this.nist = nist;
        this.names = List.of(names);
    }

    /**
     * The curve of {@code CKA_EC_PARAMS}: an object identifier or a curve name in DER.
     *
     * @throws HsmException {@code CKR_CURVE_NOT_SUPPORTED} for other curves, {@code
     *     CKR_DOMAIN_PARAMS_INVALID} for other forms
     */
    static Curve of(byte[] ecParams) {
        ASN1Primitive parameters =
                Der.parse(
                        ecParams, ReturnCode.CKR_DOMAIN_PARAMS_INVALID, "CKA_EC_PARAMS is not DER");
        for (Curve curve : values()) {
            boolean named =
                    parameters instanceof ASN1String text && curve.isNamed(text.getString());
            if (named || parameters.equals(curve.oid)) {
                return curve;
            }
        }
        if (parameters instanceof ASN1ObjectIdentifier
                || parameters instanceof ASN1PrintableString) {
            throw new HsmException(
                    ReturnCode.CKR_CURVE_NOT_SUPPORTED,
                    "the curve "
                            + named(parameters)
                            + " is not supported; supported are "
                            + Arrays.stream(values())
                                    .map(Curve::jcaName)
                                    .collect(Collectors.joining(", ")));
        }
        throw new HsmException(
                ReturnCode.CKR_DOMAIN_PARAMS_INVALID,
                parameters instanceof ASN1Sequence
                        ? "explicit curve parameters are not supported; name the curve by its object identifier"
                        : "CKA_EC_PARAMS is neither an object identifier nor a curve name");
    }

    /** An object identifier with the name that people know, if there is one. */
    private static String named(ASN1Primitive parameters) {
        String name =
                parameters instanceof ASN1ObjectIdentifier oid
                        ? ECNamedCurveTable.getName(oid)
                        : null;
        return name == null ? parameters.toString() : parameters + " (" + name + ")";
    }

    private boolean isNamed(String name) {
        return names.stream()
                .anyMatch(
                        known ->
                                known.toLowerCase(Locale.ROOT)
                                        .equals(name.toLowerCase(Locale.ROOT)));
    }

    /** {@code CKA_EC_PARAMS} with the object identifier. */
    byte[] ecParams() {
        return DerWriter.oid(oid.getId());
    }

    /** The name that the JDK knows. */
    String jcaName() {
        return names.get(0);
    }

    /** Whether it is one of NIST's curves, which every library has. */
    boolean nist() {
        return nist;
    }

    /**
     * The domain parameters: one object for each curve, since it keeps multiples of the base point.
     */
    ECNamedDomainParameters domain() {
        return Domains.of(this);
    }

    /** The length of the order in bytes: of r, s and the private key. */
    int orderLength() {
        return (domain().getN().bitLength() + 7) / 8;
    }

    /** The size of the field in bits. */
    int fieldBits() {
        return domain().getCurve().getFieldSize();
    }

    // Loaded when a curve is first used.
    private static final class Domains {
        private static final Map<Curve, ECNamedDomainParameters> ALL = new EnumMap<>(Curve.class);

        static {
            for (Curve curve : values()) {
                ALL.put(curve, domain(curve));
            }
        }

        static ECNamedDomainParameters of(Curve curve) {
            return Objects.requireNonNull(ALL.get(curve));
        }

        private static ECNamedDomainParameters domain(Curve curve) {
            X9ECParameters parameters = CustomNamedCurves.getByOID(curve.oid);
            return new ECNamedDomainParameters(
                    curve.oid,
                    parameters == null ? ECNamedCurveTable.getByOID(curve.oid) : parameters);
        }
    }
}
