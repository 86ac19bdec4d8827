package io.craton.hsm.provider;

import io.craton.hsm.HsmException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.HexFormat;
import java.util.concurrent.Callable;

/** What the embedded JVM of {@code fork.c} does with the provider: before, in the child, after. */
public final class ForkScenario {
    private static final String NAME = "CratonHSM";

    private static TestToken token;
    private static PrivateKey key;

    private ForkScenario() {}

    /** Adds the provider, logs in, signs and draws. */
    public static String before() throws Exception {
        token = TestToken.inMemory().install();
        token.keyStore();
        key = newKey();
        sign();
        return random();
    }

    /** Goes on with what was inherited; then with a module of its own. */
    public static String child() throws Exception {
        String answer =
                codeOf(ForkScenario::sign)
                        + " "
                        + codeOf(ForkScenario::random)
                        + " "
                        + codeOf(
                                () -> {
                                    KeyStore.getInstance(NAME, NAME).load(null, TestToken.PIN);
                                    return NAME;
                                });
        // Takes the inherited provider away, here alone.
        token.close();
        try (TestToken own = TestToken.inMemory().install()) {
            own.keyStore();
            key = newKey();
            sign();
            return answer + " reopened " + random();
        }
    }

    /** Goes on as if nothing had happened. */
    public static String after() throws Exception {
        sign();
        String answer = random();
        token.close();
        return answer;
    }

    private static PrivateKey newKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", NAME);
        generator.initialize(256);
        return generator.generateKeyPair().getPrivate();
    }

    private static byte[] sign() throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", NAME);
        signature.initSign(key);
        return signature.sign();
    }

    private static String random() throws Exception {
        byte[] bytes = new byte[16];
        SecureRandom.getInstance(NAME, NAME).nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String codeOf(Callable<?> call) {
        try {
            call.call();
            return "CKR_OK";
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof HsmException hsm) {
                    return hsm.code().name();
                }
            }
            return e.getClass().getSimpleName();
        }
    }
}
