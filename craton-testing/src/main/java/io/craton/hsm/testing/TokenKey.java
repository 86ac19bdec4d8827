package io.craton.hsm.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A key that is in the token when a test begins. */
@Documented
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface TokenKey {
    /** Its alias in the key store ({@code CKA_LABEL}). */
    String alias();

    /**
     * What it is, in the words of {@code craton-hsm key generate --type}: {@code rsa:2048}, {@code
     * ec:p256}, {@code ed25519}, {@code aes:256}, {@code sha256-hmac:256}, {@code ml-dsa-65} and so
     * on, as far as the provider generates such keys; or a JCA name with a size, such as {@code
     * HmacSHA256:256}.
     */
    String type();

    /** Whether it may be wrapped. */
    boolean extractable() default false;
}
