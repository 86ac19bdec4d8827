package io.craton.hsm.core.random;

/** A health test failed; its message is the name of the test. */
final class HealthTestException extends Exception {
    private static final long serialVersionUID = 1L;

    HealthTestException(String test) {
        super(test);
    }
}
