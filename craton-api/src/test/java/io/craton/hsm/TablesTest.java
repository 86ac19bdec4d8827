package io.craton.hsm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerWriter;
import io.craton.hsm.spi.der.EcParams;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables of hash functions, curves and key types agree with each other and with the JDK. */
class TablesTest {
    private static final Provider SUN = Security.getProvider("SUN");

    @ParameterizedTest
    @EnumSource(Digest.class)
    void digest_isFoundByItsNames_andWhatTheJdkComputes(Digest digest) throws Exception {
        assertEquals(digest.length(), digest.digestOfAbc().length);
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        // JDK 25 has SHAKE under a name with the bits of its output; what a JDK lacks is asked of
        // every backend by the self-tests.
        String withBits = digest.standardName() + "-" + digest.length() * Byte.SIZE;
        for (String name : List.of(digest.standardName(), withBits)) {
            if (SUN.getService("MessageDigest", name) != null) {
                assertArrayEquals(
                        digest.digestOfAbc(), MessageDigest.getInstance(name, SUN).digest(abc));
            }
        }
        assertEquals(Optional.of(digest), Digest.ofOid(digest.oid()));
        assertEquals(Optional.of(digest), Digest.ofName(digest.standardName()));
        assertEquals(
                Optional.of(digest), Digest.ofName(digest.nameInside().toLowerCase(Locale.ROOT)));
    }

    /** The name of a mechanism says which hash function is inside; so do its columns. */
    @ParameterizedTest
    @EnumSource(MechanismType.class)
    void mechanism_hasTheDigestOfItsName(MechanismType type) {
        String name = type.name().replace("SHA_1", "SHA1").replace("_DIGEST", "");
        Optional<Digest> named = Optional.empty();
        int longest = 0;
        for (Digest digest : Digest.values()) {
            String inside = digest.nameInside().replaceAll("[-/]", "_");
            if (name.contains("_" + inside) && inside.length() > longest) {
                named = Optional.of(digest);
                longest = inside.length();
            }
        }
        assertEquals(named, type.digest());
        assertEquals(named.isPresent(), type.digestUse().isPresent());
        if (named.isPresent()) {
            assertEquals(Optional.of(type), named.get().mechanism(type.digestUse().orElseThrow()));
        }
    }

    @Test
    void digestsOfKdfAndMgf_areThoseOfTheirNames() {
        for (Mgf mgf : Mgf.values()) {
            assertEquals("CKG_MGF1_" + inName(mgf.digest()), mgf.name());
            assertEquals(Optional.of(mgf), Mgf.of(mgf.digest()));
        }
        for (Kdf kdf : Kdf.values()) {
            Digest digest = kdf.digest();
            String start = digest == null ? "CKD_NULL" : "CKD_" + inName(digest) + "_KDF";
            assertTrue(kdf.name().startsWith(start), kdf.name());
        }
    }

    private static String inName(Digest digest) {
        return digest.nameInside().replaceAll("[-/]", "_");
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void keyType_isGeneratedAndNamedIfItIsASecret(KeyType type) {
        boolean secret = type.kind().isSecret();
        assertEquals(secret, type.javaName() != null);
        assertEquals(secret, KeyType.secretKeys().contains(type));
        boolean made = secret || type.kind() == KeyType.Kind.KEY_PAIR;
        assertEquals(made, type.generator().isPresent());
        assertEquals(type.kind() == KeyType.Kind.MAC, type.digest().isPresent());
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void curve_isWhatTheJdkKnows(Curve curve) throws Exception {
        assertEquals(Optional.of(curve), Curve.ofOid(curve.oid()));
        assertEquals(Optional.of(curve), EcParams.curve(EcParams.of(curve)));
        assertTrue(Curve.all(curve.keyType()).contains(curve));
        if (curve.form() != Curve.Form.WEIERSTRASS) {
            return;
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", "SunEC");
        if (curve.inJdk()) {
            parameters.init(new ECGenParameterSpec(curve.javaName()));
            assertArrayEquals(EcParams.of(curve), parameters.getEncoded());
        }
        byte[] name = curve.javaName().getBytes(StandardCharsets.US_ASCII);
        assertEquals(Optional.of(curve), EcParams.curve(DerWriter.element(0x13, name)));
    }

    @Test
    void labels_areDifferent() {
        Set<String> labels = new HashSet<>();
        for (Curve curve : Curve.values()) {
            assertTrue(labels.add(curve.label()), curve.label());
        }
        for (KeyType type : KeyType.values()) {
            assertTrue(labels.add(type.label()), type.label());
        }
    }

    @Test
    void ecParamsOfSomethingElse_areRefused() throws Exception {
        assertEquals(Optional.empty(), EcParams.curve(DerWriter.oid("1.3.132.0.33")));
        byte[] oidAsText = "1.3.101.112".getBytes(StandardCharsets.US_ASCII);
        assertEquals(Optional.empty(), EcParams.curve(DerWriter.element(0x13, oidAsText)));
        byte[] explicit = DerWriter.sequence();
        boolean refused = false;
        try {
            EcParams.curve(explicit);
        } catch (DerReader.MalformedException e) {
            refused = true;
        }
        assertTrue(refused);
        assertFalse(Curve.ofName("").isPresent());
    }

    /** Written out, so that a row cannot approve itself: FIPS 180-4, FIPS 202, SP 800-131A. */
    @Test
    void approvedHashFunctions_areThoseOfTheStandards() {
        assertEquals(
                Set.of(
                        Digest.SHA_224,
                        Digest.SHA_256,
                        Digest.SHA_384,
                        Digest.SHA_512,
                        Digest.SHA_512_224,
                        Digest.SHA_512_256,
                        Digest.SHA3_224,
                        Digest.SHA3_256,
                        Digest.SHA3_384,
                        Digest.SHA3_512,
                        Digest.SHAKE_128,
                        Digest.SHAKE_256),
                digests(Approval.APPROVED));
        assertEquals(Set.of(Digest.SHA_1), digests(Approval.LEGACY));
    }

    private static Set<Digest> digests(Approval approval) {
        Set<Digest> found = new HashSet<>();
        for (Digest digest : Digest.values()) {
            if (digest.approval() == approval) {
                found.add(digest);
            }
        }
        return found;
    }

    /** SP 800-186, section 3.2. */
    @Test
    void approvedCurves_areThoseOfTheStandard() {
        Set<Curve> approved = new HashSet<>();
        for (Curve curve : Curve.values()) {
            if (curve.approval() != Approval.NOT_APPROVED) {
                approved.add(curve);
            }
        }
        assertEquals(
                Set.of(Curve.P256, Curve.P384, Curve.P521, Curve.ED25519, Curve.ED448), approved);
    }
}
