package io.craton.hsm.spi.der;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.spi.KeyFormatException;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import java.math.BigInteger;
import java.security.spec.InvalidKeySpecException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys in PKCS#8 (RFC 5958): the one reader of key factories, key stores, unwrapping
 * and the command line, so that each of them takes the same files. Inside are the forms of RFC 8017
 * (RSA), RFC 4055 (RSA for PSS alone), RFC 5915 (EC), RFC 8410 (Edwards and Montgomery curves), RFC
 * 9881 and RFC 9935 (ML-DSA and ML-KEM: the seed, the expanded key or both; also either of them
 * bare, as drafts of these had it and OpenSSL reads it) and RFC 9909 (SLH-DSA).
 *
 * <p>What a file says twice has to be the same: another curve or other parameters inside the key
 * than beside it are refused here. Whether a public key in the file belongs to the private one is
 * computed by who takes the attributes: it is in them.
 */
public final class PrivateKeyReader {
    private static final byte[] NULL = {0x05, 0x00};
    private static final List<AttributeType<byte[]>> RSA_NUMBERS =
            List.of(
                    AttributeType.CKA_MODULUS,
                    AttributeType.CKA_PUBLIC_EXPONENT,
                    AttributeType.CKA_PRIVATE_EXPONENT,
                    AttributeType.CKA_PRIME_1,
                    AttributeType.CKA_PRIME_2,
                    AttributeType.CKA_EXPONENT_1,
                    AttributeType.CKA_EXPONENT_2,
                    AttributeType.CKA_COEFFICIENT);

    private static final int FIRST_PRIME = 3;

    private final byte[] parameters;
    private final byte[] key;
    private final byte @Nullable [] publicKey;
    private final Template.Builder made =
            Template.builder().objectClass(ObjectClass.CKO_PRIVATE_KEY);

    private PrivateKeyReader(byte[] parameters, byte[] key, byte @Nullable [] publicKey) {
        this.parameters = parameters;
        this.key = key;
        this.publicKey = publicKey;
    }

    /**
     * The attributes of the key in a file: class, key type and components; of a key for PSS alone
     * {@code CKA_ALLOWED_MECHANISMS}. A public key in the file is {@code CKA_EC_POINT} of a curve
     * and {@code CKA_PUBLIC_KEY_INFO} of a post-quantum key; importing compares it. Of an RSA key
     * whose primes and what follows from them are all zero in the file, zeros are left out.
     *
     * @param pkcs8 the DER encoding; not wiped
     * @return secret attributes are in it: the caller wipes it
     * @throws InvalidKeySpecException if it is not such a file; the sentence has nothing of the key
     */
    public static Template read(byte[] pkcs8) throws InvalidKeySpecException {
        try {
            DerReader outer = new DerReader(pkcs8);
            DerReader info = outer.sequence();
            outer.finish();
            BigInteger version = info.integer();
            require(
                    version.signum() >= 0 && version.bitLength() <= 1,
                    "this version of PKCS#8 is unknown");
            DerReader identifier = info.sequence();
            String oid = identifier.oid();
            byte[] parameters = identifier.rest();
            byte[] key = info.octetString();
            try {
                byte[] publicKey = tail(info, version.signum() == 1);
                return new PrivateKeyReader(parameters, key, publicKey).template(oid);
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        } catch (MalformedException e) {
            // Without a cause: lengths and offsets are of a secret.
            throw new KeyFormatException("not a PKCS#8 private key of a known form in DER");
        }
    }

    /** Passes over attributes; the public key behind them, of version 2, is answered. */
    private static byte @Nullable [] tail(DerReader info, boolean second)
            throws MalformedException {
        info.explicit(0);
        byte[] publicKey = null;
        if (second && info.isImplicit(1)) {
            publicKey = DerReader.wholeBytes(info.implicit(1));
        } else if (second) {
            publicKey = publicKey(info);
        }
        info.finish();
        return publicKey;
    }

    private static byte @Nullable [] publicKey(DerReader fields) throws MalformedException {
        DerReader tagged = fields.explicit(1);
        if (tagged == null) {
            return null;
        }
        byte[] publicKey = tagged.bitString();
        tagged.finish();
        return publicKey;
    }

    private Template template(String oid) throws MalformedException, InvalidKeySpecException {
        Optional<KeyOid> classic = KeyOid.of(oid);
        Optional<Curve> curve = Curve.ofOid(oid).filter(named -> isAlgorithm(named, oid));
        if (classic.isPresent()) {
            classic(classic.get());
        } else if (curve.isPresent()) {
            curve(curve.get());
        } else {
            postQuantum(
                    ParameterSet.ofOid(oid)
                            .orElseThrow(
                                    () ->
                                            new KeyFormatException(
                                                    "a private key of an unknown algorithm: "
                                                            + oid)));
        }
        return made.build();
    }

    /** RFC 8410: of these curves today's identifier is that of the algorithm, too. */
    private static boolean isAlgorithm(Curve curve, String oid) {
        return curve.form() != Curve.Form.WEIERSTRASS && curve.oid().equals(oid);
    }

    private void classic(KeyOid algorithm) throws MalformedException, InvalidKeySpecException {
        made.keyType(algorithm.keyType());
        switch (algorithm) {
            case RSA -> {
                require(
                        parameters.length == 0 || Arrays.equals(parameters, NULL),
                        "the identifier of an RSA key has parameters, and RSA has none");
                rsa();
            }
            case RSASSA_PSS -> {
                made.set(
                        AttributeType.CKA_ALLOWED_MECHANISMS, PssParameters.mechanisms(parameters));
                rsa();
            }
            case EC -> ec();
        }
    }

    private void curve(Curve curve) throws MalformedException, InvalidKeySpecException {
        noParameters(curve.javaName());
        made.keyType(curve.keyType()).set(AttributeType.CKA_EC_PARAMS, EcParams.of(curve));
        DerReader outer = new DerReader(key);
        secret(AttributeType.CKA_VALUE, outer.octetString());
        outer.finish();
        point(publicKey);
    }

    private void noParameters(String name) throws InvalidKeySpecException {
        require(
                parameters.length == 0,
                "the identifier of the key has parameters, and " + name + " has none");
    }

    private void rsa() throws MalformedException, InvalidKeySpecException {
        DerReader outer = new DerReader(key);
        DerReader numbers = outer.sequence();
        outer.finish();
        require(
                numbers.integer().signum() == 0,
                "RSA keys with more than two primes are not supported");
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < RSA_NUMBERS.size(); i++) {
            values.add(numbers.magnitude());
        }
        numbers.finish();
        byte[] modulus = values.get(0).clone();
        byte[] exponent = values.get(1).clone();
        // Of a key without primes the JDK and others write zeros in their places.
        boolean bare = values.stream().skip(FIRST_PRIME).allMatch(PrivateKeyReader::isZero);
        for (int i = 0; i < values.size(); i++) {
            if (!bare || !isZero(values.get(i))) {
                secret(RSA_NUMBERS.get(i), values.get(i));
            }
        }
        if (publicKey != null) {
            DerReader given = new DerReader(publicKey).sequence();
            require(
                    Arrays.equals(given.magnitude(), modulus)
                            && Arrays.equals(given.magnitude(), exponent),
                    "the public key in the file is not the one of the RSA private key");
        }
    }

    private static boolean isZero(byte[] magnitude) {
        return magnitude.length == 1 && magnitude[0] == 0;
    }

    private void ec() throws MalformedException, InvalidKeySpecException {
        require(
                parameters.length > 0 && parameters[0] == DerReader.OID,
                "an EC private key has to name its curve by an object identifier; explicit parameters are not taken");
        DerReader outer = new DerReader(key);
        DerReader fields = outer.sequence();
        outer.finish();
        require(fields.integer().equals(BigInteger.ONE), "an EC private key of an unknown version");
        secret(AttributeType.CKA_VALUE, fields.octetString());
        DerReader inner = fields.explicit(0);
        require(
                inner == null || Arrays.equals(inner.rest(), parameters),
                "the EC private key has another curve inside than the one that its file names");
        byte[] own = publicKey(fields);
        fields.finish();
        require(
                own == null || publicKey == null || Arrays.equals(own, publicKey),
                "the file of the EC private key has two public keys, and they differ");
        made.set(AttributeType.CKA_EC_PARAMS, parameters);
        point(own == null ? publicKey : own);
    }

    private void point(byte @Nullable [] point) {
        if (point != null) {
            made.set(AttributeType.CKA_EC_POINT, point);
        }
    }

    private void postQuantum(ParameterSet set) throws MalformedException, InvalidKeySpecException {
        noParameters(set.standardName());
        made.keyType(set.keyType()).set(AttributeType.CKA_PARAMETER_SET, set.code());
        if (publicKey != null) {
            made.set(
                    AttributeType.CKA_PUBLIC_KEY_INFO,
                    DerWriter.sequence(
                            DerWriter.sequence(DerWriter.oid(set.oid())),
                            DerWriter.bits(publicKey)));
        }
        if (set.keyType() == KeyType.CKK_SLH_DSA || key.length == set.privateKeyLength()) {
            secret(AttributeType.CKA_VALUE, key);
        } else if (key.length == set.seedLength()) {
            secret(AttributeType.CKA_SEED, key);
        } else {
            choice(set);
        }
    }

    /** The seed, the expanded key, or both, as their tag says. */
    private void choice(ParameterSet set) throws MalformedException, InvalidKeySpecException {
        DerReader choice = new DerReader(key);
        if (choice.isImplicit(0)) {
            secret(AttributeType.CKA_SEED, choice.implicit(0));
        } else if (choice.peek() == DerReader.OCTET_STRING) {
            secret(AttributeType.CKA_VALUE, choice.octetString());
        } else {
            require(
                    choice.peek() == DerReader.SEQUENCE,
                    set.standardName() + ": neither a seed, nor an expanded key, nor both");
            DerReader both = choice.sequence();
            secret(AttributeType.CKA_SEED, both.octetString());
            secret(AttributeType.CKA_VALUE, both.octetString());
            both.finish();
        }
        choice.finish();
    }

    /** Sets an attribute and wipes the bytes, which it has copied. */
    private void secret(AttributeType<byte[]> type, byte[] bytes) {
        made.set(type, bytes);
        Arrays.fill(bytes, (byte) 0);
    }

    private static void require(boolean condition, String message) throws InvalidKeySpecException {
        if (!condition) {
            throw new KeyFormatException(message);
        }
    }
}
