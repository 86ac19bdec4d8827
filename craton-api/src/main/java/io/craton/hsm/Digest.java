package io.craton.hsm;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of the hash functions. Which mechanisms have one inside stands in the rows of {@link
 * MechanismType}; whatever else has to know a hash function, from the engine to the command line,
 * reads it here.
 */
public enum Digest {
    /** SHA-1 (FIPS 180-4), for what was signed before, and inside HMAC and key derivation. */
    SHA_1(
            "SHA-1",
            20,
            64,
            Approval.LEGACY,
            "1.3.14.3.2.26",
            "a9993e364706816aba3e25717850c26c9cd0d89d"),
    /** SHA-224 (FIPS 180-4). */
    SHA_224(
            "SHA-224",
            28,
            64,
            Approval.APPROVED,
            Digest.NIST + 4,
            "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
    /** SHA-256 (FIPS 180-4). */
    SHA_256(
            "SHA-256",
            32,
            64,
            Approval.APPROVED,
            Digest.NIST + 1,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            Digest.HKDF + 28),
    /** SHA-384 (FIPS 180-4). */
    SHA_384(
            "SHA-384",
            48,
            128,
            Approval.APPROVED,
            Digest.NIST + 2,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                    + "8086072ba1e7cc2358baeca134c825a7",
            Digest.HKDF + 29),
    /** SHA-512 (FIPS 180-4). */
    SHA_512(
            "SHA-512",
            64,
            128,
            Approval.APPROVED,
            Digest.NIST + 3,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            Digest.HKDF + 30),
    /** SHA-512/224 (FIPS 180-4). */
    SHA_512_224(
            "SHA-512/224",
            28,
            128,
            Approval.APPROVED,
            Digest.NIST + 5,
            "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"),
    /** SHA-512/256 (FIPS 180-4). */
    SHA_512_256(
            "SHA-512/256",
            32,
            128,
            Approval.APPROVED,
            Digest.NIST + 6,
            "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
    /** SHA3-224 (FIPS 202). */
    SHA3_224(
            "SHA3-224",
            28,
            144,
            Approval.APPROVED,
            Digest.NIST + 7,
            "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"),
    /** SHA3-256 (FIPS 202). */
    SHA3_256(
            "SHA3-256",
            32,
            136,
            Approval.APPROVED,
            Digest.NIST + 8,
            "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
    /** SHA3-384 (FIPS 202). */
    SHA3_384(
            "SHA3-384",
            48,
            104,
            Approval.APPROVED,
            Digest.NIST + 9,
            "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b2"
                    + "98d88cea927ac7f539f1edf228376d25"),
    /** SHA3-512 (FIPS 202). */
    SHA3_512(
            "SHA3-512",
            64,
            72,
            Approval.APPROVED,
            Digest.NIST + 10,
            "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
                    + "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0"),
    /** SHAKE128 (FIPS 202) with 32 bytes of output, inside signatures only. */
    SHAKE_128(
            "SHAKE128",
            32,
            168,
            Approval.APPROVED,
            Digest.NIST + 11,
            "5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc8"),
    /** SHAKE256 (FIPS 202) with 64 bytes of output, inside signatures only. */
    SHAKE_256(
            "SHAKE256",
            64,
            136,
            Approval.APPROVED,
            Digest.NIST + 12,
            "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739"
                    + "d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4");

    private static final String NIST = "2.16.840.1.101.3.4.2.";
    private static final String HKDF = "1.2.840.113549.1.9.16.3.";

    private static final Map<String, Digest> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(Digest::nameInside, Function.identity()));

    private final String standardName;
    private final String nameInside;
    private final int length;
    private final int blockLength;
    private final Approval approval;
    private final String oid;
    private final String digestOfAbc;
    private final @Nullable String hkdfOid;

    Digest(
            String standardName,
            int length,
            int blockLength,
            Approval approval,
            String oid,
            String digestOfAbc) {
        this(standardName, length, blockLength, approval, oid, digestOfAbc, null);
    }

    /**
     * @param digestOfAbc the known answer of its self-test, in hexadecimal: without it there is no
     *     row
     * @param hkdfOid the object identifier of HKDF with this function, if it has one
     */
    Digest(
            String standardName,
            int length,
            int blockLength,
            Approval approval,
            String oid,
            String digestOfAbc,
            @Nullable String hkdfOid) {
        this.standardName = standardName;
        this.nameInside = withoutHyphen(standardName);
        this.length = length;
        this.blockLength = blockLength;
        this.approval = approval;
        this.oid = oid;
        this.digestOfAbc = digestOfAbc;
        this.hkdfOid = hkdfOid;
    }

    private static String withoutHyphen(String name) {
        return name.startsWith("SHA-") ? "SHA" + name.substring("SHA-".length()) : name;
    }

    /** The name in FIPS 180-4 or 202 and in Java, such as {@code SHA-512/256}. */
    public String standardName() {
        return standardName;
    }

    /** The name inside the names of algorithms, such as {@code SHA512/256} and {@code SHA3-256}. */
    public String nameInside() {
        return nameInside;
    }

    /** The name of its HMAC in Java, such as {@code HmacSHA256}. */
    public String hmacName() {
        return "Hmac" + nameInside();
    }

    /** The length of the digest in bytes. */
    public int length() {
        return length;
    }

    /** The length of the block that the function works on, in bytes. */
    public int blockLength() {
        return blockLength;
    }

    /**
     * Its standing in FIPS terms: {@link Approval#LEGACY} if it may no longer be inside new
     * signatures (SP 800-131A).
     */
    public Approval approval() {
        return approval;
    }

    /** The type of the keys that are for its HMAC alone; null if there is none. */
    public @Nullable KeyType hmacKeys() {
        return KeyType.ofHmac(this).orElse(null);
    }

    /** The object identifier in dotted form. */
    public String oid() {
        return oid;
    }

    /**
     * The object identifier of HKDF with this function in dotted form (RFC 8619); empty if nobody
     * has given it one.
     */
    public Optional<String> hkdfOid() {
        return Optional.ofNullable(hkdfOid);
    }

    /** The digest of the three letters "abc": the known answer of its self-test. A copy. */
    public byte[] digestOfAbc() {
        return HexFormat.of().parseHex(digestOfAbc);
    }

    /** The mechanism that uses it in this way; empty if there is none. */
    public Optional<MechanismType> mechanism(DigestUse use) {
        return MechanismType.of(use, this);
    }

    /** The hash functions that mechanisms use in this way, each with its mechanism. */
    public static Map<Digest, MechanismType> with(DigestUse use) {
        return MechanismType.all(use);
    }

    /** Those of the two that are there; asked at each use of a mechanism. */
    static Set<Digest> union(Optional<Digest> first, Optional<Digest> second) {
        if (first.isEmpty() || first.equals(second)) {
            return second.map(Set::of).orElse(Set.of());
        }
        return second.isEmpty() ? Set.of(first.get()) : Set.of(first.get(), second.get());
    }

    /**
     * The function with this name.
     *
     * @param name in any case, with the hyphen of the SHA-2 names or without it
     */
    public static Optional<Digest> ofName(String name) {
        return Optional.ofNullable(BY_NAME.get(withoutHyphen(name.toUpperCase(Locale.ROOT))));
    }

    /** The function with this object identifier in dotted form. */
    public static Optional<Digest> ofOid(String oid) {
        for (Digest digest : values()) {
            if (digest.oid.equals(oid)) {
                return Optional.of(digest);
            }
        }
        return Optional.empty();
    }
}
