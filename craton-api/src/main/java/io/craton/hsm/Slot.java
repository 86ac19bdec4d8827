package io.craton.hsm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;

/**
 * A slot and its token (PKCS#11 v3.2 section 5.5). A null argument is {@code CKR_ARGUMENTS_BAD}
 * everywhere.
 */
public interface Slot {
    /** The id, stable over restarts: 0, 1, and so on. */
    long id();

    /** What the slot is. */
    SlotInfo info();

    /**
     * What the token is; {@link TokenInfo#initialized()} is false for one that is not initialised.
     */
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
     * Looks whether token and policy permit a mechanism with a key like this, for callers that have
     * to tell before there is a key, or before it is used. Nothing is made, used or recorded.
     *
     * @param mechanism with its parameter
     * @param operation what is to be done
     * @param key what is known of the key that is to be used or made: of a public key its key type
     *     and its components, of a secret key that is to be made its {@code CKA_VALUE_LEN}
     * @throws HsmException with the code that the operation itself would have
     */
    void check(Mechanism mechanism, MechanismInfo.Flag operation, Template key);

    /**
     * Initialises the token ({@code C_InitToken}). A token that is already initialised is wiped,
     * both PINs included, if the PIN is that of its SO.
     *
     * @param soPin the SO PIN: the new one, or of an initialised token the present one; wiped by
     *     the caller
     * @param label at most 32 bytes of UTF-8; padded with spaces
     * @throws HsmException {@code CKR_SESSION_EXISTS}, {@code CKR_PIN_INCORRECT}, {@code
     *     CKR_PIN_LEN_RANGE}, {@code CKR_PIN_INVALID} for a PIN with a NUL byte, {@code
     *     CKR_ARGUMENTS_BAD} for a label that is too long
     */
    void initToken(char[] soPin, String label);

    /** {@link #initToken(char[], String)} with the PIN as bytes. */
    void initToken(byte[] soPin, String label);

    /**
     * Wipes and initialises a token with a new SO PIN.
     *
     * @param soPin the present SO PIN; not looked at if the token is not initialised
     * @param newSoPin the SO PIN from now on
     * @param label at most 32 bytes of UTF-8
     */
    void initToken(char[] soPin, char[] newSoPin, String label);

    /** {@link #initToken(char[], char[], String)} with the PINs as bytes. */
    void initToken(byte[] soPin, byte[] newSoPin, String label);

    /**
     * Destroys the token without a PIN, its objects and both PINs; the slot has none then. Whoever
     * can call this owns the files of the store, and could remove them as well: it is the way out
     * of a locked SO PIN, and it is on record. There is no function of PKCS#11 for it.
     *
     * @param label the label of the token, so that it is this one
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if the token has another label, {@code
     *     CKR_SESSION_EXISTS}, {@code CKR_TOKEN_NOT_PRESENT}
     */
    void destroyToken(String label);

    /**
     * Opens a session.
     *
     * @throws HsmException {@code CKR_TOKEN_NOT_PRESENT} if the token is not initialised ({@code
     *     CKR_TOKEN_NOT_INITIALIZED} if {@code token.uninitialized} is {@code present}; so for all
     *     calls of this interface), {@code CKR_SESSION_COUNT} at the limit, {@code
     *     CKR_SESSION_READ_WRITE_SO_EXISTS} for a read-only session while the SO is logged in
     */
    Session openSession(SessionMode mode);

    /**
     * Opens a read-write session that stays until it is closed or the module is: for a layer in
     * this process whose session objects have to outlive every login, as the keys of the JCA door
     * do that live as long as their Java objects. It is no session of the application: {@link
     * #closeAllSessions()} does not close it, it does not keep the user logged in, it keeps neither
     * the SO from logging in nor the token from being initialised, and it is not counted. Otherwise
     * it is a session like any other: its objects end with it, private ones at logout, all of them
     * when the token is initialised, and they can be seen by the others.
     *
     * @throws HsmException as {@link #openSession}
     */
    default Session openResidentSession() {
        return openSession(SessionMode.READ_WRITE);
    }

    /**
     * A number that grows whenever a token object is made, changed or destroyed, and at login,
     * logout and (re-)initialisation: who keeps an index of the objects compares it to see whether
     * the index is still right. Cheap.
     *
     * @return -1 if the engine does not count
     */
    default long changeCount() {
        return -1;
    }

    /**
     * Writes a backup of the token as one archive, while the token is in use: its label, serial
     * number, PINs and objects, encrypted. The records are checked first.
     *
     * @param options the SO PIN, and what else will open the archive
     * @param out where to; not closed
     * @return what the archive says of itself, its digest and the shares, if any were asked for
     * @throws HsmException {@code CKR_PIN_INCORRECT}, {@code CKR_PIN_LOCKED}, {@code
     *     CKR_TOKEN_NOT_PRESENT} if the token is not initialised, {@code CKR_DEVICE_ERROR} if a
     *     record, which is named, is damaged
     * @throws IOException if the archive cannot be written
     */
    default BackupReport backup(BackupOptions options, OutputStream out) throws IOException {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED, "this engine makes no backups");
    }

    /**
     * Puts a token back from a backup, with its label, serial number, PINs and objects: all of it,
     * or nothing has changed.
     *
     * @param secret what opens the archive
     * @param in the archive; not closed
     * @param force whether a token that is there is replaced; what is replaced is kept aside
     * @throws HsmException {@code CKR_PIN_INCORRECT} if the secret does not open the archive,
     *     {@code CKR_FUNCTION_REJECTED} if there is a token and no {@code force}, if serial number
     *     or label would change, or if the archive is of a newer release, {@code CKR_DATA_INVALID}
     *     if it is no backup or damaged, {@code CKR_SESSION_EXISTS}
     * @throws IOException if the archive cannot be read
     */
    default void restore(BackupSecret secret, InputStream in, boolean force) throws IOException {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED, "this engine restores no backups");
    }

    /**
     * Marks a key as a trusted wrapping key ({@code CKA_TRUSTED}): keys with {@code
     * CKA_WRAP_WITH_TRUSTED} may leave under it. It is the one change of a key that cannot be
     * changed, and is not taken back: destroy the key instead.
     *
     * <p>The key is a private token object that this module made at random (AES, ChaCha20, or an
     * RSA pair), and has been from its beginning: {@code CKA_MODIFIABLE} false, {@code
     * CKA_EXTRACTABLE} false, without other uses than {@code CKA_WRAP} and {@code CKA_UNWRAP}, and
     * bound to one wrapping mechanism that authenticates by {@code CKA_ALLOWED_MECHANISMS}. Of an
     * RSA pair the public key wraps and the private key unwraps, with the same mechanism; either
     * names the pair. What such a key unwraps is sensitive, private, and not extractable or {@code
     * CKA_WRAP_WITH_TRUSTED}, whatever its template says.
     *
     * @param uniqueId {@code CKA_UNIQUE_ID} of the key; the SO does not see private objects
     *     otherwise
     * @param soSession a session of this slot in which the SO is logged in
     * @param acceptForeign takes a key that was created, unwrapped, derived or agreed, too: its
     *     value may be known to somebody, who then reads all that leaves under it
     * @throws HsmException {@code CKR_USER_NOT_LOGGED_IN}, {@code CKR_OBJECT_HANDLE_INVALID} if the
     *     token has no key with this id, {@code CKR_ACTION_PROHIBITED} with all that keeps the key
     *     from being trusted, {@code CKR_FUNCTION_REJECTED} if the SO PIN does not open private
     *     objects ({@code security.so_recovery})
     */
    default void trust(String uniqueId, Session soSession, boolean acceptForeign) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED, "this engine marks no keys as trusted");
    }

    /**
     * Whether the SO PIN opens private objects, too, so that they stay when the SO sets another
     * user PIN. It is a property of the token since it was initialised ({@code
     * security.so_recovery}); where it does not, {@link Session#initPin(char[])} is their end.
     *
     * @param soSession a session of this slot in which the SO is logged in
     * @throws HsmException {@code CKR_USER_NOT_LOGGED_IN}
     */
    default boolean recoversObjects(Session soSession) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                "this engine does not say what the SO PIN opens");
    }

    /**
     * What the SO has to know of a key before {@link #trust}.
     *
     * @throws HsmException {@code CKR_USER_NOT_LOGGED_IN}, {@code CKR_OBJECT_HANDLE_INVALID},
     *     {@code CKR_FUNCTION_REJECTED}
     */
    default TrustInfo trustInfo(String uniqueId, Session soSession) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED, "this engine marks no keys as trusted");
    }

    /**
     * The keys that carry the mark {@code CKA_TRUSTED} and can be seen now: public ones, and
     * private ones while the user is logged in. Marks of releases before 0.11, and of keys whose
     * origin is not known, are among them and do not count.
     */
    default List<TrustInfo> trustedKeys() {
        return List.of();
    }

    /** Closes every session of this slot, which logs out. */
    void closeAllSessions();
}
