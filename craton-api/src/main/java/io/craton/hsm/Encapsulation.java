package io.craton.hsm;

/**
 * What an encapsulation made (PKCS#11 v3.2, {@code C_EncapsulateKey}).
 *
 * @param ciphertext what the owner of the private key needs to reach the same secret
 * @param key the shared secret, as a secret key object of this token
 */
public record Encapsulation(byte[] ciphertext, ObjectHandle key) {}
