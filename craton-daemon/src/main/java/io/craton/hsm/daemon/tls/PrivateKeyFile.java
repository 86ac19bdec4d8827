package io.craton.hsm.daemon.tls;

import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import io.craton.hsm.spi.der.KeyOid;
import io.craton.hsm.spi.der.KeyWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A private key in a file, in PKCS#8, or in the older forms of OpenSSL for RSA (RFC 8017) and EC
 * (RFC 5915), without a passphrase.
 */
final class PrivateKeyFile {
    private static final byte[] NULL = {0x05, 0x00};
    private static final int PARAMETERS = 0xa0;

    private final Path file;
    private final PublicKey certified;
    private final List<PrivateKey> found = new ArrayList<>();

    private PrivateKeyFile(Path file, PublicKey certified) {
        this.file = file;
        this.certified = certified;
    }

    /**
     * The key of a certificate.
     *
     * @param certified the public key in the certificate
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if the file has no such key, or
     *     has that of another certificate
     */
    static PrivateKey read(Path file, PublicKey certified) {
        byte[] content = TlsFile.key(file);
        PrivateKeyFile reader = new PrivateKeyFile(file, certified);
        try {
            PemBlocks.read(content, file, "PRIVATE KEY", reader::take);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
        if (reader.found.size() != 1) {
            throw TlsFile.bad(
                    file, "has " + reader.found.size() + " private keys; one is needed", null);
        }
        PrivateKey key = reader.found.get(0);
        reader.requirePair(key);
        return key;
    }

    private void take(String label, byte[] der) {
        switch (label) {
            case "PRIVATE KEY" -> found.add(key(der));
            case "RSA PRIVATE KEY" ->
                    found.add(key(pkcs8(KeyWriter.identifier(KeyOid.RSA.oid(), NULL), der)));
            case "EC PRIVATE KEY" ->
                    found.add(key(pkcs8(KeyWriter.identifier(KeyOid.EC.oid(), curve(der)), der)));
            case "ENCRYPTED PRIVATE KEY" ->
                    throw TlsFile.bad(
                            file,
                            "is encrypted, and nobody is there to type a passphrase; write it with"
                                    + " openssl pkcs8 -topk8 -nocrypt, mode 0600",
                            null);
            default -> {}
        }
    }

    private static byte[] pkcs8(byte[] identifier, byte[] key) {
        return KeyWriter.privateKey(identifier, key.clone());
    }

    /** The curve, which stands inside the key in this form. */
    private byte[] curve(byte[] der) {
        try {
            DerReader key = new DerReader(der).sequence();
            key.integer();
            Arrays.fill(key.octetString(), (byte) 0);
            return key.enter(PARAMETERS).element();
        } catch (MalformedException e) {
            throw TlsFile.bad(file, "has an EC key that does not say its curve", null);
        }
    }

    private PrivateKey key(byte[] pkcs8) {
        String algorithm = certified.getAlgorithm();
        try {
            return KeyFactory.getInstance(algorithm, provider(algorithm))
                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            // Without a cause: it may quote the key.
            throw TlsFile.bad(
                    file, "has no key of the algorithm of its certificate, " + algorithm, null);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private void requirePair(PrivateKey key) {
        try {
            if (!isPair(key)) {
                throw TlsFile.bad(file, "is the key of another certificate", null);
            }
        } catch (GeneralSecurityException e) {
            throw TlsFile.bad(file, "has a key that cannot be used", e);
        }
    }

    private boolean isPair(PrivateKey key) throws GeneralSecurityException {
        if (certified instanceof RSAKey known && key instanceof RSAKey own) {
            return known.getModulus().equals(own.getModulus());
        }
        String algorithm = certified.getAlgorithm().equals("EC") ? "NONEwithECDSA" : "EdDSA";
        Signature signer = Signature.getInstance(algorithm, "SunEC");
        byte[] text = new byte[32];
        signer.initSign(key);
        signer.update(text);
        byte[] signature = signer.sign();
        signer.initVerify(certified);
        signer.update(text);
        return signer.verify(signature);
    }

    private static String provider(String algorithm) throws InvalidKeyException {
        return switch (algorithm) {
            case "RSA", "RSASSA-PSS" -> "SunRsaSign";
            case "EC", "EdDSA" -> "SunEC";
            default -> throw new InvalidKeyException("TLS of the JDK has no " + algorithm);
        };
    }
}
