package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Encodings with bytes changed, cut out and put in, the same ones in each run: whatever they have
 * become, what is thrown is a {@link GeneralSecurityException}.
 */
class MutatedEncodingsTest {
    private static final Provider BC = new BouncyCastleProvider();
    private static final int TRIES = 400;
    private static TestToken token;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private interface Door {
        void enter(byte[] encoding) throws Exception;
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        // The structure is at the beginning: half of all changes hit it.
        int end = random.nextBoolean() ? Math.min(bytes.length, 40) : bytes.length;
        int at = random.nextInt(end);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            default -> {
                byte[] longer = new byte[bytes.length + 1];
                System.arraycopy(bytes, 0, longer, 0, at);
                System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                bytes = longer;
            }
        }
        return bytes;
    }

    private static void attack(String what, byte[] good, Door... doors) throws Exception {
        Random random = new Random(good.length);
        int refused = 0;
        for (int i = 0; i < TRIES; i++) {
            byte[] encoding = mutated(good, random);
            for (Door door : doors) {
                try {
                    door.enter(encoding);
                } catch (GeneralSecurityException e) {
                    refused++;
                } catch (RuntimeException e) {
                    throw new AssertionError(
                            what + " " + java.util.HexFormat.of().formatHex(encoding), e);
                }
            }
        }
        assertThat(refused).isGreaterThan(TRIES / 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA",
                "EC",
                "Ed25519",
                "Ed448",
                "X25519",
                "X448",
                "ML-DSA-44",
                "ML-KEM-512",
                "SLH-DSA-SHA2-128f"
            })
    void publicKeys(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(name, token.provider());
        if (name.equals("RSA")) {
            generator.initialize(2048);
        }
        KeyPair pair = generator.generateKeyPair();
        KeyFactory factory = KeyFactory.getInstance(name, token.provider());
        Door parse = encoding -> factory.generatePublic(new X509EncodedKeySpec(encoding));
        Door use = encoding -> use(name, pair, OtherServicesTest.raw(name, encoding));
        attack(name, pair.getPublic().getEncoded(), parse, use);
    }

    private static void use(String name, KeyPair pair, PublicKey key) throws Exception {
        switch (name) {
            case "X25519", "X448" -> {
                KeyAgreement agreement = KeyAgreement.getInstance(name, token.provider());
                agreement.init(pair.getPrivate());
                agreement.doPhase(key, true);
            }
            case "ML-KEM-512" -> {
                if (token.provider().getService("KEM", name) != null) {
                    KemTest.encapsulator(KemTest.kem(name, token.provider()), key);
                } else {
                    throw new GeneralSecurityException("this Java has no KEM");
                }
            }
            default -> {
                String algorithm =
                        switch (name) {
                            case "RSA" -> "SHA256withRSA";
                            case "EC" -> "SHA256withECDSA";
                            default -> name;
                        };
                Signature signature = Signature.getInstance(algorithm, token.provider());
                signature.initVerify(key);
                signature.update((byte) 1);
                signature.verify(new byte[64]);
                if (name.equals("RSA")) {
                    Cipher cipher = Cipher.getInstance("RSA", token.provider());
                    cipher.init(Cipher.ENCRYPT_MODE, key);
                    cipher.doFinal(new byte[10]);
                }
                if (name.equals("EC")) {
                    KeyAgreement agreement = KeyAgreement.getInstance("ECDH", token.provider());
                    agreement.init(pair.getPrivate());
                    agreement.doPhase(key, true);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA",
                "EC",
                "Ed25519",
                "Ed448",
                "X25519",
                "X448",
                "ML-DSA-44",
                "ML-KEM-512",
                "SLH-DSA-SHA2-128f"
            })
    void privateKeys(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(name, BC);
        if (name.equals("RSA")) {
            generator.initialize(2048);
        }
        PrivateKey key = generator.generateKeyPair().getPrivate();
        KeyFactory factory = KeyFactory.getInstance(name, token.provider());
        attack(
                name,
                key.getEncoded(),
                encoding ->
                        factory.generatePrivate(
                                CratonKeySpec.builder()
                                        .token(false)
                                        .keySpec(new PKCS8EncodedKeySpec(encoding))
                                        .build()));
    }
}
