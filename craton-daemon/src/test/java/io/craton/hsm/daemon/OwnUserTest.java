package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user without a name, as in a container, is its number. */
class OwnUserTest {
    @TempDir Path directory;

    @Test
    void number_isThatOfTheEffectiveUser() throws Exception {
        Path status = directory.resolve("status");
        Files.writeString(status, "Name:\tjava\nUid:\t0\t65532\t0\t0\nGid:\t1\t2\t3\t4\n");
        assertThat(OwnUser.number(status)).isEqualTo("65532");
        assertThat(OwnUser.number(directory.resolve("none"))).isEqualTo("?");
    }

    @Test
    void number_isThatOfThisProcess() throws Exception {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status));
        Path mine = Files.createFile(directory.resolve("mine"));
        assertThat(OwnUser.number(status))
                .isEqualTo(Files.getAttribute(mine, "unix:uid").toString());
    }
}
