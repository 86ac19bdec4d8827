package io.craton.hsm.cli.keyfile;

import io.craton.hsm.spi.KeyFormatException;
import io.craton.hsm.spi.der.DerReader;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;

/**
 * The encryption of PEM blocks with a {@code DEK-Info} line, which OpenSSL had before PKCS#8 and
 * some programs still write: CBC, with a key that MD5 makes of passphrase and vector.
 */
enum PemCipher {
    AES_128("AES-128-CBC", "AES", 16),
    AES_192("AES-192-CBC", "AES", 24),
    AES_256("AES-256-CBC", "AES", 32),
    DES_EDE3("DES-EDE3-CBC", "DESede", 24);

    static final String HEADER = "DEK-Info";

    private static final int SALT_BYTES = 8;

    private final String header;
    private final String algorithm;
    private final int keyLength;

    PemCipher(String header, String algorithm, int keyLength) {
        this.header = header;
        this.algorithm = algorithm;
        this.keyLength = keyLength;
    }

    /**
     * Decrypts a block.
     *
     * @return wiped by the caller
     */
    static byte[] open(PemBlock block, Passphrase passphrase) throws GeneralSecurityException {
        String[] words = block.header(HEADER).split(",", 2);
        PemCipher cipher =
                Stream.of(values())
                        .filter(each -> each.header.equals(words[0]))
                        .findFirst()
                        .orElseThrow(PemCipher::unknown);
        if (words.length < 2 || !words[1].matches("([0-9A-Fa-f]{2}){8,16}")) {
            throw unknown();
        }
        byte[] iv = HexFormat.of().parseHex(words[1]);
        byte[] key = cipher.key(passphrase.get().bytes(), Arrays.copyOf(iv, SALT_BYTES));
        try {
            byte[] opened = EncryptedKey.decrypt(cipher.algorithm, key, iv, block.der());
            if (opened.length == 0 || opened[0] != DerReader.SEQUENCE) {
                throw new KeyFormatException(EncryptedKey.WRONG_PASSPHRASE);
            }
            return opened;
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw new KeyFormatException(EncryptedKey.WRONG_PASSPHRASE);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static KeyFormatException unknown() {
        return new KeyFormatException(
                "its line "
                        + HEADER
                        + " names a cipher that is not known here; 'openssl pkcs8 -topk8 -v2 aes-256-cbc' writes it"
                        + " anew");
    }

    private byte[] key(byte[] passphrase, byte[] salt) throws GeneralSecurityException {
        MessageDigest md5 = MessageDigest.getInstance("MD5", "SUN");
        byte[] key = new byte[keyLength];
        byte[] last = new byte[0];
        for (int at = 0; at < keyLength; at += last.length) {
            md5.update(last);
            md5.update(passphrase);
            last = md5.digest(salt);
            System.arraycopy(last, 0, key, at, Math.min(last.length, keyLength - at));
        }
        Arrays.fill(last, (byte) 0);
        return key;
    }
}
