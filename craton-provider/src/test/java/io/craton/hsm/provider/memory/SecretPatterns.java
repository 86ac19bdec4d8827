package io.craton.hsm.provider.memory;

import io.craton.hsm.AttributeType;
import io.craton.hsm.provider.memory.HeldKey.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;

/**
 * What keys look like in memory: their bytes; numbers as arrays of words, in both orders of the
 * words; the round keys of AES; the padded keys of HMAC.
 */
final class SecretPatterns {
    /** So many bytes are enough to know them by; a part of a key counts as the key. */
    static final int LENGTH = 16;

    private static final int HMAC_BLOCK = 64;

    /** Where the state begins in Bouncy Castle's encoding of a digest. */
    private static final int STATE = 16;

    private static final int[] SUBSTITUTED =
            IntStream.range(0, 256).map(SecretPatterns::substitutedByte).toArray();

    /**
     * Where words are written: a heap dump writes the high byte first, the processor the low one.
     */
    enum Words {
        HEAP_DUMP,
        MEMORY
    }

    /** Some bytes and what they are. */
    record Pattern(Kind kind, String what, byte[] bytes) {
        @Override
        public String toString() {
            return kind + " " + what;
        }
    }

    private SecretPatterns() {}

    /** Everything that would tell this key. */
    static List<Pattern> of(HeldKey key, Words words) {
        List<Pattern> all = new ArrayList<>();
        key.parts()
                .forEach(
                        (type, value) -> {
                            if (isSecret(type)) {
                                addNumber(all, key.kind(), type.name(), value, words);
                            }
                        });
        byte[] value = key.parts().get(AttributeType.CKA_VALUE);
        switch (key.kind()) {
            case AES, AES_WRAP, UNUSED_AES ->
                    addWords(
                            all,
                            key.kind(),
                            "round keys",
                            Arrays.copyOfRange(expanded(value), value.length, 3 * value.length),
                            words);
            case HMAC, STORE -> {
                addPadded(all, key.kind(), value, 0x36, words);
                addPadded(all, key.kind(), value, 0x5c, words);
            }
            case ML_DSA -> {
                byte[] seed = key.parts().get(AttributeType.CKA_SEED);
                byte[] expanded =
                        new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed)
                                .getParametersWithFormat(MLDSAPrivateKeyParameters.EXPANDED_KEY)
                                .getEncoded();
                // After the public rho: the key of the randomness, and after the public tr the
                // vector s1.
                add(all, key.kind(), "K", Arrays.copyOfRange(expanded, 32, 64));
                add(all, key.kind(), "s1", Arrays.copyOfRange(expanded, 128, 160));
            }
            default -> {}
        }
        return all;
    }

    /** A key padded for HMAC, and the state of SHA-256 after it, which is as good as the key. */
    private static void addPadded(
            List<Pattern> all, Kind kind, byte[] value, int pad, Words words) {
        byte[] block = xor(Arrays.copyOf(value, HMAC_BLOCK), pad);
        add(all, kind, "padded key", Arrays.copyOf(block, value.length));
        SHA256Digest digest = new SHA256Digest();
        digest.update(block, 0, block.length);
        byte[] state = Arrays.copyOfRange(digest.getEncodedState(), STATE, STATE + value.length);
        // In either order: some libraries keep it as bytes, with words as the processor has them.
        add(all, kind, "state after the padded key", state);
        add(all, kind, "state in words", inWords(state, ByteOrder.LITTLE_ENDIAN));
    }

    private static boolean isSecret(AttributeType<byte[]> type) {
        return type != AttributeType.CKA_MODULUS
                && type != AttributeType.CKA_PUBLIC_EXPONENT
                && type != AttributeType.CKA_EC_PARAMS;
    }

    private static void addNumber(
            List<Pattern> all, Kind kind, String what, byte[] value, Words words) {
        add(all, kind, what, value);
        if (value.length % Integer.BYTES != 0) {
            return;
        }
        if (words == Words.MEMORY) {
            add(all, kind, what + " in words", inWords(value, ByteOrder.LITTLE_ENDIAN));
            add(all, kind, what + " backwards", backwards(value));
        } else {
            add(
                    all,
                    kind,
                    what + " in words backwards",
                    inWords(backwards(value), ByteOrder.LITTLE_ENDIAN));
        }
    }

    private static void addWords(
            List<Pattern> all, Kind kind, String what, byte[] value, Words words) {
        ByteOrder order = words == Words.MEMORY ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        add(all, kind, what, value);
        add(all, kind, what + " in words", inWords(value, order));
    }

    /** The first bytes and the last ones: what was overwritten in part is found, too. */
    private static void add(List<Pattern> all, Kind kind, String what, byte[] value) {
        byte[] first = Arrays.copyOf(value, LENGTH);
        byte[] last = Arrays.copyOfRange(value, value.length - LENGTH, value.length);
        for (byte[] bytes : new byte[][] {first, last}) {
            if (all.stream().noneMatch(pattern -> Arrays.equals(pattern.bytes(), bytes))) {
                all.add(new Pattern(kind, what, bytes));
            }
        }
    }

    private static byte[] inWords(byte[] bytes, ByteOrder order) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        ByteBuffer out = ByteBuffer.allocate(bytes.length).order(order);
        while (in.hasRemaining()) {
            out.putInt(in.getInt());
        }
        return out.array();
    }

    private static byte[] backwards(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static byte[] xor(byte[] bytes, int mask) {
        byte[] result = bytes.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= (byte) mask;
        }
        return result;
    }

    /** The key schedule of AES-256 (FIPS 197, section 5.2), which no library gives away. */
    private static byte[] expanded(byte[] key) {
        int words = key.length / 4;
        int[] w = new int[4 * (words + 7)];
        ByteBuffer.wrap(key).asIntBuffer().get(w, 0, words);
        int rcon = 1;
        for (int i = words; i < w.length; i++) {
            int temporary = w[i - 1];
            if (i % words == 0) {
                temporary = substituted(Integer.rotateLeft(temporary, 8)) ^ rcon << 24;
                rcon = times2(rcon);
            } else if (words > 6 && i % words == 4) {
                temporary = substituted(temporary);
            }
            w[i] = w[i - words] ^ temporary;
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * w.length);
        bytes.asIntBuffer().put(w);
        return bytes.array();
    }

    /** The S-box on each byte of a word. */
    static int substituted(int word) {
        int result = 0;
        for (int shift = 24; shift >= 0; shift -= 8) {
            result = result << 8 | SUBSTITUTED[word >>> shift & 0xff];
        }
        return result;
    }

    private static int substitutedByte(int value) {
        int inverse = 0;
        for (int i = 1; i < 256 && value != 0; i++) {
            if (times(value, i) == 1) {
                inverse = i;
                break;
            }
        }
        int result = inverse;
        for (int turn = 1; turn <= 4; turn++) {
            result ^= (inverse << turn | inverse >>> 8 - turn) & 0xff;
        }
        return result ^ 0x63;
    }

    private static int times2(int value) {
        return value << 1 ^ (value >= 0x80 ? 0x11b : 0);
    }

    private static int times(int a, int b) {
        int product = 0;
        int factor = a;
        for (int rest = b; rest != 0; rest >>>= 1) {
            if ((rest & 1) == 1) {
                product ^= factor;
            }
            factor = times2(factor);
        }
        return product;
    }
}
