package io.craton.hsm.cli.keyfile;

import io.craton.hsm.Digest;
import io.craton.hsm.cli.secret.Secret;
import io.craton.hsm.spi.KeyFormatException;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A PKCS#8 file under a passphrase (RFC 5958 section 3): PBES2 with PBKDF2 (RFC 8018), and what the
 * JDK has of the older schemes.
 */
final class EncryptedKey {
    static final String WRONG_PASSPHRASE = "the passphrase does not open it";

    private static final String PBES2 = "1.2.840.113549.1.5.13";
    private static final String PBKDF2 = "1.2.840.113549.1.5.12";

    /** The object identifiers of HMAC with a hash function end with 7 and what follows. */
    private static final String HMAC = "1.2.840.113549.2.";

    private static final int FIRST_HMAC = 7;
    private static final List<Digest> HMAC_DIGESTS =
            List.of(
                    Digest.SHA_1,
                    Digest.SHA_224,
                    Digest.SHA_256,
                    Digest.SHA_384,
                    Digest.SHA_512,
                    Digest.SHA_512_224,
                    Digest.SHA_512_256);

    /** The ciphers inside PBES2. */
    private enum Scheme {
        AES_128("2.16.840.1.101.3.4.1.2", "AES", 16),
        AES_192("2.16.840.1.101.3.4.1.22", "AES", 24),
        AES_256("2.16.840.1.101.3.4.1.42", "AES", 32),
        DES_EDE3("1.2.840.113549.3.7", "DESede", 24);

        private final String oid;
        private final String algorithm;
        private final int keyLength;

        Scheme(String oid, String algorithm, int keyLength) {
            this.oid = oid;
            this.algorithm = algorithm;
            this.keyLength = keyLength;
        }

        static Scheme of(String oid) throws KeyFormatException {
            return Stream.of(values())
                    .filter(each -> each.oid.equals(oid))
                    .findFirst()
                    .orElseThrow(() -> unknown("the cipher " + oid));
        }
    }

    private EncryptedKey() {}

    /**
     * Decrypts a file.
     *
     * @return the PKCS#8 file inside; wiped by the caller
     */
    static byte[] open(byte[] file, Passphrase passphrase)
            throws GeneralSecurityException, MalformedException {
        DerReader info = new DerReader(file).sequence();
        byte[] identifier = info.element();
        byte[] encrypted = info.octetString();
        info.finish();
        DerReader algorithm = new DerReader(identifier).sequence();
        String oid = algorithm.oid();
        try {
            byte[] opened =
                    oid.equals(PBES2)
                            ? pbes2(algorithm.sequence(), encrypted, passphrase)
                            : olderScheme(oid, algorithm.rest(), encrypted, passphrase);
            // One padding in 256 looks right by chance.
            if (opened.length == 0 || opened[0] != DerReader.SEQUENCE) {
                throw new KeyFormatException(WRONG_PASSPHRASE);
            }
            return opened;
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw new KeyFormatException(WRONG_PASSPHRASE);
        }
    }

    private static byte[] pbes2(DerReader parameters, byte[] encrypted, Passphrase passphrase)
            throws GeneralSecurityException, MalformedException {
        DerReader derivation = parameters.sequence();
        DerReader encryption = parameters.sequence();
        String function = derivation.oid();
        if (!function.equals(PBKDF2)) {
            throw unknown("the key derivation " + function);
        }
        Scheme scheme = Scheme.of(encryption.oid());
        byte[] iv = encryption.octetString();
        DerReader fields = derivation.sequence();
        byte[] salt = fields.octetString();
        BigInteger iterations = fields.integer();
        if (fields.peek() == DerReader.INTEGER) {
            fields.integer();
        }
        Digest digest = fields.atEnd() ? Digest.SHA_1 : digest(fields.sequence().oid());
        byte[] key =
                Pbkdf2.derive(
                        digest,
                        passphrase.get(),
                        salt,
                        iterations.bitLength() < Integer.SIZE ? iterations.intValue() : -1,
                        scheme.keyLength);
        try {
            return decrypt(scheme.algorithm, key, iv, encrypted);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static Digest digest(String oid) throws KeyFormatException {
        for (int i = 0; i < HMAC_DIGESTS.size(); i++) {
            if (oid.equals(HMAC + (FIRST_HMAC + i))) {
                return HMAC_DIGESTS.get(i);
            }
        }
        throw unknown("the HMAC " + oid);
    }

    /** CBC with the padding of PKCS#7. */
    static byte[] decrypt(String algorithm, byte[] key, byte[] iv, byte[] encrypted)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(algorithm + "/CBC/PKCS5Padding", "SunJCE");
        if (iv.length != cipher.getBlockSize()) {
            throw new KeyFormatException("its initialisation vector has a wrong length");
        }
        cipher.init(
                Cipher.DECRYPT_MODE, new SecretKeySpec(key, algorithm), new IvParameterSpec(iv));
        return cipher.doFinal(encrypted);
    }

    /** PBES1 and the schemes of PKCS#12, of which the JDK knows the names. */
    private static byte[] olderScheme(
            String oid, byte[] parameters, byte[] encrypted, Passphrase passphrase)
            throws GeneralSecurityException {
        AlgorithmParameters given;
        Cipher cipher;
        SecretKeyFactory factory;
        try {
            cipher = Cipher.getInstance(oid, "SunJCE");
            factory = SecretKeyFactory.getInstance(oid, "SunJCE");
            given = AlgorithmParameters.getInstance(oid, "SunJCE");
            given.init(parameters);
        } catch (GeneralSecurityException | IOException e) {
            throw unknown("the scheme " + oid);
        }
        char[] characters = characters(passphrase.get());
        PBEKeySpec spec = new PBEKeySpec(characters);
        try {
            SecretKey key = factory.generateSecret(spec);
            cipher.init(Cipher.DECRYPT_MODE, key, given);
            return cipher.doFinal(encrypted);
        } finally {
            spec.clearPassword();
            Arrays.fill(characters, '\0');
        }
    }

    /** A passphrase as text, for what Java derives itself; wiped by the caller. */
    static char[] characters(Secret passphrase) throws KeyFormatException {
        CharBuffer decoded = CharBuffer.allocate(passphrase.bytes().length);
        try {
            CoderResult result =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(passphrase.bytes()), decoded, true);
            if (result.isError()) {
                throw new KeyFormatException(
                        "the passphrase is not UTF-8, as Java derives keys of; 'openssl pkcs8 -topk8' writes the file"
                                + " anew with another one");
            }
            return Arrays.copyOf(decoded.array(), decoded.position());
        } finally {
            Arrays.fill(decoded.array(), '\0');
        }
    }

    private static KeyFormatException unknown(String what) {
        return new KeyFormatException(
                "it is encrypted with "
                        + what
                        + ", which is not known here; 'openssl pkcs8 -topk8 -v2 aes-256-cbc' writes it anew");
    }
}
