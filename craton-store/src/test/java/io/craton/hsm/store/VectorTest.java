package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.BackupContents;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.file.DiskFormat;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.mapdb.MapDbSlot;
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
        String verdict = vector.get("expect");
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
                    == DiskFormat.TOKEN_HEADER.number()) {
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
                new SlotStore(0, new MapDbSlot(space, 8L << 20), Tokens.settings(null))) {
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
                    new SlotStoreProvider()
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

    @Test
    void newerHeader_isExplained() {
        byte[] image = new byte[TokenHeader.SIZE];
        java.nio.ByteBuffer.wrap(image).putLong(0x4352544E544F4B4EL).putInt(7);
        assertThatThrownBy(() -> TokenHeader.decode("token.a", image))
                .hasMessageContaining("token.a has format 7")
                .hasMessageContaining("newer");
    }
}
