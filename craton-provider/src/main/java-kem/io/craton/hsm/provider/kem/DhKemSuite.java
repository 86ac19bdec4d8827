package io.craton.hsm.provider.kem;

import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.spi.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The encapsulations of RFC 9180, section 7.1: a curve, a hash function and a number. */
enum DhKemSuite {
    /** DHKEM(P-256, HKDF-SHA256). */
    P256(0x10, Curve.P256, Digest.SHA_256),
    /** DHKEM(P-384, HKDF-SHA384). */
    P384(0x11, Curve.P384, Digest.SHA_384),
    /** DHKEM(P-521, HKDF-SHA512). */
    P521(0x12, Curve.P521, Digest.SHA_512),
    /** DHKEM(X25519, HKDF-SHA256). */
    X25519(0x20, Curve.X25519, Digest.SHA_256),
    /** DHKEM(X448, HKDF-SHA512). */
    X448(0x21, Curve.X448, Digest.SHA_512);

    private final int number;
    private final Curve curve;
    private final Digest digest;

    DhKemSuite(int number, Curve curve, Digest digest) {
        this.number = number;
        this.curve = curve;
        this.digest = digest;
    }

    /** The one of a curve; empty if RFC 9180 has none. */
    static Optional<DhKemSuite> of(Curve curve) {
        return Stream.of(values()).filter(suite -> suite.curve == curve).findFirst();
    }

    /** The names of the curves, for a sentence. */
    static String curves() {
        return Stream.of(values())
                .map(suite -> suite.curve.javaName())
                .collect(Collectors.joining(", "));
    }

    /** The hash function inside. */
    Digest digest() {
        return digest;
    }

    /** The length of a shared secret in bytes. */
    int secretLength() {
        return digest.length();
    }

    /** The length of an encapsulation, which is a public key, in bytes. */
    int pointLength() {
        int field = (curve.fieldBits() + 7) / Byte.SIZE;
        return curve.form() == Curve.Form.WEIERSTRASS ? 1 + 2 * field : field;
    }

    /** Whether these bytes have the form of a public key: that of SEC 1 has its whole point. */
    boolean hasForm(byte[] point) {
        return point.length == pointLength()
                && (curve.form() != Curve.Form.WEIERSTRASS || point[0] == 4);
    }

    /** What stands before the raw secret in the first step of HKDF. */
    byte[] extractPrefix() {
        return concat("HPKE-v1", suite(), "eae_prk");
    }

    /**
     * The information of the second step of HKDF.
     *
     * @param encapsulation the ephemeral public key
     * @param recipient the public key of who decapsulates
     */
    Bytes expandInfo(byte[] encapsulation, byte[] recipient) {
        byte[] length = ByteBuffer.allocate(2).putShort((short) secretLength()).array();
        return Bytes.of(
                concat(length, "HPKE-v1", suite(), "shared_secret", encapsulation, recipient));
    }

    private byte[] suite() {
        return concat("KEM", ByteBuffer.allocate(2).putShort((short) number).array());
    }

    // Strings and bytes, one behind the other.
    private static byte[] concat(Object... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object piece : pieces) {
            all.writeBytes(
                    piece instanceof String text
                            ? text.getBytes(StandardCharsets.US_ASCII)
                            : (byte[]) piece);
        }
        return all.toByteArray();
    }
}
