package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.HsmException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** A module that is closed under the provider: the exceptions are JCA's, never the module's own. */
class ClosedModuleTest {
    private record Call(String name, Body body) {}

    private interface Body {
        void run() throws Exception;
    }

    private final List<Call> calls = new ArrayList<>();

    private void add(String name, Body body) {
        calls.add(new Call(name, body));
    }

    @Test
    void everyService_answersWithAnExceptionOfJca() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            KeyStore keyStore = token.keyStore();
            Provider provider = token.provider();
            KeyPair ec = KeyPairGenerator.getInstance("EC", provider).generateKeyPair();
            KeyPair ed = KeyPairGenerator.getInstance("Ed25519", provider).generateKeyPair();
            KeyPair x = KeyPairGenerator.getInstance("X25519", provider).generateKeyPair();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", provider);
            generator.initialize(2048);
            KeyPair rsa = generator.generateKeyPair();
            SecretKey aes = KeyGenerator.getInstance("AES", provider).generateKey();
            SecretKey hmac = KeyGenerator.getInstance("HmacSHA256", provider).generateKey();
            PrivateKey software =
                    KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair().getPrivate();
            Certificate[] chain = {
                TestCertificates.selfSigned(
                        "closed", ec.getPublic(), ec.getPrivate(), "SHA256withECDSA", provider)
            };
            keyStore.setKeyEntry("x", ec.getPrivate(), null, chain);

            signatures(provider, ec, ed, rsa);
            ciphers(provider, rsa, aes);
            others(provider, ec, x, hmac);
            factories(provider, software);
            stores(provider, keyStore, chain, aes);

            token.hsm().close();
            List<String> wrong = new ArrayList<>();
            List<String> answered = new ArrayList<>();
            for (Call call : calls) {
                try {
                    call.body().run();
                    answered.add(call.name());
                } catch (HsmException e) {
                    wrong.add(call.name() + ": " + e);
                } catch (Exception e) {
                    // What JCA documents, or has no word for: both say what happened.
                    assertThat(e.getMessage()).as(call.name()).isNotEmpty();
                }
            }
            assertThat(wrong).isEmpty();
            // What needs no module.
            assertThat(answered)
                    .containsExactlyInAnyOrder(
                            "PSS verify",
                            "AES/GCM/NoPadding size",
                            "AES/CCM/NoPadding size",
                            "AES/CCM/NoPadding update",
                            "AES/CBC/PKCS5Padding size",
                            "AES/ECB/PKCS5Padding size",
                            "AES/CTR/NoPadding size",
                            "updateAAD",
                            "Mac reset");
        }
    }

    private void signatures(Provider provider, KeyPair ec, KeyPair ed, KeyPair rsa)
            throws Exception {
        Signature sign = Signature.getInstance("SHA256withECDSA", provider);
        add("initSign", () -> sign.initSign(ec.getPrivate()));
        add("initVerify", () -> sign.initVerify(ec.getPublic()));
        Signature begun = Signature.getInstance("SHA256withRSA", provider);
        begun.initSign(rsa.getPrivate());
        begun.update((byte) 1);
        add("update", () -> begun.update((byte) 1));
        add("sign", begun::sign);
        Signature buffered = Signature.getInstance("Ed25519", provider);
        buffered.initSign(ed.getPrivate());
        buffered.update((byte) 1);
        add("buffered sign", buffered::sign);
        Signature verifying = Signature.getInstance("Ed25519", provider);
        verifying.initVerify(ed.getPublic());
        verifying.update((byte) 1);
        add("verify", () -> verifying.verify(new byte[64]));
        Signature pss = Signature.getInstance("RSASSA-PSS", provider);
        add("PSS", () -> pss.initSign(rsa.getPrivate()));
        add("PSS verify", () -> pss.initVerify(rsa.getPublic()));
    }

    private void ciphers(Provider provider, KeyPair rsa, SecretKey aes) throws Exception {
        for (String name :
                List.of(
                        "AES/GCM/NoPadding",
                        "AES/CCM/NoPadding",
                        "AES/CBC/PKCS5Padding",
                        "AES/ECB/PKCS5Padding",
                        "AES/CTR/NoPadding")) {
            Cipher cipher = Cipher.getInstance(name, provider);
            add(name + " init", () -> cipher.init(Cipher.ENCRYPT_MODE, aes));
            Cipher begun = Cipher.getInstance(name, provider);
            begun.init(Cipher.ENCRYPT_MODE, aes);
            begun.update(new byte[20]);
            add(name + " size", () -> begun.getOutputSize(10));
            add(name + " update", () -> begun.update(new byte[20]));
            add(name + " doFinal", () -> begun.doFinal(new byte[20]));
        }
        Cipher decrypting = Cipher.getInstance("AES/GCM/NoPadding", provider);
        decrypting.init(Cipher.DECRYPT_MODE, aes, new GCMParameterSpec(128, new byte[12]));
        add("updateAAD", () -> decrypting.updateAAD(new byte[10]));
        add("GCM decrypt", () -> decrypting.doFinal(new byte[40]));
        Cipher cbc = Cipher.getInstance("AES/CBC/PKCS5Padding", provider);
        cbc.init(Cipher.DECRYPT_MODE, aes, new IvParameterSpec(new byte[16]));
        add("CBC decrypt", () -> cbc.doFinal(new byte[32]));
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(CratonKeySpec.wrapping().token(false).build());
        SecretKey kek = generator.generateKey();
        for (String name : List.of("AES/KW/NoPadding", "RSA/ECB/PKCS1Padding")) {
            Key in = name.startsWith("AES") ? kek : rsa.getPublic();
            Key out = name.startsWith("AES") ? kek : rsa.getPrivate();
            Cipher wrapping = Cipher.getInstance(name, provider);
            wrapping.init(Cipher.WRAP_MODE, in);
            add(name + " wrap", () -> wrapping.wrap(aes));
            add(
                    name + " wrap software",
                    () -> wrapping.wrap(new SecretKeySpec(new byte[16], "AES")));
            Cipher unwrapping = Cipher.getInstance(name, provider);
            unwrapping.init(Cipher.UNWRAP_MODE, out);
            add(name + " unwrap", () -> unwrapping.unwrap(new byte[256], "AES", Cipher.SECRET_KEY));
            Cipher again = Cipher.getInstance(name, provider);
            add(name + " init", () -> again.init(Cipher.UNWRAP_MODE, out));
            add(name + " init public", () -> again.init(Cipher.WRAP_MODE, in));
        }
        Cipher rsaCipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", provider);
        rsaCipher.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
        add("RSA decrypt", () -> rsaCipher.doFinal(new byte[256]));
        Cipher rsaPublic = Cipher.getInstance("RSA/ECB/PKCS1Padding", provider);
        rsaPublic.init(Cipher.ENCRYPT_MODE, rsa.getPublic());
        add("RSA encrypt", () -> rsaPublic.doFinal(new byte[10]));
    }

    private void others(Provider provider, KeyPair ec, KeyPair x, SecretKey hmac) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256", provider);
        mac.init(hmac);
        mac.update((byte) 1);
        add("Mac update", () -> mac.update((byte) 1));
        add("Mac doFinal", mac::doFinal);
        add("Mac reset", mac::reset);
        Mac other = Mac.getInstance("HmacSHA256", provider);
        add("Mac init", () -> other.init(hmac));
        KeyAgreement ecdh = KeyAgreement.getInstance("ECDH", provider);
        ecdh.init(ec.getPrivate());
        add("doPhase", () -> ecdh.doPhase(ec.getPublic(), true));
        KeyAgreement agreed = KeyAgreement.getInstance("X25519", provider);
        agreed.init(x.getPrivate());
        agreed.doPhase(x.getPublic(), true);
        add("generateSecret AES", () -> agreed.generateSecret("AES"));
        add("generateSecret", agreed::generateSecret);
        KeyAgreement fresh = KeyAgreement.getInstance("X25519", provider);
        add("agreement init", () -> fresh.init(x.getPrivate()));
        SecureRandom random = SecureRandom.getInstance("CratonHSM", provider);
        add("nextBytes", () -> random.nextBytes(new byte[10]));
        add("generateSeed", () -> random.generateSeed(10));
        add("setSeed", () -> random.setSeed(new byte[10]));
        if (provider.getService("KEM", "ML-KEM") != null) {
            KeyPair kem = KeyPairGenerator.getInstance("ML-KEM-512", provider).generateKeyPair();
            Object door = KemTest.kem("ML-KEM", provider);
            Object encapsulator = KemTest.encapsulator(door, kem.getPublic());
            Object decapsulator = KemTest.decapsulator(door, kem.getPrivate());
            add("newEncapsulator", () -> KemTest.encapsulator(door, kem.getPublic()));
            add("newDecapsulator", () -> KemTest.decapsulator(door, kem.getPrivate()));
            add("encapsulate", () -> KemTest.call(encapsulator, "encapsulate", new Class<?>[0]));
            add(
                    "decapsulate",
                    () ->
                            KemTest.call(
                                    decapsulator,
                                    "decapsulate",
                                    new Class<?>[] {byte[].class},
                                    (Object) new byte[768]));
        }
    }

    private void factories(Provider provider, PrivateKey software) throws Exception {
        for (String name : List.of("RSA", "EC", "Ed25519", "X448", "ML-DSA-44", "SLH-DSA")) {
            KeyPairGenerator pairs = KeyPairGenerator.getInstance(name, provider);
            add(name + " generator", pairs::generateKeyPair);
        }
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA", provider);
        add("RSA initialize", () -> rsa.initialize(3072));
        KeyGenerator keys = KeyGenerator.getInstance("AES", provider);
        add("KeyGenerator", keys::generateKey);
        SecretKeyFactory secrets = SecretKeyFactory.getInstance("AES", provider);
        SecretKeySpec value = new SecretKeySpec(new byte[16], "AES");
        add("generateSecret", () -> secrets.generateSecret(value));
        add("translateKey", () -> secrets.translateKey(value));
        KeyFactory factory = KeyFactory.getInstance("EC", provider);
        add(
                "import",
                () ->
                        factory.generatePrivate(
                                CratonKeySpec.builder()
                                        .keySpec(new PKCS8EncodedKeySpec(software.getEncoded()))
                                        .build()));
    }

    private void stores(Provider provider, KeyStore keyStore, Certificate[] chain, SecretKey aes)
            throws Exception {
        Key key = keyStore.getKey("x", null);
        add("aliases", keyStore::aliases);
        add("size", keyStore::size);
        add("containsAlias", () -> keyStore.containsAlias("x"));
        add("isKeyEntry", () -> keyStore.isKeyEntry("x"));
        add("getKey", () -> keyStore.getKey("x", null));
        add("getKey with PIN", () -> keyStore.getKey("x", TestToken.PIN));
        add("getEntry", () -> keyStore.getEntry("x", null));
        add("getCertificate", () -> keyStore.getCertificate("x"));
        add("getCertificateChain", () -> keyStore.getCertificateChain("x"));
        add("getCertificateAlias", () -> keyStore.getCertificateAlias(chain[0]));
        add("getCreationDate", () -> keyStore.getCreationDate("x"));
        add("setKeyEntry", () -> keyStore.setKeyEntry("y", key, null, chain));
        add("setKeyEntry secret", () -> keyStore.setKeyEntry("z", aes, null, null));
        add("setCertificateEntry", () -> keyStore.setCertificateEntry("c", chain[0]));
        add("deleteEntry", () -> keyStore.deleteEntry("x"));
        add("store", () -> keyStore.store(null, TestToken.PIN));
        KeyStore fresh = KeyStore.getInstance("CratonHSM", provider);
        add("load", () -> fresh.load(null, TestToken.PIN));
        add("load without PIN", () -> fresh.load(null, null));
        CratonHsmProvider own = (CratonHsmProvider) provider;
        add("logout", own::logout);
        add("login", () -> own.login(null, null));
    }
}
