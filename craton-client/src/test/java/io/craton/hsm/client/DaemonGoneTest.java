package io.craton.hsm.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Hsm;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is killed, comes back, and ends. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaemonGoneTest {

    @TempDir Path directory;

    @Test
    void killedDaemon_isFoundAgain_withWhatItAcknowledged() throws Exception {
        try (DaemonProcess daemon = new DaemonProcess(directory);
                Hsm hsm = daemon.open()) {
            daemon.initToken("Gone");
            Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
            session.login(UserType.CKU_USER, DaemonProcess.USER_PIN);
            Template template =
                    Template.builder()
                            .token(true)
                            .label("kept")
                            .set(AttributeType.CKA_VALUE_LEN, 32L)
                            .build();
            session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), template);
            daemon.kill();
            RemoteModuleTest.assertCode(ReturnCode.CKR_DEVICE_REMOVED, session::info);
            RemoteModuleTest.assertCode(ReturnCode.CKR_DEVICE_REMOVED, session::info);
            RemoteModuleTest.assertCode(ReturnCode.CKR_SESSION_HANDLE_INVALID, session::info);
            // The socket of the killed one is still there, and nobody answers.
            RemoteModuleTest.assertCode(ReturnCode.CKR_DEVICE_REMOVED, hsm::info);
            daemon.start();
            try (Session again = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
                again.login(UserType.CKU_USER, DaemonProcess.USER_PIN);
                Template wanted = Template.builder().label("kept").build();
                assertThat(again.findObjects(wanted)).hasSize(1);
            }
            RemoteModuleTest.assertCode(ReturnCode.CKR_SESSION_HANDLE_INVALID, session::info);
            session.close();
        }
    }

    @Test
    void signal_endsIt_andItsSocket() throws Exception {
        try (DaemonProcess daemon = new DaemonProcess(directory);
                Hsm hsm = daemon.open()) {
            hsm.info();
            assertThat(daemon.end()).isZero();
            assertThat(Files.exists(daemon.socket())).isFalse();
        }
    }
}
