package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Hsm;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.config.ConfigFile;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that other programs have given the same label and id, as PKCS#11 allows. */
class SameNamesTest {
    @TempDir Path directory;

    private Cli cli;
    private String first;
    private String second;

    @BeforeEach
    void twins() throws Exception {
        cli = Cli.withToken(directory);
        System.setProperty("craton.hsm.home", directory.toString());
        try (Hsm hsm = Hsm.open(ConfigFile.load(directory.resolve("craton_hsm.toml")));
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_USER, Cli.USER_PIN.toCharArray());
            first = twin(session);
            second = twin(session);
        } finally {
            System.clearProperty("craton.hsm.home");
        }
    }

    private static String twin(Session session) {
        var key =
                session.generateKey(
                        Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                        Template.builder()
                                .objectClass(ObjectClass.CKO_SECRET_KEY)
                                .set(AttributeType.CKA_KEY_TYPE, KeyType.CKK_AES)
                                .set(AttributeType.CKA_VALUE_LEN, 32L)
                                .token(true)
                                .label("twin")
                                .id(new byte[] {1})
                                .build());
        return session.getAttribute(key, AttributeType.CKA_UNIQUE_ID);
    }

    @Test
    void delete_ofTwoKeysOfOneName_isRefused_andNamesEachOfThem() {
        Cli.Result refused =
                cli.asUser("key", "delete", "--label", "twin", "--id", "01", "--yes")
                        .exits(ExitCode.FAILED);

        assertThat(refused.err()).contains("--unique-id with one of").contains(first, second);
        cli.asUser("key", "delete", "--unique-id", first, "--yes").done();
        assertThat(cli.asUser("key", "list").done().text()).contains("Total: 1 object");
        cli.asUser("key", "delete", "--label", "twin", "--yes").done();
    }
}
