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
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.key.KeyService;
import io.craton.hsm.core.token.login.PinCalls;
import io.craton.hsm.core.token.object.ObjectReads;
import io.craton.hsm.core.token.object.ObjectService;
import io.craton.hsm.core.token.operation.Operations;
import io.craton.hsm.core.token.operation.SavedDigests;
import io.craton.hsm.spi.RefusedCalls;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session. It does nothing itself: it lets calls in and hands them to the service that knows. */
public final class CoreSession implements Session, RefusedCalls {
    private static final String AAD = "the associated data";
    private static final String DATA = "the data";

    private final Caller caller;
    private final SessionOwner owner;
    // Made at first use, perhaps twice: they are alike and have final fields only.
    private @Nullable SessionServices services;

    /**
     * @param caller the session as the services know it
     * @param owner whose it is
     */
    CoreSession(Caller caller, SessionOwner owner) {
        this.caller = caller;
        this.owner = owner;
    }

    /** The session as the services know it. */
    public Caller caller() {
        return caller;
    }

    /** The token. */
    public Token token() {
        return owner.token();
    }

    /** What it is done with. */
    public SessionServices services() {
        SessionServices made = services;
        if (made == null) {
            made = SessionServices.of(caller, owner.token());
            services = made;
        }
        return made;
    }

    /** Digests that the application has saved. */
    public SavedDigests savedDigests() {
        return owner.savedDigests();
    }

    @Override
    public long handle() {
        return caller.session().handle();
    }

    @Override
    public Slot slot() {
        return owner.slot();
    }

    @Override
    public SessionInfo info() {
        caller.enter();
        SessionMode mode = caller.session().mode();
        return new SessionInfo(caller.context().slot(), state(mode), mode);
    }

    private SessionState state(SessionMode mode) {
        boolean rw = mode == SessionMode.READ_WRITE;
        UserType role = caller.application().role();
        if (role == UserType.CKU_SO) {
            return SessionState.CKS_RW_SO_FUNCTIONS;
        }
        if (role == UserType.CKU_USER) {
            return rw ? SessionState.CKS_RW_USER_FUNCTIONS : SessionState.CKS_RO_USER_FUNCTIONS;
        }
        return rw ? SessionState.CKS_RW_PUBLIC_SESSION : SessionState.CKS_RO_PUBLIC_SESSION;
    }

    @Override
    public SessionFunctions functions() {
        caller.enter();
        return caller.session().functions(() -> owner.functions().apply(this));
    }

    @Override
    public void refused(String function, HsmException refusal) {
        caller.enter();
        caller.recorder().refused(function, refusal);
    }

    private PinCalls pins() {
        return services().pins();
    }

    @Override
    public void login(UserType user, char[] pin) {
        pins().login(user, pin);
    }

    @Override
    public void login(UserType user, byte[] pin) {
        pins().login(user, pin);
    }

    @Override
    public void verifyPin(UserType user, char[] pin) {
        pins().verify(user, pin);
    }

    @Override
    public void verifyPin(UserType user, byte[] pin) {
        pins().verify(user, pin);
    }

    @Override
    public void logout() {
        pins().logout();
    }

    @Override
    public void initPin(char[] pin) {
        pins().init(pin);
    }

    @Override
    public void initPin(byte[] pin) {
        pins().init(pin);
    }

    @Override
    public void setPin(char[] oldPin, char[] newPin) {
        pins().set(oldPin, newPin);
    }

    @Override
    public void setPin(byte[] oldPin, byte[] newPin) {
        pins().set(oldPin, newPin);
    }

    @Override
    public void unattended(char[] pin, Consumer<char[]> attempt) {
        pins().unattended(pin, attempt);
    }

    private ObjectService objects() {
        return services().objects();
    }

    private ObjectReads reads() {
        return services().reads();
    }

    private KeyService keys() {
        return services().keys();
    }

    private Operations operations() {
        return services().operations();
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
        return objects().change(changes, asOf);
    }

    @Override
    public TokenChanges changesSince(long number, AttributeType<?>... types) {
        return reads().since(number, types);
    }

    @Override
    public void destroyUnreadable(String uniqueId) {
        objects().destroyUnreadable(uniqueId);
    }

    @Override
    public int endObjects(Collection<ObjectHandle> sessionObjects) {
        return objects().end(sessionObjects);
    }

    @Override
    public long objectSize(ObjectHandle object) {
        return reads().size(object);
    }

    @Override
    public <T> T getAttribute(ObjectHandle object, AttributeType<T> type) {
        return reads().get(object, type);
    }

    @Override
    public Template getAttributes(ObjectHandle object, AttributeType<?>... types) {
        return reads().getReadable(object, types);
    }

    @Override
    public Template describe(ObjectHandle object, AttributeType<?>... types) {
        return reads().describe(object, types);
    }

    @Override
    public void setAttributes(ObjectHandle object, Template changes) {
        objects().set(object, changes);
    }

    @Override
    public List<ObjectHandle> findObjects(Template template) {
        return reads().find(template);
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
    public byte[] sign(Mechanism mechanism, ObjectHandle key, byte[] data) {
        return operations().sign(mechanism, key, Arguments.notNull(data, DATA));
    }

    @Override
    public void verify(Mechanism mechanism, ObjectHandle key, byte[] data, byte[] signature) {
        Arguments.notNull(data, DATA);
        Arguments.notNull(signature, "the signature");
        operations().verify(mechanism, key, data, signature);
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
    public byte[] encrypt(Mechanism mechanism, ObjectHandle key, byte[] data) {
        return operations().encrypt(mechanism, key, Arguments.notNull(data, DATA));
    }

    @Override
    public byte[] decrypt(Mechanism mechanism, ObjectHandle key, byte[] data) {
        return operations().decrypt(mechanism, key, Arguments.notNull(data, DATA));
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
    public byte[] digest(Mechanism mechanism, byte[] data) {
        return operations().digest(mechanism, Arguments.notNull(data, DATA));
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
        return services().random().generate(length);
    }

    @Override
    public void seedRandom(byte[] seed) {
        services().random().seed(seed);
    }

    @Override
    public void close() {
        owner.close().accept(caller);
    }

    /** Its number and mode. */
    @Override
    public String toString() {
        return "Session[" + handle() + ", " + caller.session().mode() + "]";
    }
}
