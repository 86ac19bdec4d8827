package io.craton.hsm.cli.keyfile;

import io.craton.hsm.KeyType;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.spi.KeyFormatException;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import io.craton.hsm.spi.der.KeyOid;
import io.craton.hsm.spi.der.KeyWriter;
import io.craton.hsm.spi.der.PrivateKeyReader;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The private and secret keys of a file: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) and SEC1 (RFC 5915)
 * in DER or PEM, plain or under a passphrase; PKCS#12; JWK and sets of them (RFC 7517). Which of
 * these it is, its content says and never its name.
 *
 * @param keys those that were read; at least one, unless something was left out
 * @param leftOut what else the file has and nobody imports, in words
 */
public record KeyFile(List<KeyInFile> keys, List<String> leftOut) implements AutoCloseable {
    private static final int BER_INDEFINITE = 0x80;
    private static final int PKCS12_VERSION = 3;

    /** The lists are copied. */
    public KeyFile {
        keys = List.copyOf(keys);
        leftOut = List.copyOf(leftOut);
    }

    static KeyFile of(KeyInFile key) {
        return new KeyFile(List.of(key), List.of());
    }

    /**
     * Reads a file.
     *
     * @param content not wiped
     * @param name the name of the file, for errors
     * @param secretType what a secret key without a word about it is for; null to refuse it
     * @throws CliException with a sentence that has nothing of the keys
     */
    public static KeyFile read(
            byte[] content, String name, Passphrase passphrase, @Nullable KeyType secretType) {
        try {
            return read(content, passphrase, secretType);
        } catch (MalformedException e) {
            // Without a cause: lengths and offsets are of a secret.
            throw CliException.failed("no key could be read from " + name + ": it is damaged");
        } catch (GeneralSecurityException e) {
            throw new CliException(ExitCode.FAILED, "no key could be read from " + name, e);
        }
    }

    private static KeyFile read(byte[] content, Passphrase passphrase, @Nullable KeyType secretType)
            throws GeneralSecurityException, MalformedException {
        if (PemBlock.isIn(content)) {
            return pem(PemBlock.all(content), passphrase);
        }
        if (JsonKeys.isIn(content)) {
            return JsonKeys.read(content, passphrase, secretType);
        }
        return der(content, passphrase);
    }

    private static KeyFile pem(List<PemBlock> blocks, Passphrase passphrase)
            throws GeneralSecurityException, MalformedException {
        List<KeyInFile> keys = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        try {
            for (PemBlock block : blocks) {
                switch (block.type()) {
                    case "PRIVATE KEY" ->
                            keys.add(KeyInFile.of(PrivateKeyReader.read(block.der())));
                    case "ENCRYPTED PRIVATE KEY" -> keys.add(encrypted(block.der(), passphrase));
                    case "RSA PRIVATE KEY" -> keys.add(older(block, KeyOid.RSA, passphrase));
                    case "EC PRIVATE KEY" -> keys.add(older(block, KeyOid.EC, passphrase));
                    case "CERTIFICATE" -> certificates.add(certificate(block.der()));
                    case "EC PARAMETERS" -> {
                        // The key that follows names its curve, too.
                    }
                    default -> leftOut.add(refusal(block.type()));
                }
            }
            if (keys.size() == 1) {
                return new KeyFile(List.of(keys.get(0).with(certificates)), leftOut);
            }
            if (!certificates.isEmpty()) {
                leftOut.add("certificates, which 'cert import' takes");
            }
            return some(keys, leftOut);
        } catch (GeneralSecurityException | MalformedException | RuntimeException e) {
            close(keys);
            throw e;
        } finally {
            blocks.forEach(PemBlock::close);
        }
    }

    private static KeyFile some(List<KeyInFile> keys, List<String> leftOut)
            throws KeyFormatException {
        if (keys.isEmpty() && leftOut.isEmpty()) {
            throw new KeyFormatException("there is none in it");
        }
        return new KeyFile(keys, leftOut);
    }

    private static String refusal(String type) {
        return switch (type) {
            case "OPENSSH PRIVATE KEY" ->
                    "a key in the form of OpenSSH, which 'ssh-keygen -p -m PKCS8' writes as PKCS#8";
            case "PGP PRIVATE KEY BLOCK" ->
                    "an OpenPGP key; 'gpgsm --export-secret-key-p12' exports X.509 keys";
            default -> "a block '" + type + "'";
        };
    }

    private static KeyInFile encrypted(byte[] der, Passphrase passphrase)
            throws GeneralSecurityException, MalformedException {
        byte[] opened = EncryptedKey.open(der, passphrase);
        try {
            return KeyInFile.of(PrivateKeyReader.read(opened));
        } finally {
            Arrays.fill(opened, (byte) 0);
        }
    }

    /** PKCS#1 or SEC1, perhaps under a passphrase. */
    private static KeyInFile older(PemBlock block, KeyOid algorithm, Passphrase passphrase)
            throws GeneralSecurityException, MalformedException {
        boolean plain = block.header(PemCipher.HEADER).isEmpty();
        byte[] der = plain ? block.der().clone() : PemCipher.open(block, passphrase);
        return classic(algorithm, der);
    }

    /**
     * A key in the form of its algorithm alone.
     *
     * @param der wiped
     */
    private static KeyInFile classic(KeyOid algorithm, byte[] der)
            throws GeneralSecurityException, MalformedException {
        byte[] identifier =
                algorithm == KeyOid.EC
                        ? KeyWriter.identifier(algorithm.oid(), curve(der))
                        : KeyWriter.identifier(algorithm.oid());
        byte[] pkcs8 = KeyWriter.privateKey(identifier, der);
        try {
            return KeyInFile.of(PrivateKeyReader.read(pkcs8));
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    /** The parameters inside a SEC1 key. */
    private static byte[] curve(byte[] sec1) throws GeneralSecurityException, MalformedException {
        DerReader fields = new DerReader(sec1).sequence();
        fields.integer();
        Arrays.fill(fields.octetString(), (byte) 0);
        DerReader parameters = fields.explicit(0);
        if (parameters == null) {
            throw new KeyFormatException("the EC key in it does not name its curve");
        }
        return parameters.rest();
    }

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509", "SUN")
                        .generateCertificate(new ByteArrayInputStream(der));
    }

    /** What the first elements say. */
    private static KeyFile der(byte[] content, Passphrase passphrase)
            throws GeneralSecurityException, MalformedException {
        if (content.length < 2 || content[0] != DerReader.SEQUENCE || isText(content)) {
            throw new KeyFormatException(
                    "it is neither PEM nor DER nor JSON; the bare value of a secret key needs --type, such as --type"
                            + " aes:256");
        }
        if ((content[1] & 0xff) == BER_INDEFINITE) {
            return Pkcs12File.read(content, passphrase);
        }
        DerReader fields = new DerReader(content).sequence();
        if (fields.peek() != DerReader.INTEGER) {
            return withoutVersion(fields, content, passphrase);
        }
        int version = fields.integer().intValue();
        if (fields.peek() == DerReader.SEQUENCE && version == PKCS12_VERSION) {
            return Pkcs12File.read(content, passphrase);
        }
        return of(
                switch (fields.peek()) {
                    case DerReader.INTEGER -> classic(KeyOid.RSA, content.clone());
                    case DerReader.OCTET_STRING -> classic(KeyOid.EC, content.clone());
                    default -> KeyInFile.of(PrivateKeyReader.read(content));
                });
    }

    /** A digit 0 is the tag of a SEQUENCE. */
    private static boolean isText(byte[] content) {
        for (byte each : content) {
            if (each < ' ' && !Character.isWhitespace(each)) {
                return false;
            }
        }
        return true;
    }

    /** Encrypted keys begin as public keys and certificates do. */
    private static KeyFile withoutVersion(DerReader fields, byte[] content, Passphrase passphrase)
            throws GeneralSecurityException, MalformedException {
        fields.element();
        return switch (fields.peek()) {
            case DerReader.OCTET_STRING -> of(encrypted(content, passphrase));
            case DerReader.BIT_STRING -> new KeyFile(List.of(), List.of("a public key"));
            case DerReader.SEQUENCE ->
                    new KeyFile(List.of(), List.of("certificates, which 'cert import' takes"));
            default -> throw new KeyFormatException("there is none in it");
        };
    }

    /**
     * A secret key from its bare value: so many bytes, or twice as many hexadecimal digits.
     *
     * @param content not wiped
     * @param length of the value in bytes
     */
    public static KeyFile secret(byte[] content, String name, KeyType type, int length) {
        byte[] value = content.length == length ? content.clone() : hex(content);
        if (value.length != length) {
            Arrays.fill(value, (byte) 0);
            throw CliException.failed(
                    name
                            + " is neither "
                            + length
                            + " bytes nor "
                            + 2 * length
                            + " hexadecimal digits, as --type asks for");
        }
        return of(KeyInFile.secret(type, value));
    }

    /** The bytes that the digits stand for; none if one is alone, or something else is there. */
    private static byte[] hex(byte[] content) {
        byte[] bytes = new byte[content.length / 2];
        int digits = 0;
        for (byte each : content) {
            int digit = Character.digit(each, 16);
            if (digit < 0 && !Character.isWhitespace(each)) {
                Arrays.fill(bytes, (byte) 0);
                return new byte[0];
            }
            if (digit >= 0 && digits < 2 * bytes.length) {
                bytes[digits / 2] = (byte) (bytes[digits / 2] << 4 | digit);
            }
            digits += digit >= 0 ? 1 : 0;
        }
        if (digits % 2 != 0) {
            Arrays.fill(bytes, (byte) 0);
            return new byte[0];
        }
        byte[] value = Arrays.copyOf(bytes, digits / 2);
        Arrays.fill(bytes, (byte) 0);
        return value;
    }

    static void close(List<KeyInFile> keys) {
        keys.forEach(KeyInFile::close);
    }

    @Override
    public void close() {
        close(keys);
    }
}
