package io.craton.hsm.core.token;

import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.key.KeyService;
import io.craton.hsm.core.token.key.RandomService;
import io.craton.hsm.core.token.login.PinCalls;
import io.craton.hsm.core.token.object.ObjectReads;
import io.craton.hsm.core.token.object.ObjectService;
import io.craton.hsm.core.token.object.OfficerKeys;
import io.craton.hsm.core.token.operation.Operations;

/**
 * What a session hands its calls to.
 *
 * @param pins logins and PINs
 * @param objects new, changed and destroyed objects
 * @param reads searches and attributes
 * @param keys what is done with keys in one call
 * @param random the random generator
 * @param operations what takes several calls
 */
public record SessionServices(
        PinCalls pins,
        ObjectService objects,
        ObjectReads reads,
        KeyService keys,
        RandomService random,
        Operations operations) {

    static SessionServices of(Caller caller, Token token) {
        OfficerKeys officerKeys = new OfficerKeys(caller, token.objects(), token.logins());
        PinCalls pins = new PinCalls(caller, token.logins(), token.pins(), token.unattended());
        return new SessionServices(
                pins,
                new ObjectService(caller, token.objects(), officerKeys),
                new ObjectReads(caller, officerKeys),
                new KeyService(caller, token.objects()),
                new RandomService(caller),
                new Operations(caller, pins));
    }
}
