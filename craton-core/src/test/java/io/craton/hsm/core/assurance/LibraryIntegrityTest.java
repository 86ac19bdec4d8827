package io.craton.hsm.core.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.assurance.IntegrityResult.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryIntegrityTest {
    @TempDir Path directory;

    @Test
    void noLibrary_isNothing() {
        assertThat(LibraryIntegrity.write(directory)).isEmpty();
        assertThat(LibraryIntegrity.verify(directory)).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    /** HMAC-SHA-256 of "abc" under the key of docs/security-model.md, by openssl dgst. */
    @Test
    void write_isTheLineThatTheLibraryReads_andAsReadable() throws Exception {
        Path library = Files.writeString(directory.resolve("libcraton_hsm.so"), "abc");
        Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rw-r--r--"));
        Path file = LibraryIntegrity.write(directory).orElseThrow();
        assertThat(file).hasFileName("libcraton_hsm.hmac");
        assertThat(file)
                .hasContent(
                        "f078b414fd2269a724fd55909b6fcaa27eba633bea967058a492205ba9004a26  libcraton_hsm.so\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(status()).isEqualTo(Status.OK);
    }

    @Test
    void changedLibrary_andMissingFile_areFound() throws Exception {
        Path library = Files.writeString(directory.resolve("libcraton_hsm.so"), "abc");
        assertThat(status()).isEqualTo(Status.NOT_CONFIGURED);
        Path file = LibraryIntegrity.write(directory).orElseThrow();
        Files.writeString(library, "d", StandardOpenOption.APPEND);
        assertThat(status()).isEqualTo(Status.FAILED);
        assertThat(LibraryIntegrity.verify(directory).orElseThrow().message())
                .contains(library + " is not the file that " + file + " was written for");
    }

    private Status status() {
        return LibraryIntegrity.verify(directory).orElseThrow().status();
    }
}
