package io.craton.hsm.core;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens modules for the tests of applications: PINs with few rounds of PBKDF2, no delay after a
 * wrong one, and the self-tests only once in a process, so that a token is there in milliseconds.
 * No configuration leads here, only a call from Java; the module says so loudly in the log; and it
 * keeps everything in memory, so that nothing lasting is ever protected so weakly. Used by
 * craton-testing; not for anybody else.
 */
public final class TestProfile {
    private static final Logger LOG = LoggerFactory.getLogger(TestProfile.class);
    private static final int ITERATIONS = 16;

    // The same code has passed them in this process already.
    private static volatile boolean tested;

    private TestProfile() {}

    /**
     * Opens a module.
     *
     * @param config with {@code token.persist_objects = false}
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} for a configuration that writes a store
     */
    public static Hsm open(HsmConfig config) {
        if (config.flag(ConfigKey.TOKEN_PERSIST_OBJECTS)) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the test profile protects nothing that lasts: it needs token.persist_objects = false");
        }
        LOG.warn(
                "TEST PROFILE: this module derives PIN keys with {} rounds and delays no guesses; it is for tests only"
                        + " and keeps nothing",
                ITERATIONS);
        Assembly assembly = new Assembly(config);
        if (tested) {
            assembly.withoutSelfTests();
        }
        Hsm hsm =
                assembly.pinRounds(ITERATIONS)
                        .sleeper(
                                delay -> {
                                    // Tests do not wait for their own wrong PINs.
                                })
                        .open();
        tested = true;
        return hsm;
    }
}
