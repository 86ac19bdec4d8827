package io.craton.hsm.spi;

import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one token: its header, its PINs, its objects. Every method that changes something
 * returns when the change is durable; a change that fails with an exception did not happen. Safe
 * for use by several threads. PINs are bytes, are not kept and are wiped by the caller. Policy (PIN
 * length, back-off delays, who may do what) is the engine's; the store counts failures and refuses
 * a locked PIN.
 */
public interface TokenStore {
    /** The present state. */
    TokenState state();

    /**
     * Makes a new token: everything of the old one is destroyed, keys first. Either the old token
     * is there afterwards or the new one.
     *
     * @param currentSoPin the SO PIN of the token that is there; null if there is none. It is
     *     counted as {@link #unlock} does
     * @param newSoPin the SO PIN of the new token
     * @param label the label, at most 32 bytes of UTF-8
     * @return {@link PinVerdict.Kind#OK}, or the verdict on the current SO PIN and nothing has
     *     changed
     */
    PinVerdict initialize(byte @Nullable [] currentSoPin, byte[] newSoPin, String label);

    /**
     * Tries a PIN: the attempt is counted durably before it is tried, and taken back if it was
     * right. On success the private records can be read and written until {@link #lock()}, if the
     * role has the key.
     *
     * @param role {@code CKU_SO} or {@code CKU_USER}
     */
    PinVerdict unlock(UserType role, byte[] pin);

    /**
     * Like {@link #unlock}, but changes nothing other than the failure count: for context-specific
     * logins.
     */
    PinVerdict verifyPin(UserType role, byte[] pin);

    /**
     * Destroys the token that is there, without a PIN: everything of it is overwritten and removed,
     * keys first. Either the token is there afterwards, or none is.
     *
     * @return what to record: a copy of the token that comes back is behind it
     * @throws io.craton.hsm.HsmException {@code CKR_TOKEN_NOT_PRESENT} if there is none
     */
    StoreMark destroy();

    /** Forgets the keys of the private records; both roles have left. */
    void lock();

    /**
     * A role has left, in all applications, while the other one stays: what only its PIN opened is
     * closed. The private records stay open if the other's PIN opens them, too.
     *
     * @param role {@code CKU_SO} or {@code CKU_USER}
     */
    default void leave(UserType role) {}

    /** Whether the PIN of the SO, who is logged in, opens the private records. */
    default boolean officerUnlocks() {
        return unlocked();
    }

    /** Whether the private records can be read and written. */
    boolean unlocked();

    /** Sets the user PIN and clears its failures; the store is unlocked by the SO. */
    void setUserPin(byte[] newPin);

    /**
     * Changes a PIN after the old one was found right; counted as {@link #unlock} is. The objects
     * stay as they are: one small record is written again.
     */
    PinVerdict changePin(UserType role, byte[] oldPin, byte[] newPin);

    /**
     * The ids and attributes of all objects that can be read now: the public ones, and the private
     * ones if the store is unlocked. A record that does not open is an exception that names it.
     */
    List<StoredObject> objects(boolean privateObjects);

    /**
     * Like {@link #objects}, one object at a time, as they are at one commit; others may commit
     * meanwhile. Ends with an exception if the objects that were visited are not those that there
     * should be.
     */
    void forEachObject(boolean privateObjects, Consumer<StoredObject> visitor);

    /**
     * Reads the public objects, or the private ones, as they are at one commit; others may commit
     * meanwhile. Ends with an exception if the objects that were visited are not those that there
     * should be.
     *
     * @param privateObjects which; the private ones need {@link #unlock}
     * @param parse what to make of an object; may run on several threads at once
     * @param visitor gets what was made, one after the other
     */
    default <T> void readObjects(
            boolean privateObjects, Function<StoredObject, T> parse, Consumer<T> visitor) {
        forEachObject(
                privateObjects,
                object -> {
                    if (object.isPrivate() == privateObjects) {
                        visitor.accept(parse.apply(object));
                    }
                });
    }

    /**
     * The secret part of an object; the caller wipes it.
     *
     * @return null if the object has none
     */
    byte @Nullable [] secret(UUID id);

    /** Makes all of these changes or none, durably. */
    void commit(List<Change> changes);

    /**
     * Reserves a range of numbers that no one has been given before, for the nonces of a key; also
     * not before a crash or a restore. The low 32 bits count the numbers that the key has used so
     * far, from 0; the high 32 bits are 0, or random if the token was restored. A copy of the files
     * on another machine gives out the same numbers: add something random that is made anew with
     * each opening.
     *
     * @param id the object, which is in the store
     * @param count how many, at least 1
     * @return the first number of the range
     * @throws io.craton.hsm.HsmException {@code CKR_KEY_EXHAUSTED} if 2^32 numbers have been used
     */
    long reserve(UUID id, int count);

    /**
     * How many objects there are, private ones included, as far as it can be known without a PIN;
     * else -1.
     */
    long objectCount();

    /**
     * Where the store is now: recorded in the audit log so that a store that was rolled back is
     * noticed.
     */
    StoreMark mark();

    /**
     * Writes a consistent copy of the token as one archive, while the token is in use: a header
     * that anybody can read, then everything encrypted. The records are checked first; one that is
     * damaged is an exception that names it, and nothing is written.
     *
     * @param out where to; not closed
     */
    BackupResult backup(BackupOptions options, OutputStream out) throws IOException;

    /** Like {@link #backup(BackupOptions, OutputStream)}, to be opened by the SO PIN only. */
    default PinVerdict backup(byte[] soPin, OutputStream out) throws IOException {
        return backup(BackupOptions.withSoPin(soPin), out).verdict();
    }

    /** Puts the token back from a backup: see {@link TokenStores#restore}. */
    default boolean restore(BackupSecret secret, InputStream in, boolean force) throws IOException {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED, "this store restores no backups");
    }

    /**
     * Hears of what others do to the objects, where several can have a token open. Of private
     * objects it hears while the store is {@link #unlocked()}. A second listener takes the place of
     * the first.
     *
     * @param listener is called on a thread of the store's, one call at a time, after the changes
     *     can be read, until the store is closed
     */
    default void follow(Consumer<OthersChanges> listener) {
        // Whoever has the token alone has nothing to tell.
    }

    /**
     * What others have done.
     *
     * @param extent what {@code written} are
     * @param written objects that came or changed, as they are now
     * @param gone objects that were removed
     */
    record OthersChanges(Extent extent, List<StoredObject> written, List<UUID> gone) {
        /** What is in a notice. */
        public enum Extent {
            /** What has changed. */
            CHANGES,
            /** All public objects: it is not known what has changed, and the store is locked. */
            ALL_PUBLIC,
            /** All objects: it is not known what has changed. */
            ALL
        }

        /** Whether an object that is not in it is there no more. */
        public boolean isComplete(boolean isPrivate) {
            return extent == Extent.ALL || (extent == Extent.ALL_PUBLIC && !isPrivate);
        }
    }

    /** An object as it is kept. */
    record StoredObject(UUID id, boolean isPrivate, byte[] attributes) {}

    /** One change of the objects. */
    sealed interface Change {
        /** The object. */
        UUID id();

        /**
         * Writes an object, new or not.
         *
         * @param id the object
         * @param isPrivate whether it is under the key that needs a PIN
         * @param attributes what is searched and answered, encoded
         * @param secret the secret part; null leaves the one that is there, if any
         */
        record Put(UUID id, boolean isPrivate, byte[] attributes, byte @Nullable [] secret)
                implements Change {}

        /**
         * Removes an object.
         *
         * @param id the object
         */
        record Delete(UUID id) implements Change {}
    }

    /**
     * Where a store is: grows with each commit.
     *
     * @param sequence the number of the last commit
     * @param digest a digest of the manifest of that commit, lowercase hex
     */
    record StoreMark(long sequence, String digest) {}
}
