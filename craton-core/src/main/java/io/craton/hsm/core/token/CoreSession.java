package io.craton.hsm.core.token;

import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeType;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.Encapsulation;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageCipher;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.SessionInfo;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.TokenChanges;
import io.craton.hsm.UserType;
import io.craton.hsm.VerifyOperation;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.policy.Use;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session. It does nothing itself: it lets calls in and hands them to the service that knows. */
public final class CoreSession implements Session {
    private static final String AAD = "the associated data";

    private final Token token;
    private final long handle;
    private final SessionMode mode;
    // Made at first use, perhaps twice: they are alike and have final fields only.
    private @Nullable ObjectService objects;
    private @Nullable KeyService keys;
    private @Nullable Operations operations;
    private volatile boolean open = true;
    // Guarded by this: made at first use.
    private @Nullable ActiveFunctions functions;
    private @Nullable Set<HsmObject> own;
    // Guarded by this: operations that were begun, as long as somebody has them.
    private @Nullable Set<Operation> begun;

    CoreSession(Token token, long handle, SessionMode mode) {
        this.token = token;
        this.handle = handle;
        this.mode = mode;
    }

    /** The token. */
    public Token token() {
        return token;
    }

    /** Read-only or read-write. */
    public SessionMode mode() {
        return mode;
    }

    /** What it does with objects. */
    public ObjectService objects() {
        ObjectService made = objects;
        if (made == null) {
            made = new ObjectService(this);
            objects = made;
        }
        return made;
    }

    /** What it does with keys in one call. */
    public KeyService keys() {
        KeyService made = keys;
        if (made == null) {
            made = new KeyService(this);
            keys = made;
        }
        return made;
    }

    /** What it starts. */
    public Operations operations() {
        Operations made = operations;
        if (made == null) {
            made = new Operations(this);
            operations = made;
        }
        return made;
    }

    /** Whether it is open. */
    public boolean isOpen() {
        return open;
    }

    /**
     * Lets a call in: every method of every door begins here.
     *
     * @throws HsmException {@code CKR_SESSION_HANDLE_INVALID} if the session is closed, and what
     *     the gate throws
     */
    public void enter() {
        token.parts().gate().enter();
        if (!open) {
            throw new HsmException(ReturnCode.CKR_SESSION_HANDLE_INVALID, "the session is closed");
        }
    }

    /** Ends the session; false if it has ended. */
    boolean end() {
        boolean was = endCalls();
        endLostOperations();
        return was;
    }

    private synchronized boolean endCalls() {
        boolean was = open;
        open = false;
        if (was && functions != null) {
            functions.cancelAll();
        }
        return was;
    }

    /** An operation has a key in the engine from now on. */
    synchronized void begun(Operation operation) {
        Set<Operation> set = begun == null ? Collections.newSetFromMap(new WeakHashMap<>()) : begun;
        set.add(operation);
        begun = set;
    }

    /** An operation has no key any more. */
    synchronized void ended(Operation operation) {
        if (begun != null) {
            begun.remove(operation);
        }
    }

    private synchronized List<Operation> begunOperations() {
        return begun == null ? List.of() : List.copyOf(begun);
    }

    /** Takes the keys from operations whose key or session is gone. */
    void endLostOperations() {
        begunOperations().forEach(Operation::endIfGone);
    }

    synchronized void owns(HsmObject object) {
        Set<HsmObject> set = own == null ? new HashSet<>() : own;
        set.add(object);
        own = set;
    }

    synchronized void disowns(HsmObject object) {
        if (own != null) {
            own.remove(object);
        }
    }

    synchronized List<HsmObject> takeObjects() {
        List<HsmObject> taken = own == null ? List.of() : List.copyOf(own);
        own = null;
        return taken;
    }

    /** Ends what a logout ends. */
    void cancel() {
        cancelFunctions();
        endLostOperations();
    }

    private synchronized void cancelFunctions() {
        if (functions != null) {
            functions.cancelAll();
        }
    }

    @Override
    public long handle() {
        return handle;
    }

    @Override
    public Slot slot() {
        return new CoreSlot(token);
    }

    @Override
    public SessionInfo info() {
        enter();
        UserType role = token.role();
        boolean rw = mode == SessionMode.READ_WRITE;
        SessionState state;
        if (role == UserType.CKU_SO) {
            state = SessionState.CKS_RW_SO_FUNCTIONS;
        } else if (role == UserType.CKU_USER) {
            state = rw ? SessionState.CKS_RW_USER_FUNCTIONS : SessionState.CKS_RO_USER_FUNCTIONS;
        } else {
            state = rw ? SessionState.CKS_RW_PUBLIC_SESSION : SessionState.CKS_RO_PUBLIC_SESSION;
        }
        return new SessionInfo(token.slot(), state, mode);
    }

    @Override
    public SessionFunctions functions() {
        enter();
        return active();
    }

    private synchronized ActiveFunctions active() {
        ActiveFunctions made = functions;
        if (made == null) {
            made = token.functionsFor(this);
            functions = made;
        }
        return made;
    }

    @Override
    public void login(UserType user, char[] pin) {
        PinRules.withBytes(
                pin,
                bytes -> {
                    login(user, bytes);
                    return true;
                });
    }

    @Override
    public void login(UserType user, byte[] pin) {
        enter();
        Arguments.notNull(user, "the user");
        token.logins().login(this, user, Arguments.notNull(pin, "the PIN"));
    }

    @Override
    public void verifyPin(UserType user, char[] pin) {
        enter();
        PinRules.withBytes(
                pin,
                bytes -> {
                    verifyPin(user, bytes);
                    return true;
                });
    }

    @Override
    public void verifyPin(UserType user, byte[] pin) {
        enter();
        Arguments.notNull(user, "the user");
        token.logins().verify(this, user, Arguments.notNull(pin, "the PIN"));
    }

    /** Checks the user PIN for an operation that needs a login of its own. */
    public void verifyUser(byte[] pin) {
        token.logins().verify(this, UserType.CKU_USER, Arguments.notNull(pin, "the PIN"));
    }

    @Override
    public void logout() {
        enter();
        token.logins().logout(this);
    }

    @Override
    public void initPin(char[] pin) {
        enter();
        PinRules.withBytes(
                pin,
                bytes -> {
                    initPin(bytes);
                    return true;
                });
    }

    @Override
    public void initPin(byte[] pin) {
        enter();
        token.logins().initPin(this, Arguments.notNull(pin, "the new PIN"));
    }

    @Override
    public void setPin(char[] oldPin, char[] newPin) {
        enter();
        PinRules.withBytes(
                oldPin,
                old ->
                        PinRules.withBytes(
                                newPin,
                                bytes -> {
                                    setPin(old, bytes);
                                    return true;
                                }));
    }

    @Override
    public void setPin(byte[] oldPin, byte[] newPin) {
        enter();
        Arguments.notNull(oldPin, "the present PIN");
        token.logins().setPin(this, oldPin, Arguments.notNull(newPin, "the new PIN"));
    }

    @Override
    public void unattended(char[] pin, Consumer<char[]> attempt) {
        enter();
        Arguments.notNull(attempt, "the attempt");
        PinRules.withBytes(
                pin,
                bytes -> {
                    token.unattended().attempt(this, bytes, () -> attempt.accept(pin));
                    return true;
                });
    }

    @Override
    public ObjectHandle createObject(Template template) {
        return objects().create(template);
    }

    @Override
    public ObjectHandle copyObject(ObjectHandle object, Template changes) {
        return objects().copy(object, changes);
    }

    @Override
    public void destroyObject(ObjectHandle object) {
        objects().destroy(object);
    }

    @Override
    public List<ObjectHandle> changeObjects(List<ObjectChange> changes, long asOf) {
        return new ObjectTransaction(this, Arguments.noneNull(changes, "the changes")).run(asOf);
    }

    @Override
    public TokenChanges changesSince(long number, AttributeType<?>... types) {
        return objects().since(number, types);
    }

    @Override
    public void destroyUnreadable(String uniqueId) {
        new UnreadableObjects(this).destroy(uniqueId);
    }

    @Override
    public int endObjects(Collection<ObjectHandle> sessionObjects) {
        return objects().end(sessionObjects);
    }

    @Override
    public long objectSize(ObjectHandle object) {
        return objects().size(object);
    }

    @Override
    public <T> T getAttribute(ObjectHandle object, AttributeType<T> type) {
        return objects().get(object, type);
    }

    @Override
    public Template getAttributes(ObjectHandle object, AttributeType<?>... types) {
        return objects().getReadable(object, types);
    }

    @Override
    public Template describe(ObjectHandle object, AttributeType<?>... types) {
        return objects().describe(object, types);
    }

    @Override
    public void setAttributes(ObjectHandle object, Template changes) {
        objects().set(object, changes);
    }

    @Override
    public List<ObjectHandle> findObjects(Template template) {
        return objects().find(template);
    }

    @Override
    public ObjectHandle generateKey(Mechanism mechanism, Template template) {
        return keys().generate(mechanism, template);
    }

    @Override
    public KeyPairHandles generateKeyPair(
            Mechanism mechanism, Template publicKey, Template privateKey) {
        return keys().generatePair(mechanism, publicKey, privateKey);
    }

    @Override
    public SignOperation signer(Mechanism mechanism, ObjectHandle key) {
        return operations().sign(mechanism, key);
    }

    @Override
    public VerifyOperation verifier(Mechanism mechanism, ObjectHandle key) {
        return operations().verify(mechanism, key);
    }

    @Override
    public CipherOperation encryptor(Mechanism mechanism, ObjectHandle key) {
        return operations().encrypt(mechanism, key);
    }

    @Override
    public CipherOperation decryptor(Mechanism mechanism, ObjectHandle key) {
        return operations().decrypt(mechanism, key);
    }

    @Override
    public MessageCipher messageEncryptor(ObjectHandle key) {
        return operations().messages(Use.MESSAGE_ENCRYPT, key);
    }

    @Override
    public MessageCipher messageDecryptor(ObjectHandle key) {
        return operations().messages(Use.MESSAGE_DECRYPT, key);
    }

    @Override
    public DigestOperation digester(Mechanism mechanism) {
        return operations().digest(mechanism);
    }

    @Override
    public byte[] wrapKey(Mechanism mechanism, ObjectHandle wrappingKey, ObjectHandle key) {
        return keys().wrap(mechanism, wrappingKey, key, null);
    }

    @Override
    public byte[] wrapKeyAuthenticated(
            Mechanism mechanism, ObjectHandle wrappingKey, ObjectHandle key, byte[] aad) {
        return keys().wrap(mechanism, wrappingKey, key, Arguments.notNull(aad, AAD));
    }

    @Override
    public byte[] wrapKeyAuthenticated(
            MechanismType mechanism,
            MessageParameters.Aead parameters,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte[] aad) {
        return keys().wrapMessage(mechanism, parameters, wrappingKey, key, aad);
    }

    @Override
    public ObjectHandle unwrapKeyAuthenticated(
            MechanismType mechanism,
            MessageParameters.Aead parameters,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte[] aad) {
        return keys().unwrapMessage(mechanism, parameters, unwrappingKey, wrapped, template, aad);
    }

    @Override
    public ObjectHandle unwrapKey(
            Mechanism mechanism, ObjectHandle unwrappingKey, byte[] wrapped, Template template) {
        return keys().unwrap(mechanism, unwrappingKey, wrapped, template, null);
    }

    @Override
    public ObjectHandle unwrapKeyAuthenticated(
            Mechanism mechanism,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte[] aad) {
        return keys().unwrap(
                        mechanism, unwrappingKey, wrapped, template, Arguments.notNull(aad, AAD));
    }

    @Override
    public ObjectHandle deriveKey(Mechanism mechanism, ObjectHandle baseKey, Template template) {
        return keys().derive(mechanism, baseKey, template);
    }

    @Override
    public Encapsulation encapsulateKey(
            Mechanism mechanism, ObjectHandle publicKey, Template template) {
        return keys().encapsulate(mechanism, publicKey, template);
    }

    @Override
    public ObjectHandle decapsulateKey(
            Mechanism mechanism, ObjectHandle privateKey, Template template, byte[] ciphertext) {
        return keys().decapsulate(mechanism, privateKey, template, ciphertext);
    }

    @Override
    public byte[] generateRandom(int length) {
        return keys().random(length);
    }

    @Override
    public void seedRandom(byte[] seed) {
        keys().seedRandom(seed);
    }

    @Override
    public void close() {
        token.close(this);
    }

    /** Its number and mode. */
    @Override
    public String toString() {
        return "Session[" + handle + ", " + mode + "]";
    }
}
