package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A key of the token finds the cipher of its provider under each name of the table, whether the
 * provider is named or JCA has to find it by the key: the first of all providers and the last.
 */
class CipherChoiceTest {
    private static final byte[] DATA = new byte[32];

    private static final Map<String, Key> KEYS = new HashMap<>();
    private static TestToken token;
    private static KeyPair rsa;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA", token.provider());
        pairs.initialize(2048);
        rsa = pairs.generateKeyPair();
    }

    @AfterEach
    void leave() {
        Security.removeProvider(token.provider().getName());
    }

    @AfterAll
    static void close() {
        token.close();
    }

    /** Each name and alias of a cipher, with the name of its service. */
    private Map<String, String> names() {
        Map<String, String> names = new TreeMap<>();
        for (Map.Entry<Object, Object> entry : token.provider().entrySet()) {
            String key = entry.getKey().toString();
            if (key.startsWith("Alg.Alias.Cipher.")) {
                names.put(key.substring("Alg.Alias.Cipher.".length()), entry.getValue().toString());
            }
        }
        for (Provider.Service service : token.provider().getServices()) {
            if (service.getType().equals("Cipher")) {
                names.put(service.getAlgorithm(), service.getAlgorithm());
            }
        }
        return names;
    }

    @ParameterizedTest
    @CsvSource({"first,false", "last,false", "first,true", "last,true"})
    void eachName_findsTheCipherOfTheKey(String position, boolean named) throws Exception {
        Security.insertProviderAt(
                token.provider(),
                position.equals("first") ? 1 : Security.getProviders().length + 1);
        List<String> wrong = new ArrayList<>();
        Map<String, String> names = names();
        for (Map.Entry<String, String> name : names.entrySet()) {
            try {
                if (!works(name.getKey(), name.getValue(), named)) {
                    wrong.add(name.getKey() + ": the result is another");
                }
            } catch (GeneralSecurityException | RuntimeException e) {
                wrong.add(name.getKey() + ": " + e);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(names).hasSizeGreaterThan(120);
    }

    private boolean works(String name, String service, boolean named) throws Exception {
        Cipher cipher =
                named ? Cipher.getInstance(name, token.provider()) : Cipher.getInstance(name);
        Cipher judge = Cipher.getInstance(service, token.provider());
        if (service.startsWith("RSA")) {
            byte[] data = new byte[service.endsWith("NoPadding") ? 256 : 32];
            judge.init(Cipher.ENCRYPT_MODE, rsa.getPublic());
            byte[] encrypted = judge.doFinal(data);
            cipher.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
            return isOurs(cipher) && Arrays.equals(data, cipher.doFinal(encrypted));
        }
        if (service.contains("/KW")) {
            SecretKey inside = (SecretKey) key("AES", 256, false);
            cipher.init(Cipher.WRAP_MODE, key("AES", bits(service), true));
            return isOurs(cipher) && cipher.wrap(inside).length == 40;
        }
        Key key = key(keys(service), bits(service), false);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] encrypted = cipher.doFinal(DATA);
        judge.init(Cipher.DECRYPT_MODE, key, cipher.getParameters());
        return isOurs(cipher) && Arrays.equals(DATA, judge.doFinal(encrypted));
    }

    private boolean isOurs(Cipher cipher) {
        return cipher.getProvider() == token.provider();
    }

    private static String keys(String service) {
        if (service.startsWith("ChaCha")) {
            return "ChaCha20";
        }
        return service.contains("/XTS") ? "AES-XTS" : "AES";
    }

    private static int bits(String service) {
        return service.startsWith("AES_") ? Integer.parseInt(service.substring(4, 7)) : 256;
    }

    private Key key(String algorithm, int bits, boolean wrapping) throws Exception {
        String name = algorithm + bits + wrapping;
        Key there = KEYS.get(name);
        if (there == null) {
            KeyGenerator generator = KeyGenerator.getInstance(algorithm, token.provider());
            CratonKeySpec.Builder spec =
                    wrapping ? CratonKeySpec.wrapping() : CratonKeySpec.builder();
            generator.init(
                    spec.token(false)
                            .keySize(bits)
                            .attribute(AttributeType.CKA_EXTRACTABLE, true)
                            .build());
            there = generator.generateKey();
            KEYS.put(name, there);
        }
        return there;
    }

    /** Parts of two names make none. */
    @Test
    void modeOrPaddingOfAnother_isNotTaken() {
        Security.insertProviderAt(token.provider(), 1);
        for (String none :
                List.of("RSA/CBC/PKCS1Padding", "RSA/ECB/NonePadding", "AES/None/NoPadding")) {
            assertThatThrownBy(() -> Cipher.getInstance(none))
                    .as(none)
                    .isInstanceOf(NoSuchAlgorithmException.class);
        }
    }
}
