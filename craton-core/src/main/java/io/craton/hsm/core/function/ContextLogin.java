package io.craton.hsm.core.function;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.operation.Operation;
import java.util.List;
import java.util.stream.Stream;

/** Logins for the operations whose keys have {@code CKA_ALWAYS_AUTHENTICATE}. */
final class ContextLogin {
    private ContextLogin() {}

    static void login(CoreSession session, Stream<?> active, byte[] pin) {
        List<Operation> waiting =
                active.filter(Operation.class::isInstance)
                        .map(Operation.class::cast)
                        .filter(Operation::needsLogin)
                        .toList();
        if (waiting.isEmpty()) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    "no active operation waits for a login of its own");
        }
        session.services().pins().verifyUser(pin);
        waiting.forEach(Operation::authenticated);
    }
}
