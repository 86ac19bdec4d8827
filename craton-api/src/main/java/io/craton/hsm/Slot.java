package io.craton.hsm;

import java.util.Set;

/** A slot and its token (PKCS#11 v3.2 section 5.5). */
public interface Slot {
    /** The id, stable over restarts: 0, 1, and so on. */
    long id();

    /** What the slot is. */
    SlotInfo info();

    /** What the token is; {@link TokenInfo#initialized()} is false for one that is not initialised. */
    TokenInfo tokenInfo();

    /** The mechanisms that the token and its policy offer. */
    Set<MechanismType> mechanisms();

    /**
     * What a mechanism can do.
     *
     * @throws HsmException {@code CKR_MECHANISM_INVALID} if the token does not offer it
     */
    MechanismInfo mechanismInfo(MechanismType type);

    /**
     * Initialises the token ({@code C_InitToken}). A token that is already initialised is wiped, both PINs
     * included, if the PIN is that of its SO.
     *
     * @param soPin the SO PIN: the new one, or of an initialised token the present one; wiped by the caller
     * @param label at most 32 bytes of UTF-8; padded with spaces
     * @throws HsmException {@code CKR_SESSION_EXISTS}, {@code CKR_PIN_INCORRECT}, {@code CKR_PIN_LEN_RANGE},
     *     {@code CKR_ARGUMENTS_BAD} for a label that is too long
     */
    void initToken(char[] soPin, String label);

    /**
     * Wipes and initialises a token with a new SO PIN.
     *
     * @param soPin the present SO PIN; not looked at if the token is not initialised
     * @param newSoPin the SO PIN from now on
     * @param label at most 32 bytes of UTF-8
     */
    void initToken(char[] soPin, char[] newSoPin, String label);

    /**
     * Opens a session.
     *
     * @throws HsmException {@code CKR_TOKEN_NOT_PRESENT} if the token is not initialised, {@code
     *     CKR_SESSION_COUNT} at the limit, {@code CKR_SESSION_READ_WRITE_SO_EXISTS} for a read-only session
     *     while the SO is logged in
     */
    Session openSession(SessionMode mode);

    /**
     * A number that grows whenever a token object is made, changed or destroyed, and at login, logout and
     * (re-)initialisation: who keeps an index of the objects compares it to see whether the index is still right.
     * Cheap.
     *
     * @return -1 if the engine does not count
     */
    default long changeCount() {
        return -1;
    }

    /** Closes every session of this slot, which logs out. */
    void closeAllSessions();
}
