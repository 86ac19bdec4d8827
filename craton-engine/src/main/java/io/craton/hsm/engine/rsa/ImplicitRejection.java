package io.craton.hsm.engine.rsa;

import io.craton.hsm.engine.common.ByteArrays;
import java.util.Arrays;

/**
 * Takes the message out of a PKCS #1 v1.5 encryption block, and another one where there is none:
 * whoever asks for decryptions does not learn which blocks were padded rightly (Bleichenbacher).
 * What is done and looked at is the same in either case; which result is taken is decided by masks,
 * all ones for yes and zero for no. The message is that of draft-irtf-cfrg-rsa-guidance and OpenSSL
 * 3.2.
 */
final class ImplicitRejection {
    /** How many lengths are drawn, of which the last one that fits is taken. */
    private static final int TRIES = 128;

    private ImplicitRejection() {}

    /** The last bytes of a block as long as the modulus. */
    private record Tail(byte[] block, int length) {
        static Tail choose(int mask, Tail one, Tail other) {
            byte[] block = new byte[one.block.length];
            for (int i = 0; i < block.length; i++) {
                block[i] = (byte) select(mask, one.block[i], other.block[i]);
            }
            return new Tail(block, select(mask, one.length, other.length));
        }

        byte[] take() {
            byte[] bytes = Arrays.copyOfRange(block, block.length - length, block.length);
            ByteArrays.wipe(block);
            return bytes;
        }

        /** Says nothing. */
        @Override
        public String toString() {
            return "Tail[]";
        }
    }

    /** The message of a block, or one that nobody can tell from a message. */
    static byte[] message(byte[] block, RejectionPrf random) {
        return apparent(block, random).take();
    }

    /**
     * The message of a block if it has one of these lengths, else pseudo-random bytes of one of
     * them. The latter do not depend on the message, so that nothing can be learnt by asking for
     * one ciphertext with several lengths, or by decrypting it as well.
     *
     * @param lengths the lengths that can be, at least one; none is longer than a message can be
     */
    static byte[] key(byte[] block, int[] lengths, RejectionPrf random) {
        Tail message = apparent(block, random);
        int fits = 0;
        for (int length : lengths) {
            fits |= equal(length, message.length);
        }
        int length = lengths[number(random.bytes("key length", Short.BYTES), 0) % lengths.length];
        byte[] key = random.bytes("key", length);
        byte[] other = new byte[block.length];
        System.arraycopy(key, 0, other, other.length - length, length);
        byte[] result = Tail.choose(fits, message, new Tail(other, length)).take();
        ByteArrays.wipe(message.block, key, other);
        return result;
    }

    private static Tail apparent(byte[] block, RejectionPrf random) {
        byte[] synthetic = random.bytes("message", block.length);
        int syntheticLength = syntheticLength(block.length, random);
        int separator = Pkcs1.separator(block);
        Tail real = new Tail(block, block.length - 1 - separator);
        int good = ~(separator >> 31);
        Tail apparent = Tail.choose(good, real, new Tail(synthetic, syntheticLength));
        ByteArrays.wipe(synthetic);
        return apparent;
    }

    private static int syntheticLength(int modulus, RejectionPrf random) {
        int limit = modulus - Pkcs1.OVERHEAD + 1;
        int mask = (Integer.highestOneBit(limit) << 1) - 1;
        byte[] drawn = random.bytes("length", TRIES * Short.BYTES);
        int length = 0;
        for (int at = 0; at < drawn.length; at += Short.BYTES) {
            int candidate = number(drawn, at) & mask;
            length = select((candidate - limit) >> 31, candidate, length);
        }
        return length;
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static int equal(int one, int other) {
        int difference = one ^ other;
        return ~((difference | -difference) >> 31);
    }

    private static int select(int mask, int one, int other) {
        return (one & mask) | (other & ~mask);
    }
}
