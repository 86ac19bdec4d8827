package io.craton.hsm.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same by gRPC, and what is different there. */
class NetworkModuleTest extends RemoteModuleTest {
    /** In place of the daemon at a socket, which is started before. */
    @BeforeAll
    static void startAtThePort() throws Exception {
        daemon.close();
        daemon = DaemonProcess.onTheNetwork(directory);
        daemon.initToken("Remote");
    }

    @Test
    void killedDaemon_isFoundAgain(@TempDir Path place) throws Exception {
        try (DaemonProcess killed = DaemonProcess.onTheNetwork(place);
                Hsm hsm = killed.open()) {
            killed.initToken("Gone");
            Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
            session.login(UserType.CKU_USER, DaemonProcess.USER_PIN);
            killed.kill();
            assertCode(ReturnCode.CKR_DEVICE_REMOVED, session::info);
            assertCode(ReturnCode.CKR_DEVICE_REMOVED, session::info);
            assertCode(ReturnCode.CKR_SESSION_HANDLE_INVALID, session::info);
            assertCode(ReturnCode.CKR_DEVICE_REMOVED, hsm::info);
            killed.start();
            assertThat(hsm.slot(0).tokenInfo().label()).isEqualTo("Gone");
        }
    }

    @Test
    void finishedApplication_leavesNothingBehind() {
        try (Hsm watcher = daemon.open()) {
            long before = watcher.activity().orElseThrow().applications();
            try (Hsm hsm = daemon.open()) {
                hsm.slot(0).openSession(SessionMode.READ_ONLY);
            }
            assertThat(watcher.activity().orElseThrow().applications()).isEqualTo(before);
        }
    }

    /** Who uses a socket needs no gRPC, and who wants the network is told what is missing. */
    @Test
    void clientWithoutGrpc_hasTheSocketAlone() throws Exception {
        assertThat(withoutGrpc("unix:" + daemon.socket())).contains("slots: 1");
        assertThat(withoutGrpc("127.0.0.1:5696"))
                .contains("CKR_ARGUMENTS_BAD")
                .contains("needs craton-grpc beside craton-client");
    }

    private static String withoutGrpc(String target) throws Exception {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.matches(".*(grpc|protobuf).*"))
                        .collect(Collectors.joining(File.pathSeparator));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String program = NetworkModuleTest.class.getName() + "$Program";
        Process process =
                new ProcessBuilder(List.of(java, "-cp", classPath, program, target))
                        .redirectErrorStream(true)
                        .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** A program that uses a daemon. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            HsmConfig config =
                    HsmConfig.builder().set(ConfigKey.CLIENT_TARGET, arguments[0]).build();
            try (Hsm hsm = Hsm.open(config)) {
                System.out.println("slots: " + hsm.slots(false).size());
            }
        }
    }
}
