package io.craton.hsm.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few of the scripts with the jar that is released, a process for each command. */
class ScriptsIT {
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"first-steps.txt", "errors.txt"})
    void script_printsTheSameAsAProcess(String name) throws IOException {
        Cli jar = Cli.in(directory).asProcess();
        new ScriptRunner(jar).run(Script.read(ScriptsTest.SCRIPTS.resolve(name)));
    }
}
