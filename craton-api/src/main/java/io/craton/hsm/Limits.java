package io.craton.hsm;

/**
 * How large things may be: each limit is one number, here, and the same at every door of the
 * module. {@code docs/api.md} has them as a table.
 */
public final class Limits {
    /** The longest value of an attribute, and so the longest certificate, in bytes. */
    public static final int ATTRIBUTE_BYTES = 65_536;

    /** The most attributes of an object or template, those of nested templates included. */
    public static final int ATTRIBUTES = 256;

    /** How deep templates may be nested; 1 is a template in a template. */
    public static final int TEMPLATE_DEPTH = 2;

    /** The longest {@code CKA_VALUE} of a key, in bytes. */
    public static final int KEY_VALUE_BYTES = 8192;

    /** The longest secret key of a type without a fixed length, in bytes; the shortest has 1. */
    public static final int SECRET_BYTES = 4096;

    /** The longest modulus of an RSA key, in bits. */
    public static final int RSA_BITS = 8192;

    /** The longest key to be wrapped by an AES key wrap, as it is encoded, in bytes. */
    public static final int WRAPPED_BYTES = 65_536;

    /** The longest data that one key and data are derived with, in bytes. */
    public static final int DERIVATION_DATA_BYTES = 65_536;

    /** The most data that an operation holds in memory where its mechanism has to, in bytes. */
    public static final int HELD_BYTES = 256 << 20;

    /** The most iterations of PBKDF2 as a mechanism. */
    public static final int PBKDF2_ITERATIONS = 100_000_000;

    private Limits() {}
}
