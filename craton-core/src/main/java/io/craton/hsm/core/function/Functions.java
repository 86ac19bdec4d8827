package io.craton.hsm.core.function;

import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeRequest;
import io.craton.hsm.Encapsulation;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.key.KeyService;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The functions of the standard on one session: hands each call to the family that knows. */
public final class Functions extends MessageFunctions {
    /**
     * @param session the session
     */
    public Functions(CoreSession session) {
        super(session);
    }

    @Override
    public byte[] getOperationState() {
        return in(this::savedDigest);
    }

    private byte[] savedDigest() {
        if (all().anyMatch(this::isUnsaveable)) {
            throw new HsmException(
                    ReturnCode.CKR_STATE_UNSAVEABLE, "only the state of a digest alone is saved");
        }
        return digests.save(session.savedDigests());
    }

    // A search is no cryptographic operation.
    private boolean isUnsaveable(Active<?> each) {
        return each != digests.active() && each != finding && each.operation() != null;
    }

    @Override
    public void setOperationState(
            byte[] state,
            @Nullable ObjectHandle encryptionKey,
            @Nullable ObjectHandle authenticationKey) {
        run(() -> restoreDigest(state, encryptionKey != null || authenticationKey != null));
    }

    private void restoreDigest(byte[] state, boolean withKey) {
        Arguments.notNull(state, "the state");
        if (withKey) {
            throw new HsmException(ReturnCode.CKR_KEY_NOT_NEEDED, "a digest needs no key");
        }
        digests.restore(session.savedDigests(), state);
    }

    @Override
    public void login(UserType user, byte[] pin) {
        Arguments.notNull(user, "the user");
        Arguments.notNull(pin, "the PIN");
        if (user == UserType.CKU_CONTEXT_SPECIFIC) {
            run(() -> ContextLogin.login(session, waiting(), pin));
        } else {
            session.login(user, pin);
        }
    }

    /** What may wait for a login of its own. */
    private Stream<?> waiting() {
        return Stream.concat(all().map(Active::operation), signatures.nextMessage());
    }

    @Override
    public void loginUser(UserType user, byte[] pin, byte[] userName) {
        session.caller().enter();
        Arguments.notNull(user, "the user");
        Arguments.notNull(pin, "the PIN");
        if (Arguments.notNull(userName, "the user name").length > 0) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "the users of this token have no names");
        }
        login(user, pin);
    }

    @Override
    public void sessionCancel(Set<OperationKind> kinds) {
        Set<OperationKind> wanted = EnumSet.noneOf(OperationKind.class);
        wanted.addAll(Arguments.noneNull(kinds, "the kinds"));
        run(() -> end(wanted));
    }

    private void end(Set<OperationKind> kinds) {
        all().filter(each -> kinds.contains(each.kind())).forEach(Active::end);
    }

    @Override
    public long getSessionValidationFlags(long type) {
        return in(() -> 0L);
    }

    @Override
    public void getFunctionStatus() {
        notParallel();
    }

    @Override
    public void cancelFunction() {
        notParallel();
    }

    private void notParallel() {
        session.caller().enter();
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_PARALLEL, "no function runs in parallel in a session");
    }

    @Override
    public void async() {
        session.caller().enter();
        throw new HsmException(
                ReturnCode.CKR_SESSION_ASYNC_NOT_SUPPORTED,
                "this module has no asynchronous sessions");
    }

    @Override
    public ReturnCode getAttributeValue(
            ObjectHandle object, List<AttributeRequest> template, AttributeCodec form) {
        return in(() -> attributes.get(object, template, form));
    }

    @Override
    public void findObjectsInit(Template template) {
        Supplier<FindOperation> starter = () -> found(template);
        run(() -> finding.start(starter));
    }

    @Override
    public void findObjectsInit(byte[] template, AttributeCodec form) {
        Supplier<FindOperation> starter = () -> found(template, form);
        run(() -> finding.start(starter));
    }

    private FindOperation found(Template template) {
        return new FindOperation(session.findObjects(template));
    }

    private FindOperation found(byte[] template, AttributeCodec form) {
        return new FindOperation(session.services().reads().find(template, form));
    }

    @Override
    public List<ObjectHandle> findObjects(int max) {
        return in(() -> next(max));
    }

    // A search has no result that an error could spoil: it goes on.
    private List<ObjectHandle> next(int max) {
        FindOperation operation = finding.required();
        if (max < 0) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "a number of objects is not negative");
        }
        return operation.next(max);
    }

    @Override
    public void findObjectsFinal() {
        run(
                () -> {
                    finding.required();
                    finding.end();
                });
    }

    @Override
    public int wrapKey(
            Mechanism mechanism,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            @Nullable ByteBuffer out) {
        return in(() -> give(session.wrapKey(mechanism, wrappingKey, key), out));
    }

    @Override
    public int wrapKeyAuthenticated(
            Mechanism mechanism,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte[] aad,
            @Nullable ByteBuffer out) {
        return in(() -> give(session.wrapKeyAuthenticated(mechanism, wrappingKey, key, aad), out));
    }

    @Override
    public int wrapKeyAuthenticated(
            MechanismType mechanism,
            MessageParameters.Aead parameters,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte[] aad,
            @Nullable ByteBuffer out) {
        return in(() -> wrapMessage(mechanism, parameters, wrappingKey, key, aad, out));
    }

    /** The caller's parameters are filled in only with the result. */
    private int wrapMessage(
            MechanismType mechanism,
            MessageParameters.Aead parameters,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte[] aad,
            @Nullable ByteBuffer out) {
        Arguments.notNull(parameters, "the parameter");
        MessageParameters.Aead made =
                new MessageParameters.Aead(
                        parameters.iv().clone(),
                        parameters.fixedBits(),
                        parameters.generator(),
                        parameters.tag().clone());
        byte[] wrapped = session.wrapKeyAuthenticated(mechanism, made, wrappingKey, key, aad);
        int length = give(wrapped, out);
        if (out != null) {
            System.arraycopy(made.iv(), 0, parameters.iv(), 0, made.iv().length);
            System.arraycopy(made.tag(), 0, parameters.tag(), 0, made.tag().length);
        }
        return length;
    }

    @Override
    public EncapsulatedKey encapsulateKey(
            Mechanism mechanism,
            ObjectHandle publicKey,
            Template template,
            @Nullable ByteBuffer out) {
        return in(() -> encapsulated(mechanism, publicKey, template, out));
    }

    private EncapsulatedKey encapsulated(
            Mechanism mechanism,
            ObjectHandle publicKey,
            Template template,
            @Nullable ByteBuffer out) {
        Arguments.notNull(template, "the template");
        KeyService keys = session.services().keys();
        if (out == null) {
            return new EncapsulatedKey(keys.ciphertextLength(mechanism, publicKey), null);
        }
        Encapsulation made = keys.encapsulate(mechanism, publicKey, template, out.remaining());
        out.put(made.ciphertext());
        return new EncapsulatedKey(made.ciphertext().length, made.key());
    }

    private static int give(byte[] wrapped, @Nullable ByteBuffer out) {
        if (out != null) {
            if (out.remaining() < wrapped.length) {
                throw Active.tooSmall(wrapped.length);
            }
            out.put(wrapped);
        }
        int length = wrapped.length;
        Arrays.fill(wrapped, (byte) 0);
        return length;
    }
}
