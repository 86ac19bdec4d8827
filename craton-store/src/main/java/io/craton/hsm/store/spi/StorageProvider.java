package io.craton.hsm.store.spi;

/**
 * One way of keeping headers and records; found by {@link java.util.ServiceLoader}, so it has a
 * public constructor without parameters that does nothing.
 */
public interface StorageProvider {
    /**
     * The name with which the configuration chooses it ({@code token.store}): lower-case letters,
     * digits and hyphens, 1 to 32 of them.
     */
    String name();

    /**
     * Opens, and if need be creates, what is kept of all slots.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_CANT_LOCK} if another process has it and it
     *     cannot be shared, {@code CKR_CRYPTOKI_ALREADY_INITIALIZED} if this process has it; {@code
     *     CKR_GENERAL_ERROR} if the place cannot be used, {@code CKR_DEVICE_ERROR} if what is there
     *     is damaged; {@code CKR_ARGUMENTS_BAD} for settings that this implementation cannot serve.
     *     Nothing stays open then
     */
    Storage open(StorageSettings settings);
}
