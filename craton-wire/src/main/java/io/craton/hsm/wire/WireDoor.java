package io.craton.hsm.wire;

import io.craton.hsm.AttributeType;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.ModuleActivity;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Template;

/**
 * What a connection offers beside the methods of the API: the beginning of an application, and
 * those calls whose form in Java does not travel. The program that serves implements it.
 */
public interface WireDoor {
    /**
     * Begins an application on this connection ({@code C_Initialize}); {@link
     * io.craton.hsm.Hsm#close} ends it.
     *
     * @return what another connection of the same client joins it with, 16 bytes, a secret
     * @throws io.craton.hsm.HsmException {@code CKR_CRYPTOKI_ALREADY_INITIALIZED} if this
     *     connection has one, {@code CKR_DEVICE_MEMORY} if there are too many
     */
    byte[] initialize();

    /**
     * {@link #initialize}, by a client that says which process it is. The audit log names the
     * process if it belongs to the user who is at the other end of the connection: more is not
     * known of it.
     *
     * @param process the process id of the client, as it sees it
     * @return as {@link #initialize}
     * @throws io.craton.hsm.HsmException as {@link #initialize}
     */
    byte[] initializeProcess(long process);

    /**
     * Makes this connection one more of an application.
     *
     * @param application what {@link #initialize} gave
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if this client has no such
     *     application, {@code CKR_CRYPTOKI_ALREADY_INITIALIZED} if this connection has one
     */
    void join(byte[] application);

    /**
     * {@link Session#getAttribute}.
     *
     * @return a template with the one attribute
     */
    Template attribute(Session session, ObjectHandle object, AttributeType<?> type);

    /** {@link Session#unattended} with a login of the user. */
    void unattendedLogin(Session session, byte[] pin);

    /** {@link Session#unattended} with {@link SignOperation#authenticate}. */
    void unattendedSigning(Session session, SignOperation operation, byte[] pin);

    /** {@link Session#unattended} with {@link CipherOperation#authenticate}. */
    void unattendedCipher(Session session, CipherOperation operation, byte[] pin);

    /** {@link io.craton.hsm.Hsm#activity}. */
    ModuleActivity activity();

    /**
     * {@link io.craton.hsm.Hsm#rotateAuditLog} to a file beside the log: where that is, who serves
     * decides.
     *
     * @param name the name of a file, without a directory
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if it is no such name
     */
    void rotateAuditLog(String name);
}
