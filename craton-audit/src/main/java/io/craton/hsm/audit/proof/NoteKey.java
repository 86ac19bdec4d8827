package io.craton.hsm.audit.proof;

import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.spi.CheckpointSigner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A public key that checkpoints or cosignatures are checked with, in the form of C2SP signed notes:
 * {@code name+id+base64(type and key)}. Immutable.
 */
public final class NoteKey {
    /** What a key signs, and how. */
    public enum Type {
        /** Ed25519 over the text of a checkpoint (C2SP signed-note, 0x01). */
        ED25519(new byte[] {1}, 32, 64),
        /** Ed25519 over the text and a time: what a witness makes (C2SP cosignature/v1, 0x04). */
        ED25519_COSIGNATURE(new byte[] {4}, 32, 8 + 64),
        /**
         * ML-DSA-44 over the tree and a time (C2SP subtree/v1, 0x06), by the log or by a witness.
         */
        ML_DSA_44(new byte[] {6}, 1312, 8 + 2420),
        /** ML-DSA-65 over the text of a checkpoint: a type of our own. */
        ML_DSA_65(own("ml-dsa-65"), 1952, 3309),
        /** ML-DSA-87 over the text of a checkpoint: a type of our own. */
        ML_DSA_87(own("ml-dsa-87"), 2592, 4627);

        private final byte[] identifier;
        private final int keyLength;
        private final int signatureLength;

        Type(byte[] identifier, int keyLength, int signatureLength) {
            this.identifier = identifier;
            this.keyLength = keyLength;
            this.signatureLength = signatureLength;
        }

        private static byte[] own(String name) {
            return ("\u00ffcraton-hsm/" + name + "/v1\n").getBytes(StandardCharsets.ISO_8859_1);
        }

        /** Whether a signature of this type has a time in it. */
        boolean timed() {
            return this == ED25519_COSIGNATURE || this == ML_DSA_44;
        }

        /** The length of what stands after the key id in a signature line, in bytes. */
        int signatureLength() {
            return signatureLength;
        }
    }

    private final String name;
    private final Type type;
    private final byte[] publicKey;

    private NoteKey(String name, Type type, byte[] publicKey) {
        if (name.isEmpty() || name.indexOf('+') >= 0 || name.chars().anyMatch(NoteKey::space)) {
            String rule = "is not empty and has no space and no plus sign";
            throw new IllegalArgumentException(
                    "the name of a checkpoint key " + rule + ", unlike '" + name + "'");
        }
        if (publicKey.length != type.keyLength) {
            String found = "the public key of " + name + " has " + publicKey.length + " bytes";
            throw new IllegalArgumentException(
                    found + "; one of type " + type + " has " + type.keyLength);
        }
        this.name = name;
        this.type = type;
        this.publicKey = publicKey.clone();
    }

    private static boolean space(int c) {
        return c <= ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** The key that checks what a signer signs for a log. */
    public static NoteKey ofLog(CheckpointSigner signer) {
        return of(signer, Type.ED25519);
    }

    /** The key that checks what a signer signs as a witness. */
    public static NoteKey ofWitness(CheckpointSigner signer) {
        return of(signer, Type.ED25519_COSIGNATURE);
    }

    private static NoteKey of(CheckpointSigner signer, Type ed25519) {
        Type type =
                switch (signer.algorithm()) {
                    case ED25519 -> ed25519;
                    case ML_DSA_44 -> Type.ML_DSA_44;
                    case ML_DSA_65 -> Type.ML_DSA_65;
                    case ML_DSA_87 -> Type.ML_DSA_87;
                };
        return new NoteKey(signer.keyName(), type, signer.publicKey());
    }

    /** A key from its parts. */
    public static NoteKey of(String name, Type type, byte[] publicKey) {
        return new NoteKey(name, type, publicKey);
    }

    /**
     * Reads the form that {@link #encoded} writes.
     *
     * @throws IllegalArgumentException if it is not that form, or the id is not that of the key
     */
    public static NoteKey parse(String encoded) {
        String[] parts = encoded.strip().split("\\+", 3);
        if (parts.length == 3) {
            byte[] bytes = Base64.getDecoder().decode(parts[2]);
            for (Type type : Type.values()) {
                int length = type.identifier.length;
                if (bytes.length == length + type.keyLength
                        && Arrays.equals(bytes, 0, length, type.identifier, 0, length)) {
                    byte[] publicKey = Arrays.copyOfRange(bytes, length, bytes.length);
                    NoteKey key = new NoteKey(parts[0], type, publicKey);
                    if (HexFormat.of().formatHex(key.id()).equals(parts[1])) {
                        return key;
                    }
                    throw new IllegalArgumentException(
                            "the id in the key of " + parts[0] + " is not that of the key");
                }
            }
        }
        throw new IllegalArgumentException(
                "not a key for checkpoints: name+id+base64 of a known type");
    }

    /** The name of the key. */
    public String name() {
        return name;
    }

    /** What it signs. */
    public Type type() {
        return type;
    }

    /** The key as raw bytes. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The four bytes before each signature: the start of a hash over name, type and key. */
    public byte[] id() {
        ByteArrayOutputStream hashed = new ByteArrayOutputStream();
        hashed.writeBytes((name + "\n").getBytes(StandardCharsets.UTF_8));
        hashed.writeBytes(type.identifier);
        hashed.writeBytes(publicKey);
        return Arrays.copyOf(Sha256.of(hashed.toByteArray()), 4);
    }

    /** The one-line form to give to others. */
    public String encoded() {
        ByteArrayOutputStream typed = new ByteArrayOutputStream();
        typed.writeBytes(type.identifier);
        typed.writeBytes(publicKey);
        return name
                + '+'
                + HexFormat.of().formatHex(id())
                + '+'
                + Base64.getEncoder().encodeToString(typed.toByteArray());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NoteKey key && encoded().equals(key.encoded());
    }

    @Override
    public int hashCode() {
        return encoded().hashCode();
    }

    @Override
    public String toString() {
        return encoded();
    }
}
