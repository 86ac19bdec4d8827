package io.craton.hsm.benchmarks.load;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.benchmarks.Scratch;
import java.nio.file.Path;

/**
 * A token on disk with the defaults, but for as many sessions as it takes, and a login that is
 * quick, for nobody measures it.
 */
final class LoadedToken implements AutoCloseable {
    private static final long MOST_SESSIONS = 10_000;
    private static final int FEWEST_ITERATIONS = 100_000;

    private final Path directory = Scratch.create();
    private final Hsm hsm;
    private final Session session;
    private final ModuleCaller.Keys keys;

    LoadedToken() {
        hsm =
                Hsm.open(
                        HsmConfig.builder()
                                .baseDirectory(directory)
                                .set(ConfigKey.TOKEN_MAX_SESSIONS, MOST_SESSIONS)
                                .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, FEWEST_ITERATIONS)
                                .build());
        char[] pin = "benchmark-pin".toCharArray();
        hsm.slot(0).initToken(pin, "Load");
        session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_SO, pin);
        session.initPin(pin);
        session.logout();
        session.login(UserType.CKU_USER, pin);
        keys = ModuleCaller.Keys.make(session);
    }

    /** A caller with a session of its own. */
    LoadCaller caller() {
        return new ModuleCaller(hsm, keys);
    }

    @Override
    public void close() {
        session.close();
        hsm.close();
        Scratch.delete(directory);
    }
}
