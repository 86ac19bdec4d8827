package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.BackupContents;
import io.craton.hsm.spi.BackupSecret;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the first release of each format wrote is read as it was meant. */
@Tag("S1-26")
class VectorTest {
    static List<Path> vectors() throws Exception {
        URI uri = VectorTest.class.getResource("/vectors/store-closed.txt").toURI();
        try (Stream<Path> files = Files.walk(Path.of(uri).getParent())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void vectors_areAllThere() throws Exception {
        assertThat(vectors()).hasSize(2 * 13);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void vector_hasItsVerdict(Path file) throws Exception {
        Map<String, String> vector = Vectors.read(file);
        String verdict = vector.get("verdict");
        switch (vector.get("kind")) {
            case "header" -> assertThat(header(vector)).isEqualTo(verdict);
            case "store" -> assertThat(store(vector)).isEqualTo(verdict);
            case "backup" -> assertThat(backup(vector)).isEqualTo(verdict);
            default -> throw new IllegalStateException(file.toString());
        }
    }

    private static String verdict(HsmException e) {
        return e.getMessage().contains("this release reads up to") ? "newer" : "damaged";
    }

    private static String header(Map<String, String> vector) {
        try {
            TokenHeader header =
                    TokenHeader.decode("the vector", Vectors.bytes(vector.get("bytes")));
            if (header == null) {
                return "damaged";
            }
            assertThat(header.label()).isEqualTo("Test token");
            assertThat(header.serial()).isEqualTo(Tokens.SERIAL);
            assertThat(TokenHeader.decode("again", header.encode())).hasToString(header.toString());
            if (TokenHeader.format(Vectors.bytes(vector.get("bytes")))
                    == Format.TOKEN_HEADER.number()) {
                assertThat(header.encode()).isEqualTo(Vectors.bytes(vector.get("bytes")));
            }
            return "valid";
        } catch (HsmException e) {
            return verdict(e);
        }
    }

    private static String store(Map<String, String> vector) throws Exception {
        MemorySpace space = Disk.of(Vectors.unzip(vector.get("files")));
        try (SlotStore token =
                new SlotStore(0, space, Tokens.settings(null), SlotStores.CHECKPOINT_BYTES)) {
            assertThat(token.unlock(UserType.CKU_SO, Tokens.SO).ok()).isTrue();
            assertThat(token.unlock(UserType.CKU_USER, Tokens.USER).ok()).isTrue();
            assertObjects(token.objects(true));
            assertThat(token.secret(Tokens.id(2))).isEqualTo(Tokens.ascii("secret 2"));
            assertThat(token.secret(Tokens.id(3))).isNull();
            assertThat(token.reserve(Tokens.id(0), 1)).isEqualTo(1000);
            return "valid";
        } catch (HsmException e) {
            return verdict(e);
        }
    }

    private static void assertObjects(List<StoredObject> objects) {
        assertThat(objects)
                .extracting(object -> new String(object.attributes(), StandardCharsets.US_ASCII))
                .containsExactlyInAnyOrder(
                        "attributes 0", "attributes 1", "attributes 2", "attributes 3");
    }

    private static String backup(Map<String, String> vector) throws Exception {
        byte[] archive = Vectors.bytes(vector.get("bytes"));
        try {
            BackupContents contents =
                    new MapDbStoreProvider()
                            .readBackup(
                                    new ByteArrayInputStream(archive),
                                    new BackupSecret.SoPin(Tokens.SO));
            assertThat(contents.opened()).isTrue();
            assertObjects(contents.objects());
            assertThat(contents.sha256()).isEqualTo(HexFormat.of().formatHex(Hmac.sha256(archive)));
            return "valid";
        } catch (HsmException e) {
            return verdict(e);
        }
    }

    /** RFC 7914, section 11. */
    @Test
    @Tag("S4-10")
    void pbkdf2_isTheStandards() {
        assertThat(
                        HexFormat.of()
                                .formatHex(
                                        Hmac.pbkdf2(
                                                Tokens.ascii("passwd"), Tokens.ascii("salt"), 1)))
                .isEqualTo("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
        assertThat(
                        HexFormat.of()
                                .formatHex(
                                        Hmac.pbkdf2(
                                                Tokens.ascii("Password"),
                                                Tokens.ascii("NaCl"),
                                                80000)))
                .isEqualTo("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
    }

    /** RFC 4231, test cases 1, 2 and 6; RFC 5869, test case 1 (the first block). */
    @Test
    void hmacAndHkdf_areTheStandards() {
        HexFormat hex = HexFormat.of();
        assertThat(
                        hex.formatHex(
                                new Hmac(hex.parseHex("0b".repeat(20)))
                                        .mac(Tokens.ascii("Hi There"))))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assertThat(
                        hex.formatHex(
                                new Hmac(Tokens.ascii("Jefe"))
                                        .mac(Tokens.ascii("what do ya want for nothing?"))))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(
                        hex.formatHex(
                                new Hmac(hex.parseHex("aa".repeat(131)))
                                        .mac(
                                                Tokens.ascii(
                                                        "Test Using Larger Than Block-Size Key - Hash Key First"))))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        Hmac extracted =
                new Hmac(
                        hex.parseHex(
                                "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
        assertThat(hex.formatHex(extracted.expand(hex.parseHex("f0f1f2f3f4f5f6f7f8f9"))))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    }

    /** The example of FIPS 197, section 4.2: {57} times {83} is {c1}. */
    @Test
    void shamir_multipliesInTheFieldOfAes_andAnySharesDo() {
        assertThat(Shamir.multiply(0x57, 0x83)).isEqualTo(0xC1);
        assertThat(Shamir.multiply(0x57, 0x13)).isEqualTo(0xFE);
        byte[] secret = new byte[32];
        Tokens.random().nextBytes(secret);
        Map<Integer, byte[]> shares = Shamir.split(secret, 3, 6, Tokens.random());
        for (int a = 1; a <= 6; a++) {
            for (int b = a + 1; b <= 6; b++) {
                for (int c = b + 1; c <= 6; c++) {
                    assertThat(
                                    Shamir.combine(
                                            List.of(
                                                    new Shamir.Share(a, shares.get(a)),
                                                    new Shamir.Share(b, shares.get(b)),
                                                    new Shamir.Share(c, shares.get(c)))))
                            .isEqualTo(secret);
                }
                assertThat(
                                Shamir.combine(
                                        List.of(
                                                new Shamir.Share(a, shares.get(a)),
                                                new Shamir.Share(b, shares.get(b)))))
                        .isNotEqualTo(secret);
            }
        }
    }

    @Test
    void newerHeader_isExplained() {
        byte[] image = new byte[TokenHeader.SIZE];
        java.nio.ByteBuffer.wrap(image).putLong(0x4352544E544F4B4EL).putInt(7);
        assertThatThrownBy(() -> TokenHeader.decode("token.a", image))
                .hasMessageContaining("token.a has format 7")
                .hasMessageContaining("newer");
    }
}
