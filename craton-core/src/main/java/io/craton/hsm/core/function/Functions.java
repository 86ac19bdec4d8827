package io.craton.hsm.core.function;

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
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.context.ActiveFunctions;
import io.craton.hsm.Arguments;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the standard on one session: lets each call in, one after the other, and hands
 * it to the family that knows. The lock guards everything that is active.
 */
public final class Functions implements ActiveFunctions {
    private final CoreSession session;
    private final ReentrantLock lock = new ReentrantLock();
    private final Active<FindOperation> finding = new Active<>(OperationKind.FIND_OBJECTS);
    private final CipherCalls encryption = new CipherCalls(OperationKind.ENCRYPT);
    private final CipherCalls decryption = new CipherCalls(OperationKind.DECRYPT);
    private final MessageCalls messageEncryption;
    private final MessageCalls messageDecryption;
    private final DigestCalls digests;
    private final SignCalls signatures;
    private final VerifyCalls verifications;
    private final DualCalls dual;
    private final AttributeCalls attributes;
    // Set when everything that is active has to end and another thread is in a call.
    private volatile boolean cancelled;

    /**
     * @param session the session
     */
    public Functions(CoreSession session) {
        this.session = session;
        this.messageEncryption =
                new MessageCalls(session, Use.MESSAGE_ENCRYPT, OperationKind.MESSAGE_ENCRYPT);
        this.messageDecryption =
                new MessageCalls(session, Use.MESSAGE_DECRYPT, OperationKind.MESSAGE_DECRYPT);
        this.digests = new DigestCalls(session);
        this.signatures = new SignCalls(session);
        this.verifications = new VerifyCalls(session);
        this.dual = new DualCalls(encryption, decryption, digests, signatures, verifications);
        this.attributes = new AttributeCalls(session);
    }

    private Stream<Active<?>> all() {
        return Stream.of(
                finding,
                encryption.active(),
                decryption.active(),
                messageEncryption.active(),
                messageDecryption.active(),
                digests.active(),
                signatures.signing(),
                signatures.recovering(),
                signatures.messages(),
                verifications.verifying(),
                verifications.recovering(),
                verifications.messages());
    }

    private <T> T in(Supplier<T> call) {
        session.caller().enter();
        lock.lock();
        try {
            endIfCancelled();
            return call.get();
        } finally {
            endIfCancelled();
            lock.unlock();
        }
    }

    private void run(Runnable call) {
        in(
                () -> {
                    call.run();
                    return true;
                });
    }

    private void endIfCancelled() {
        if (cancelled) {
            cancelled = false;
            all().forEach(Active::end);
        }
    }

    @Override
    public void cancelAll() {
        cancelled = true;
        // A thread that is in a call ends everything when it leaves.
        if (lock.tryLock()) {
            try {
                endIfCancelled();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public byte[] getOperationState() {
        return in(
                () -> {
                    // A search is no cryptographic operation.
                    boolean others =
                            all().anyMatch(
                                            each ->
                                                    each != digests.active()
                                                            && each != finding
                                                            && each.operation() != null);
                    if (others) {
                        throw new HsmException(
                                ReturnCode.CKR_STATE_UNSAVEABLE,
                                "only the state of a digest alone is saved");
                    }
                    return digests.save(session.savedDigests());
                });
    }

    @Override
    public void setOperationState(
            byte[] state,
            @Nullable ObjectHandle encryptionKey,
            @Nullable ObjectHandle authenticationKey) {
        run(
                () -> {
                    Arguments.notNull(state, "the state");
                    if (encryptionKey != null || authenticationKey != null) {
                        throw new HsmException(
                                ReturnCode.CKR_KEY_NOT_NEEDED, "a digest needs no key");
                    }
                    digests.restore(session.savedDigests(), state);
                });
    }

    @Override
    public void login(UserType user, byte[] pin) {
        Arguments.notNull(user, "the user");
        Arguments.notNull(pin, "the PIN");
        if (user == UserType.CKU_CONTEXT_SPECIFIC) {
            run(
                    () ->
                            ContextLogin.login(
                                    session,
                                    Stream.concat(
                                            all().map(Active::operation), signatures.nextMessage()),
                                    pin));
        } else {
            session.login(user, pin);
        }
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
        run(() -> all().filter(each -> wanted.contains(each.kind())).forEach(Active::end));
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
        run(() -> finding.start(() -> new FindOperation(session.findObjects(template))));
    }

    @Override
    public void findObjectsInit(byte[] template, AttributeCodec form) {
        run(
                () ->
                        finding.start(
                                () ->
                                        new FindOperation(
                                                session.services().reads().find(template, form))));
    }

    @Override
    public List<ObjectHandle> findObjects(int max) {
        return in(
                () -> {
                    // A search has no result that an error could spoil: it goes on.
                    FindOperation operation = finding.required();
                    if (max < 0) {
                        throw new HsmException(
                                ReturnCode.CKR_ARGUMENTS_BAD,
                                "a number of objects is not negative");
                    }
                    return operation.next(max);
                });
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
    public void encryptInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(
                () ->
                        encryption.init(
                                mechanism,
                                () ->
                                        session.services()
                                                .operations()
                                                .encrypt(
                                                        SignCalls.started(mechanism),
                                                        SignCalls.key(key))));
    }

    @Override
    public int encrypt(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> encryption.whole(data, out));
    }

    @Override
    public int encryptUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> encryption.update(data, out));
    }

    @Override
    public int encryptFinal(@Nullable ByteBuffer out) {
        return in(() -> encryption.finish(out));
    }

    @Override
    public byte[] encryptionIv() {
        return in(() -> encryption.active().required().iv());
    }

    @Override
    public void decryptInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(
                () ->
                        decryption.init(
                                mechanism,
                                () ->
                                        session.services()
                                                .operations()
                                                .decrypt(
                                                        SignCalls.started(mechanism),
                                                        SignCalls.key(key))));
    }

    @Override
    public int decrypt(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> decryption.whole(data, out));
    }

    @Override
    public int decryptUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> decryption.update(data, out));
    }

    @Override
    public int decryptFinal(@Nullable ByteBuffer out) {
        return in(() -> decryption.finish(out));
    }

    @Override
    public void messageEncryptInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> messageEncryption.init(mechanism, key));
    }

    @Override
    public int encryptMessage(
            MessageParameters parameters, byte[] aad, byte[] data, @Nullable ByteBuffer out) {
        return in(() -> messageEncryption.whole(parameters, aad, data, out));
    }

    @Override
    public void encryptMessageBegin(MessageParameters parameters, byte[] aad) {
        run(() -> messageEncryption.begin(parameters, aad));
    }

    @Override
    public int encryptMessageNext(
            MessageParameters parameters, byte[] data, @Nullable ByteBuffer out, boolean end) {
        return in(() -> messageEncryption.next(parameters, data, out, end));
    }

    @Override
    public void messageEncryptFinal() {
        run(messageEncryption::finish);
    }

    @Override
    public void messageDecryptInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> messageDecryption.init(mechanism, key));
    }

    @Override
    public int decryptMessage(
            MessageParameters parameters, byte[] aad, byte[] data, @Nullable ByteBuffer out) {
        return in(() -> messageDecryption.whole(parameters, aad, data, out));
    }

    @Override
    public void decryptMessageBegin(MessageParameters parameters, byte[] aad) {
        run(() -> messageDecryption.begin(parameters, aad));
    }

    @Override
    public int decryptMessageNext(
            MessageParameters parameters, byte[] data, @Nullable ByteBuffer out, boolean end) {
        return in(() -> messageDecryption.next(parameters, data, out, end));
    }

    @Override
    public void messageDecryptFinal() {
        run(messageDecryption::finish);
    }

    @Override
    public void digestInit(@Nullable Mechanism mechanism) {
        run(() -> digests.init(mechanism));
    }

    @Override
    public int digest(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> digests.whole(data, out));
    }

    @Override
    public void digestUpdate(byte[] data) {
        run(() -> digests.update(data));
    }

    @Override
    public void digestKey(ObjectHandle key) {
        run(() -> digests.key(key));
    }

    @Override
    public int digestFinal(@Nullable ByteBuffer out) {
        return in(() -> digests.finish(out));
    }

    @Override
    public void signInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> signatures.init(mechanism, key));
    }

    @Override
    public int sign(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> signatures.whole(data, out));
    }

    @Override
    public void signUpdate(byte[] data) {
        run(() -> signatures.update(data));
    }

    @Override
    public int signFinal(@Nullable ByteBuffer out) {
        return in(() -> signatures.finish(out));
    }

    @Override
    public void signRecoverInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> signatures.recoverInit(mechanism, key));
    }

    @Override
    public int signRecover(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> signatures.recover(data, out));
    }

    @Override
    public void verifyInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> verifications.init(mechanism, key, null));
    }

    @Override
    public void verify(byte[] data, byte[] signature) {
        run(() -> verifications.whole(data, signature, false));
    }

    @Override
    public void verifyUpdate(byte[] data) {
        run(() -> verifications.update(data, false));
    }

    @Override
    public void verifyFinal(byte[] signature) {
        run(() -> verifications.finish(signature, false));
    }

    @Override
    public void verifyRecoverInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> verifications.recoverInit(mechanism, key));
    }

    @Override
    public int verifyRecover(byte[] signature, @Nullable ByteBuffer out) {
        return in(() -> verifications.recover(signature, out));
    }

    @Override
    public void verifySignatureInit(
            @Nullable Mechanism mechanism,
            @Nullable ObjectHandle key,
            byte @Nullable [] signature) {
        run(
                () -> {
                    if (mechanism != null) {
                        Arguments.notNull(signature, "the signature");
                    }
                    verifications.init(mechanism, key, signature);
                });
    }

    @Override
    public void verifySignature(byte[] data) {
        run(() -> verifications.whole(data, null, true));
    }

    @Override
    public void verifySignatureUpdate(byte[] data) {
        run(() -> verifications.update(data, true));
    }

    @Override
    public void verifySignatureFinal() {
        run(() -> verifications.finish(null, true));
    }

    @Override
    public void messageSignInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> signatures.messageInit(mechanism, key));
    }

    @Override
    public int signMessage(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> signatures.message(data, out));
    }

    @Override
    public void signMessageBegin() {
        run(signatures::messageBegin);
    }

    @Override
    public void signMessageNext(byte[] data) {
        run(() -> signatures.messageNext(data));
    }

    @Override
    public int signMessageEnd(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> signatures.messageEnd(data, out));
    }

    @Override
    public void messageSignFinal() {
        run(signatures::messageFinish);
    }

    @Override
    public void messageVerifyInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> verifications.messageInit(mechanism, key));
    }

    @Override
    public void verifyMessage(byte[] data, byte[] signature) {
        run(() -> verifications.message(data, signature));
    }

    @Override
    public void verifyMessageBegin() {
        run(verifications::messageBegin);
    }

    @Override
    public void verifyMessageNext(byte[] data) {
        run(() -> verifications.messageNext(data));
    }

    @Override
    public void verifyMessageEnd(byte[] data, byte[] signature) {
        run(() -> verifications.messageEnd(data, signature));
    }

    @Override
    public void messageVerifyFinal() {
        run(verifications::messageFinish);
    }

    @Override
    public int digestEncryptUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> dual.digestEncrypt(data, out));
    }

    @Override
    public int decryptDigestUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> dual.decryptDigest(data, out));
    }

    @Override
    public int signEncryptUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> dual.signEncrypt(data, out));
    }

    @Override
    public int decryptVerifyUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> dual.decryptVerify(data, out));
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
        return in(
                () -> {
                    Arguments.notNull(parameters, "the parameter");
                    MessageParameters.Aead made =
                            new MessageParameters.Aead(
                                    parameters.iv().clone(),
                                    parameters.fixedBits(),
                                    parameters.generator(),
                                    parameters.tag().clone());
                    byte[] wrapped =
                            session.wrapKeyAuthenticated(mechanism, made, wrappingKey, key, aad);
                    int length = give(wrapped, out);
                    if (out != null) {
                        System.arraycopy(made.iv(), 0, parameters.iv(), 0, made.iv().length);
                        System.arraycopy(made.tag(), 0, parameters.tag(), 0, made.tag().length);
                    }
                    return length;
                });
    }

    @Override
    public EncapsulatedKey encapsulateKey(
            Mechanism mechanism,
            ObjectHandle publicKey,
            Template template,
            @Nullable ByteBuffer out) {
        return in(
                () -> {
                    Arguments.notNull(template, "the template");
                    if (out == null) {
                        return new EncapsulatedKey(
                                session.services().keys().ciphertextLength(mechanism, publicKey),
                                null);
                    }
                    Encapsulation made =
                            session.services()
                                    .keys()
                                    .encapsulate(mechanism, publicKey, template, out.remaining());
                    out.put(made.ciphertext());
                    return new EncapsulatedKey(made.ciphertext().length, made.key());
                });
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
