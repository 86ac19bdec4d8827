package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much a request writes to the log: what it does, and nothing that the provider asks for
 * itself.
 */
class AuditVolumeTest {
    private AuditedToken audited;
    private TestToken token;
    private KeyStore keyStore;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        audited = new AuditedToken(directory, "all");
        token = audited.token();
        keyStore = token.keyStore();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(new CratonKeySpec("server", null));
        KeyPair pair = generator.generateKeyPair();
        keyStore.setKeyEntry(
                "server",
                pair.getPrivate(),
                null,
                new java.security.cert.Certificate[] {
                    TestCertificates.selfSigned(
                            "server",
                            pair.getPublic(),
                            pair.getPrivate(),
                            "SHA256withECDSA",
                            token.provider())
                });
        keyStore.getKey("server", null);
        // The first key of this kind opens the session that has them.
        KeyGenerator.getInstance("AES", token.provider()).generateKey().destroy();
        audited.lines();
    }

    @AfterEach
    void close() {
        audited.close();
    }

    @Test
    void requestWithAKeyOfItsOwn_hasARecordForEachThingItDoes() throws Exception {
        PrivateKey server = (PrivateKey) keyStore.getKey("server", null);
        Signature signature = Signature.getInstance("SHA256withECDSA", token.provider());
        signature.initSign(server);
        signature.update(new byte[100]);
        signature.sign();
        SecretKey key = KeyGenerator.getInstance("AES", token.provider()).generateKey();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", token.provider());
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] text = cipher.doFinal(new byte[100]);
        byte[] iv = cipher.getIV();
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, iv));
        cipher.doFinal(text);
        key.destroy();

        List<String> lines = audited.lines();
        assertThat(lines.stream().map(AuditedToken::event))
                .containsExactly("Sign", "GenerateKey", "Encrypt", "Decrypt", "DestroyObject");
        assertThat(lines.stream().mapToInt(line -> line.length() + 1).sum()).isLessThan(2500);
    }

    @Test
    void entriesOfTheKeyStore_areLookedAtWithoutRecords() throws Exception {
        keyStore.getEntry("server", null);
        keyStore.getCertificateChain("server");
        keyStore.isKeyEntry("server");
        assertThat(audited.events()).isEmpty();
    }

    @Test
    void unwrappingOfAContentKey_isOneRecord() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
        generator.initialize(CratonKeySpec.builder().token(false).keySize(2048).build());
        KeyPair pair = generator.generateKeyPair();
        Cipher theirs = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", "SunJCE");
        theirs.init(Cipher.WRAP_MODE, pair.getPublic());
        byte[] wrapped = theirs.wrap(new SecretKeySpec(new byte[16], "AES"));
        Cipher cipher =
                Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", token.provider());
        audited.lines();
        cipher.init(Cipher.UNWRAP_MODE, pair.getPrivate());
        Key key = cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
        Cipher content = Cipher.getInstance("AES_128/GCM/NoPadding", token.provider());
        content.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        assertThat(audited.events()).containsExactly("UnwrapKey");
    }
}
