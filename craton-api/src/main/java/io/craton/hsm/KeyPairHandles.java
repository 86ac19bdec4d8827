package io.craton.hsm;

/**
 * The two objects that a key pair generation made.
 *
 * @param publicKey the public key object
 * @param privateKey the private key object
 */
public record KeyPairHandles(ObjectHandle publicKey, ObjectHandle privateKey) {}
