package io.craton.hsm.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a token of its own, in memory, in milliseconds, with both PINs set and the user
 * logged in. A test takes what it needs as a parameter: {@link TestToken}, {@link
 * io.craton.hsm.Hsm}, {@link io.craton.hsm.Slot}, {@link io.craton.hsm.provider.CratonHsmProvider},
 * {@link java.security.KeyStore} or {@link Faults}.
 *
 * <pre>{@code
 * @CratonToken(keys = @TokenKey(alias = "signer", type = "ec:p256"))
 * class SigningServiceTest {
 *     @Test
 *     void signs(KeyStore keyStore) throws Exception { ... }
 * }
 * }</pre>
 *
 * <p>A method with {@code @BeforeAll} takes them as well. The token that it gets is then the one of
 * all tests of the class, but for those with an annotation of their own, until the last has ended.
 *
 * <p>Tests may run in parallel: nothing else is shared, unless {@link #install()} is set. Never for
 * production: the PINs are protected by few rounds only, and the log says so.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(CratonTokenExtension.class)
public @interface CratonToken {
    /** The label of the token. */
    String label() default "Test token";

    /** The PIN of the security officer. */
    String soPin() default "so-pin-12345";

    /** The user PIN. */
    String userPin() default "user-pin-12345";

    /** How many slots, each with a token; the provider works with the first. */
    int slots() default 1;

    /** After how many wrong PINs one is locked, 3 to 100. */
    int maxFailedLogins() default 3;

    /** Keys that are in the token when the test begins. */
    TokenKey[] keys() default {};

    /**
     * Whether the provider is added to the JVM's list while the test runs, as TLS needs it. Its
     * name is then {@code CratonHSM-} and a number, so that tests in parallel do not clash.
     */
    boolean install() default false;
}
