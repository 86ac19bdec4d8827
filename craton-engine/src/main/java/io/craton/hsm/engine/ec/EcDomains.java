package io.craton.hsm.engine.ec;

import io.craton.hsm.Curve;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;

/** The numbers of the curves of Weierstrass, by their object identifiers. */
final class EcDomains {
    private EcDomains() {}

    /**
     * The domain parameters: one object for each curve, since it keeps multiples of the base point.
     */
    static ECNamedDomainParameters of(Curve curve) {
        return Objects.requireNonNull(Loaded.ALL.get(curve), "a curve of Weierstrass");
    }

    /** An object identifier with the name that people know, and a space; empty if it is none. */
    static String describe(byte[] ecParams) {
        try {
            ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(new DerReader(ecParams).oid());
            String name = ECNamedCurveTable.getName(oid);
            return name == null ? oid.getId() + " " : oid.getId() + " (" + name + ") ";
        } catch (MalformedException e) {
            return "";
        }
    }

    // Loaded when a curve is first used.
    private static final class Loaded {
        private static final Map<Curve, ECNamedDomainParameters> ALL = new EnumMap<>(Curve.class);

        static {
            Curve.all(Curve.Form.WEIERSTRASS).forEach(curve -> ALL.put(curve, domain(curve)));
        }

        private static ECNamedDomainParameters domain(Curve curve) {
            ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(curve.oid());
            X9ECParameters parameters = CustomNamedCurves.getByOID(oid);
            return new ECNamedDomainParameters(
                    oid, parameters == null ? ECNamedCurveTable.getByOID(oid) : parameters);
        }
    }
}
