package io.craton.hsm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The module: the slots and their tokens (PKCS#11 v3.2 section 5.4; opening is {@code
 * C_Initialize}, closing is {@code C_Finalize}). Instances are independent of each other and safe
 * for use by any number of threads.
 *
 * <p>A process that was forked or restored from a checkpoint after the module was opened gets
 * {@code CKR_CRYPTOKI_NOT_INITIALIZED} from every call and opens it again. A null argument is
 * {@code CKR_ARGUMENTS_BAD} everywhere.
 */
public interface Hsm extends AutoCloseable {
    /**
     * Opens the module: locks the store, opens the audit log, runs the self-tests. Which
     * implementation that is, the configuration decides ({@link HsmProvider}).
     *
     * @throws HsmException {@code CKR_CANT_LOCK} if another process has the store ("Database is
     *     locked"), {@code CKR_CRYPTOKI_ALREADY_INITIALIZED} if this process has it, {@code
     *     CKR_GENERAL_ERROR} if a self-test fails or the store or the audit log cannot be used,
     *     {@code CKR_LIBRARY_LOAD_FAILED} if there is no implementation, {@code CKR_ARGUMENTS_BAD}
     *     if there are several and the configuration names none
     */
    static Hsm open(HsmConfig config) {
        Arguments.notNull(config, "the configuration");
        return HsmProvider.of(config).open(config);
    }

    /** What the module is. */
    HsmInfo info();

    /** All slots, in the order of their ids. */
    List<Slot> slots();

    /**
     * The slots with, or with and without, a token ({@code C_GetSlotList}). One that is not
     * initialised counts only if {@code token.uninitialized} is {@code present}.
     *
     * @param tokenPresent true for only those with a token
     */
    List<Slot> slots(boolean tokenPresent);

    /**
     * A slot.
     *
     * @throws HsmException {@code CKR_SLOT_ID_INVALID}
     */
    Slot slot(long id);

    /**
     * Waits until a token was initialised, replaced or restored in a slot ({@code
     * C_WaitForSlotEvent}).
     *
     * @param timeout how long to wait; zero does not block ({@code CKF_DONT_BLOCK})
     * @return the slot; empty if nothing happened in time
     */
    Optional<Slot> waitForSlotEvent(Duration timeout);

    /** The configuration in use. */
    HsmConfig config();

    /** What there is to do, if this module is one that a daemon serves to several programs. */
    default Optional<ModuleActivity> activity() {
        return Optional.empty();
    }

    /**
     * Copies the audit log to a new file and empties it while no record can come between: nothing
     * is lost, the chain goes on, and the event {@code Rotate} is recorded. For a module that is
     * open; {@code audit rotate} of the command line does it for one that is not.
     *
     * @param archive where the copy goes; must not exist
     * @throws HsmException {@code CKR_GENERAL_ERROR} if it could not be done, the log is then as it
     *     was; {@code CKR_FUNCTION_NOT_SUPPORTED} if there is no log
     */
    default void rotateAuditLog(Path archive) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                "this module has no audit log to rotate to " + archive);
    }

    /**
     * Begins another application on this module, beside the one that opened it: what PKCS#11 calls
     * an application, with sessions, session objects, a login, handles, slot events and session
     * limits of its own. The tokens, their objects and PINs, the store and the audit log are the
     * same. For doors of the module, such as a daemon, that serve several.
     *
     * @param identity what the audit log says of it
     * @return the module as that application sees it; closing it ends that application alone, while
     *     closing this one, if it opened the module, ends all
     * @throws HsmException {@code CKR_FUNCTION_NOT_SUPPORTED} if this module serves one application
     */
    default Hsm newApplication(ApplicationIdentity identity) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                "this module serves one application, and not also " + identity.application());
    }

    /**
     * Writes down beside the store where other programs of this host reach this module, as long as
     * it is open: who finds the store in use can call there instead. For doors of the module, such
     * as a daemon. Whoever reads it has to look whose the place is before it trusts it.
     *
     * @param address one line of UTF-8 of at most 1024 bytes, such as {@code
     *     unix:/run/craton-hsm/craton-hsm.sock}
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is not such a line, {@code
     *     CKR_GENERAL_ERROR} if it could not be written
     */
    default void announce(String address) {
        // A module without files has no place where somebody would look.
        Arguments.notNull(address, "the address");
    }

    /**
     * Logs everybody out, ends every session, writes what is to be written and releases the store.
     * An application that another one has begun ends alone.
     */
    @Override
    void close();
}
