package io.craton.hsm.spi;

/**
 * The module's random generator, as the store and the audit log see it. Safe for use by several
 * threads.
 */
@FunctionalInterface
public interface RandomSource {
    /**
     * Fills the array with random bytes.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_FUNCTION_FAILED} if a health test fails
     */
    void nextBytes(byte[] bytes);
}
