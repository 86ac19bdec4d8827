package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.TokenStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operating system itself refuses to write more: a limit on the size of files. */
class FullDiskTest {
    @TempDir Path directory;

    @Test
    void refusedByTheOperatingSystem_failsTheCommit_andTheStoreStaysUsable() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/bin/bash"))).as("needs bash for ulimit").isTrue();
        try (SlotStores stores = Tokens.open(directory)) {
            Tokens.prepare(stores.slot(0));
        }
        Process process =
                new ProcessBuilder(
                                "/bin/bash",
                                "-c",
                                "ulimit -S -f 3000; exec \"$@\"",
                                "bash",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Xshare:auto",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FullDisk.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        process.getOutputStream().close();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor()).as(said).isZero();
        String[] words = said.strip().split(" ");
        int done = Integer.parseInt(words[1]);
        assertThat(words[0]).isEqualTo("CKR_DEVICE_MEMORY");
        assertThat(done).isPositive();
        assertThat(words[2]).as("readable").isEqualTo(words[1]);
        assertThat(words[3]).as("listed").isEqualTo(words[1]);
        assertThat(words[4]).as("what takes no room goes on").isEqualTo("deleted");
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            token.unlock(UserType.CKU_USER, Tokens.USER);
            assertThat(token.objects(true)).hasSize(done - 1);
            Tokens.put(token, Tokens.id(done), true, "key", "after there is room again");
        }
    }
}
