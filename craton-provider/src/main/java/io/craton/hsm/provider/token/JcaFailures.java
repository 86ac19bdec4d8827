package io.craton.hsm.provider.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.spi.Causes;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.KeyStoreException;
import java.security.ProviderException;
import java.security.SignatureException;
import java.security.UnrecoverableKeyException;
import java.util.function.Function;
import javax.security.auth.login.AccountLockedException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;

/**
 * Turns the module's exceptions into those that JCA documents, with the module's as their cause.
 * Their messages say the causes, too: an application often logs nothing else.
 */
public final class JcaFailures {
    private JcaFailures() {}

    /** While an operation starts. */
    public static InvalidKeyException invalidKey(HsmException e) {
        return new InvalidKeyException(Causes.of(e), e);
    }

    /**
     * Whether it is the answer to a parameter or a kind of key, and not to the state of something.
     */
    public static boolean isRefusal(HsmException e) {
        return switch (e.code()) {
            case CKR_MECHANISM_INVALID,
                    CKR_MECHANISM_PARAM_INVALID,
                    CKR_KEY_SIZE_RANGE,
                    CKR_CURVE_NOT_SUPPORTED,
                    CKR_PARAMETER_SET_NOT_SUPPORTED ->
                    true;
            default -> false;
        };
    }

    /** While a signature is under way. */
    public static SignatureException signature(HsmException e) {
        return new SignatureException(Causes.of(e), e);
    }

    /** Where JCA documents no checked exception. */
    public static ProviderException provider(HsmException e) {
        return new ProviderException(Causes.of(e), e);
    }

    /** Where JCA documents that the object is in a wrong state. */
    public static IllegalStateException state(HsmException e) {
        return new IllegalStateException(Causes.of(e), e);
    }

    /** In a key store. */
    public static KeyStoreException keyStore(HsmException e) {
        return new KeyStoreException(Causes.of(e), e);
    }

    /**
     * While a key store is loaded: a wrong PIN is told by the cause, as {@link
     * java.security.KeyStore} says.
     */
    public static IOException load(HsmException e) {
        return switch (e.code()) {
            case CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE -> io("the PIN is wrong", e);
            case CKR_PIN_LOCKED ->
                    io(
                            "the user PIN is locked after too many failures; the SO resets it (craton-hsm pin reset)",
                            e);
            default -> new IOException(Causes.of(e), e);
        };
    }

    /** While somebody logs in or out. */
    public static LoginException login(HsmException e) {
        return switch (e.code()) {
            case CKR_PIN_INCORRECT, CKR_PIN_LEN_RANGE, CKR_PIN_INVALID ->
                    as(FailedLoginException::new, e);
            case CKR_PIN_LOCKED -> as(AccountLockedException::new, e);
            default -> as(LoginException::new, e);
        };
    }

    /**
     * The same refusal as an exception that this door documents, with the refusal as its cause.
     *
     * @param maker the constructor that takes a message alone, which each of JCA's has
     */
    public static <X extends Exception> X as(Function<String, X> maker, Exception refusal) {
        return caused(maker.apply(sentence(refusal)), refusal);
    }

    /**
     * An exception that this door documents, with the reason behind our sentence and as its cause.
     *
     * @param maker the constructor that takes a message alone, which each of JCA's has
     * @param what what happened, without the reason
     */
    public static <X extends Exception> X as(
            Function<String, X> maker, String what, Exception reason) {
        return caused(maker.apply(sentence(what, reason)), reason);
    }

    /** What happened, and the reason. */
    public static String sentence(String what, Exception reason) {
        return what + ": " + sentence(reason);
    }

    /** Exceptions of JCA that come by are our own, or about public keys: they quote no secret. */
    private static String sentence(Exception reason) {
        String message = reason.getMessage();
        return reason instanceof HsmException || message == null ? Causes.of(reason) : message;
    }

    private static <X extends Exception> X caused(X exception, Exception cause) {
        exception.initCause(cause);
        return exception;
    }

    private static IOException io(String message, HsmException e) {
        return new IOException(message, as(UnrecoverableKeyException::new, e));
    }
}
