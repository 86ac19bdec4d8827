package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Curve.Form;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import io.craton.hsm.spi.der.DerWriter;
import io.craton.hsm.spi.der.EcParams;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Public keys: the JDK's own classes where each JDK from 17 on has them, so that every other
 * provider takes them; {@link EncodedPublicKey} for the rest.
 */
public final class X509PublicKeys {
    private static final int VERSION = 0xa0;

    private X509PublicKeys() {}

    /** The parts of a SubjectPublicKeyInfo. */
    private record Info(KeyAlgorithm algorithm, Bytes parameters, Bytes key) {
        /** The curve of the table that it is on; empty for keys without one. */
        Optional<Curve> curve() {
            if (!algorithm.equals(KeyAlgorithm.EC)) {
                return Optional.ofNullable(algorithm.curve());
            }
            try {
                return EcParams.curve(parameters.copy());
            } catch (MalformedException e) {
                return Optional.empty();
            }
        }
    }

    private static Info read(byte[] spki) throws InvalidKeySpecException {
        try {
            DerReader outer = new DerReader(spki);
            DerReader info = outer.sequence();
            outer.finish();
            DerReader identifier = info.sequence();
            String oid = identifier.oid();
            byte[] parameters = identifier.rest();
            byte[] key = info.bitString();
            info.finish();
            KeyAlgorithm algorithm = KeyAlgorithm.ofOid(oid).orElseThrow(() -> unknown(oid));
            return new Info(algorithm, Bytes.of(parameters), Bytes.of(key));
        } catch (MalformedException e) {
            throw JcaFailures.as(InvalidKeySpecException::new, "not a DER SubjectPublicKeyInfo", e);
        }
    }

    private static InvalidKeySpecException unknown(String oid) {
        return new InvalidKeySpecException("a public key of an unknown algorithm: " + oid);
    }

    /** A public key from its X.509 encoding. */
    public static PublicKey parse(byte[] spki) throws InvalidKeySpecException {
        return parse(spki, Curves::inThisJdk);
    }

    /** The public key of a private key, with the parameters that its algorithm has. */
    public static PublicKey of(TokenPrivateKey own) throws InvalidKeySpecException {
        PublicKey key = parse(own.publicKeyInfo());
        return own.keyAlgorithm().equals(KeyAlgorithm.RSASSA_PSS)
                        && own instanceof RSAKey parameters
                        && key instanceof RSAPublicKey rsa
                ? PssKeys.publicKey(rsa, parameters.getParams())
                : key;
    }

    /**
     * A public key from its X.509 encoding.
     *
     * @param inJdk on which curves the JDK has keys
     */
    static PublicKey parse(byte[] spki, Predicate<Curve> inJdk) throws InvalidKeySpecException {
        Info info = read(spki);
        KeyAlgorithm algorithm = info.algorithm();
        String provider = algorithm.jdkProvider();
        boolean unknown = info.curve().filter(inJdk.negate()).isPresent();
        if (provider == null || unknown) {
            return new EncodedPublicKey(algorithm, spki);
        }
        try {
            return KeyFactory.getInstance(algorithm.name(), provider)
                    .generatePublic(new X509EncodedKeySpec(spki));
        } catch (InvalidKeySpecException e) {
            throw e;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new InvalidKeySpecException("a public key that the JDK does not understand", e);
        }
    }

    /**
     * A public key of whatever origin by its encoding alone; empty if it has none, or one that is
     * not in the table.
     */
    public static Optional<EncodedPublicKey> encoded(PublicKey key) {
        try {
            byte[] spki = encoding(key);
            return Optional.of(new EncodedPublicKey(algorithm(spki), spki));
        } catch (InvalidKeyException | InvalidKeySpecException e) {
            return Optional.empty();
        }
    }

    /**
     * The name of the parameters of a public key: its curve or its parameter set.
     *
     * @return that of the algorithm if the curve is not one of the table
     */
    static NamedParameterSpec parameters(byte[] spki) throws InvalidKeySpecException {
        Info info = read(spki);
        return new NamedParameterSpec(
                info.curve().map(Curve::javaName).orElse(info.algorithm().name()));
    }

    /**
     * The length of r and of s of a signature by ECDSA in bytes, from the encoding of the public
     * key; 0 if it signs otherwise or is on no curve of the table.
     */
    public static int orderLength(byte[] spki) throws InvalidKeySpecException {
        return read(spki)
                .curve()
                .filter(curve -> curve.form() == Form.WEIERSTRASS)
                .map(Curve::privateLength)
                .orElse(0);
    }

    /**
     * The length of a secret that a private key agrees on, in bytes.
     *
     * @throws InvalidKeyException if it is on no curve of the table
     */
    public static int secretLength(TokenPrivateKey own) throws InvalidKeyException {
        try {
            return read(own.publicKeyInfo())
                    .curve()
                    .map(curve -> (curve.fieldBits() + 7) / Byte.SIZE)
                    .orElseThrow(() -> new InvalidKeyException("the key is on no known curve"));
        } catch (InvalidKeySpecException e) {
            throw JcaFailures.as(InvalidKeyException::new, e);
        }
    }

    /** The curve of a public key, from its encoding; empty if it is on none of the table. */
    public static Optional<Curve> curve(byte[] spki) throws InvalidKeySpecException {
        return read(spki).curve();
    }

    /** The bytes of a public key inside its encoding: of one on a curve, its point. */
    public static byte[] point(byte[] spki) throws InvalidKeySpecException {
        return read(spki).key().copy();
    }

    /** The algorithm of a public key, from its encoding. */
    public static KeyAlgorithm algorithm(byte[] spki) throws InvalidKeySpecException {
        return read(spki).algorithm();
    }

    /**
     * The SubjectPublicKeyInfo of a certificate as the token has it, so that the bytes of equal
     * keys are equal: an RSASSA-PSS key is an RSA key, whose identifier has NULL for its parameters
     * (RFC 3279 section 2.3.1), and that of Edwards, Montgomery and post-quantum keys has none. The
     * JDK's key object is not asked: for an algorithm that this Java does not know, it writes the
     * identifier in another way.
     */
    public static byte[] ofCertificate(X509Certificate certificate) throws CertificateException {
        return ofCertificate(certificate.getEncoded());
    }

    /** The same of a certificate in DER that this Java need not be able to read. */
    public static byte[] ofCertificate(byte[] certificate) throws CertificateException {
        try {
            DerReader fields = new DerReader(certificate).sequence().sequence();
            if (fields.peek() == VERSION) {
                fields.element();
            }
            // serial number, signature, issuer, validity, subject
            for (int i = 0; i < 5; i++) {
                fields.element();
            }
            return asInTheToken(fields.element());
        } catch (MalformedException e) {
            throw JcaFailures.as(CertificateException::new, "not a DER certificate", e);
        }
    }

    private static byte[] asInTheToken(byte[] spki) throws MalformedException {
        DerReader info = new DerReader(spki).sequence();
        DerReader identifier = info.sequence();
        String oid = identifier.oid();
        byte[] parameters = identifier.rest();
        byte[] key = info.element();
        boolean none = parameters.length == 0;
        boolean nothing = Arrays.equals(parameters, DerWriter.nothing());
        boolean rsa = oid.equals(KeyAlgorithm.RSA.oid());
        if (oid.equals(KeyAlgorithm.RSASSA_PSS.oid()) || (rsa && none)) {
            byte[] usual = DerWriter.oid(KeyAlgorithm.RSA.oid());
            return DerWriter.sequence(DerWriter.sequence(usual, DerWriter.nothing()), key);
        }
        return nothing && !rsa
                ? DerWriter.sequence(DerWriter.sequence(DerWriter.oid(oid)), key)
                : spki;
    }

    /**
     * The encoding of a public key, which any provider may have made.
     *
     * @throws InvalidKeyException if there is no key, or none with an X.509 encoding
     */
    public static byte[] encoding(@Nullable Key key) throws InvalidKeyException {
        Key given = OpaqueKey.given(key);
        byte[] spki =
                given instanceof PublicKey && "X.509".equals(given.getFormat())
                        ? given.getEncoded()
                        : null;
        if (spki == null) {
            throw new InvalidKeyException(
                    "a public key with an X.509 encoding is needed, not a "
                            + given.getClass().getName());
        }
        return spki;
    }

    /** The attributes of a session object with this public key. */
    public static Template template(@Nullable Key key) throws InvalidKeyException {
        byte[] spki = encoding(key);
        try {
            return template(read(spki));
        } catch (InvalidKeySpecException | MalformedException e) {
            throw JcaFailures.as(InvalidKeyException::new, "the public key cannot be used", e);
        }
    }

    /**
     * The other party's point for an agreement with a private key.
     *
     * @throws InvalidKeyException if the key is of another algorithm or on another curve
     */
    public static byte[] agreementPoint(TokenPrivateKey own, @Nullable Key other)
            throws InvalidKeyException {
        byte[] spki = encoding(other);
        try {
            Info theirs = read(spki);
            Info ours = read(own.publicKeyInfo());
            if (!theirs.algorithm().equals(ours.algorithm())
                    || !theirs.parameters().equals(ours.parameters())) {
                throw new InvalidKeyException(
                        "the public key is not on the curve of the private key");
            }
            return theirs.key().copy();
        } catch (InvalidKeySpecException e) {
            throw JcaFailures.as(InvalidKeyException::new, e);
        }
    }

    /** The template of a public key from its encoding. */
    public static Template template(byte[] spki) throws InvalidKeyException {
        try {
            return template(read(spki));
        } catch (InvalidKeySpecException | MalformedException e) {
            throw JcaFailures.as(InvalidKeyException::new, e);
        }
    }

    private static Template template(Info info) throws MalformedException {
        KeyAlgorithm algorithm = info.algorithm();
        Template.Builder builder =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(algorithm.keyType())
                        .token(false)
                        .set(AttributeType.CKA_PRIVATE, false);
        ParameterSet set = algorithm.parameterSet();
        if (set != null) {
            return builder.set(AttributeType.CKA_PARAMETER_SET, set.code())
                    .set(AttributeType.CKA_VALUE, info.key().copy())
                    .build();
        }
        if (algorithm.keyType() == KeyType.CKK_RSA) {
            DerReader outer = new DerReader(info.key().copy());
            DerReader numbers = outer.sequence();
            outer.finish();
            builder.set(AttributeType.CKA_MODULUS, numbers.magnitude())
                    .set(AttributeType.CKA_PUBLIC_EXPONENT, numbers.magnitude());
            numbers.finish();
            return builder.build();
        }
        Curve own = algorithm.curve();
        byte[] key = info.key().copy();
        return builder.set(
                        AttributeType.CKA_EC_PARAMS,
                        own == null ? info.parameters().copy() : EcParams.of(own))
                .set(AttributeType.CKA_EC_POINT, own == null ? DerWriter.octets(key) : key)
                .build();
    }
}
