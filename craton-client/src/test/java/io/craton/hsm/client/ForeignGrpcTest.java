package io.craton.hsm.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs of others at the door on the network, with the schema or what reflection says. */
@Tag("ecosystem")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignGrpcTest {
    private static final String GRPCURL = "github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3";
    private static final Path FETCHED = Path.of("target", "foreign").toAbsolutePath();
    private static final Path PROGRAM =
            Path.of("src/test/programs/grpc_client.py").toAbsolutePath();
    private static final Path SCHEMA =
            Path.of("../craton-grpc/src/main/resources/io/craton/hsm/grpc/craton_hsm.proto");

    @TempDir Path directory;
    private DaemonProcess daemon;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(FETCHED);
        daemon = DaemonProcess.onTheNetwork(directory);
        daemon.initToken("Foreign");
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void grpcurl_findsTheSchemaByReflection() throws Exception {
        Path grpcurl = FETCHED.resolve("grpcurl");
        if (!Files.exists(grpcurl)) {
            Map<String, String> place = Map.of("GOBIN", FETCHED.toString());
            require(place, "grpcurl", List.of("go", "install", GRPCURL));
        }
        String program = grpcurl.toString();
        String target = daemon.target();
        assertThat(run(program, "-plaintext", target, "list"))
                .contains("craton_hsm.HsmService", "grpc.health.v1.Health");
        assertThat(run(program, "-plaintext", target, "describe", "craton_hsm.SignRequest"))
                .contains("optional bytes data = 4;", "uint64 session_handle = 1;");
        assertThat(run(program, "-plaintext", target, "craton_hsm.HsmService/GetTokenInfo"))
                .contains("\"label\": \"Foreign\"");
        assertThat(run(program, "-plaintext", target, "grpc.health.v1.Health/Check"))
                .contains("SERVING");
        String session = "{\"session_handle\": 4711}";
        String call = "craton_hsm.HsmService/GetSessionInfo";
        assertThat(run(program, "-plaintext", "-d", session, target, call))
                .contains("Code: NotFound", "CKR_SESSION_HANDLE_INVALID");
    }

    @Test
    void python_usesAKeyOfTheToken() throws Exception {
        Path python = FETCHED.resolve("python/bin/python");
        if (!Files.exists(python)) {
            String place = FETCHED.resolve("python").toString();
            require(Map.of(), "python3", List.of("python3", "-m", "venv", place));
        }
        List<String> packages = List.of("grpcio", "grpcio-tools");
        List<String> fetch =
                new ArrayList<>(List.of(python.toString(), "-m", "pip", "install", "-q"));
        fetch.addAll(packages);
        require(Map.of(), "grpcio", fetch);
        String schema = SCHEMA.toRealPath().toString();
        String pin = new String(DaemonProcess.USER_PIN);
        assertThat(run(python.toString(), PROGRAM.toString(), schema, daemon.target(), pin))
                .endsWith("all right\n");
    }

    /** What cannot be had here is left out, and that is said. */
    private static void require(Map<String, String> environment, String what, List<String> command)
            throws Exception {
        boolean right;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getInputStream().readAllBytes();
            right = process.waitFor() == 0;
        } catch (IOException e) {
            right = false;
        }
        if (!right) {
            System.out.println("left out: " + what + " cannot be had here");
        }
        assumeTrue(right, what);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
