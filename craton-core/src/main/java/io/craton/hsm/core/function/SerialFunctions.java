package io.craton.hsm.core.function;

import io.craton.hsm.OperationKind;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.context.ActiveFunctions;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lets the calls of a session in, one after the other, and ends what is active when the user has
 * logged out. The lock guards everything that is active.
 */
abstract class SerialFunctions implements ActiveFunctions {
    final CoreSession session;
    private final ReentrantLock lock = new ReentrantLock();
    final Active<FindOperation> finding = new Active<>(OperationKind.FIND_OBJECTS);
    final CipherCalls encryption = new CipherCalls(OperationKind.ENCRYPT);
    final CipherCalls decryption = new CipherCalls(OperationKind.DECRYPT);
    final MessageCalls messageEncryption;
    final MessageCalls messageDecryption;
    final DigestCalls digests;
    final SignCalls signatures;
    final VerifyCalls verifications;
    final DualCalls dual;
    final AttributeCalls attributes;
    // Set when everything that is active has to end and another thread is in a call.
    private volatile boolean cancelled;

    SerialFunctions(CoreSession session) {
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

    final Stream<Active<?>> all() {
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

    final <T> T in(Supplier<T> call) {
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

    final void run(Runnable call) {
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
    public final void cancelAll() {
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
}
