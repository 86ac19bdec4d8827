package io.craton.hsm;

/**
 * The parameters of one message of a message-based operation (PKCS#11 v3.2: {@code
 * CK_GCM_MESSAGE_PARAMS}, {@code CK_CCM_MESSAGE_PARAMS}, {@code
 * CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS}). The arrays are filled by an encryption and read by a
 * decryption.
 */
public sealed interface MessageParameters {
    /** Who makes the initialisation vector ({@code CK_GENERATOR_FUNCTION}). */
    enum Generator {
        /** The application, in full. */
        CKG_NO_GENERATE(0),
        /** The module, behind the fixed bits. */
        CKG_GENERATE(1),
        /** The module, behind the fixed bits, as a counter. */
        CKG_GENERATE_COUNTER(2),
        /** The module, behind the fixed bits, at random. */
        CKG_GENERATE_RANDOM(3),
        /** The module, behind the fixed bits, as a counter exclusive-ored with them. */
        CKG_GENERATE_COUNTER_XOR(4);

        private final long code;

        Generator(long code) {
            this.code = code;
        }

        /** The number in the standard. */
        public long code() {
            return code;
        }
    }

    /** No parameter: message-based signatures. */
    MessageParameters NONE = new None();

    /** No parameter; use {@link #NONE}. */
    record None() implements MessageParameters {}

    /**
     * Authenticated encryption.
     *
     * @param iv the initialisation vector or nonce; filled if the module makes it
     * @param fixedBits how many bits of it, from the first, the application has set; the module
     *     makes the rest
     * @param generator who makes it
     * @param tag filled with the tag by an encryption, compared by a decryption; its length is the
     *     tag's
     */
    record Aead(byte[] iv, int fixedBits, Generator generator, byte[] tag)
            implements MessageParameters {
        /** Refuses nulls ({@code CKR_ARGUMENTS_BAD}). */
        public Aead {
            Arguments.notNull(iv, "the initialisation vector");
            Arguments.notNull(generator, "who makes the initialisation vector");
            Arguments.notNull(tag, "the tag");
        }

        /** With an initialisation vector of the application's. */
        public static Aead withIv(byte[] iv, byte[] tag) {
            return new Aead(iv, 0, Generator.CKG_NO_GENERATE, tag);
        }

        /** With an initialisation vector of the module's, which never repeats for the key. */
        public static Aead generated(byte[] iv, byte[] tag) {
            return new Aead(iv, 0, Generator.CKG_GENERATE, tag);
        }

        @Override
        public String toString() {
            return "Aead[" + iv.length + ", " + generator + ", " + tag.length + "]";
        }
    }
}
