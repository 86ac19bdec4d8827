package io.craton.hsm.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Five gigabytes in one operation, by a client with a heap of 64 megabytes. */
@Tag("campaign")
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongDigestTest {
    @TempDir Path directory;

    @Test
    void streamOfFiveGigabytes_takesConstantMemory() throws Exception {
        try (DaemonProcess daemon = new DaemonProcess(directory, "-Xmx128m")) {
            daemon.initToken("Long");
            ClientProcess client = ClientProcess.start("64m", Program.class, daemon.socket());
            assertThat(client.end()).contains("digests are the same");
        }
    }

    /** The client. */
    static final class Program {
        private static final long LENGTH = 5L << 30;
        private static final int PART = 1 << 20;

        private Program() {}

        /** The path of the socket. */
        public static void main(String[] arguments) throws Exception {
            HsmConfig config =
                    HsmConfig.builder()
                            .set(ConfigKey.CLIENT_TARGET, "unix:" + arguments[0])
                            .build();
            MessageDigest expected = MessageDigest.getInstance("SHA-256");
            try (Hsm hsm = Hsm.open(config);
                    Session session = hsm.slot(0).openSession(SessionMode.READ_ONLY);
                    DigestOperation digest =
                            session.digester(Mechanism.of(MechanismType.CKM_SHA256))) {
                byte[] part = new byte[PART];
                for (long done = 0; done < LENGTH; done += PART) {
                    part[0] = (byte) (done >> 20);
                    digest.update(part);
                    expected.update(part);
                }
                boolean same = MessageDigest.isEqual(digest.digest(), expected.digest());
                System.out.println(same ? "the digests are the same" : "the digests differ");
            }
        }
    }
}
