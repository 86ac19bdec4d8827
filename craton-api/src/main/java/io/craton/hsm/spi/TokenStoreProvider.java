package io.craton.hsm.spi;

/** Opens stores; found by {@link java.util.ServiceLoader}. */
public interface TokenStoreProvider {
    /**
     * Opens, and if need be creates, the store.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_CANT_LOCK} with "Database is locked" and the process id of
     *     the holder; {@code CKR_CRYPTOKI_ALREADY_INITIALIZED} if this process has it open; {@code
     *     CKR_GENERAL_ERROR} for a path that cannot be used or a store that is damaged
     */
    TokenStores open(StoreSettings settings);
}
