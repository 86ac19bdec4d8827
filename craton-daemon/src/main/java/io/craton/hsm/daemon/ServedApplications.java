package io.craton.hsm.daemon;

import io.craton.hsm.ApplicationIdentity;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The applications of a daemon, by the secret that another connection joins one with. */
final class ServedApplications {
    private final Hsm module;
    private final Quota sessions;
    private final Map<ByteBuffer, ServedApplication> all = new ConcurrentHashMap<>();
    private final AtomicLong begun = new AtomicLong();

    /**
     * @param module what is served
     * @param sessions how many a user may have
     */
    ServedApplications(Hsm module, Quota sessions) {
        this.module = module;
        this.sessions = sessions;
    }

    /**
     * An application and what it is joined with.
     *
     * @param secret 16 bytes
     * @param application the application
     */
    record Begun(ByteBuffer secret, ServedApplication application) {}

    /**
     * Begins one.
     *
     * @param peer where its calls come from, for the audit log
     */
    Begun begin(ClientIdentity client, String peer) {
        UUID random = UUID.randomUUID();
        ByteBuffer secret = ByteBuffer.allocate(16);
        secret.putLong(random.getMostSignificantBits()).putLong(random.getLeastSignificantBits());
        // The audit log gets a name that is no secret.
        String name = HexFormat.of().toHexDigits(begun.incrementAndGet());
        ApplicationIdentity identity = new ApplicationIdentity(name, client.client(), peer);
        ServedApplication application =
                new ServedApplication(client, module.newApplication(identity), sessions);
        all.put(secret.flip(), application);
        return new Begun(secret, application);
    }

    /**
     * One more connection of an application.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if the client has no such application
     */
    ServedApplication join(ClientIdentity client, byte[] secret) {
        ServedApplication found = all.get(ByteBuffer.wrap(secret));
        if (found == null || !found.client().equals(client) || !found.join()) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "there is no such application of this client; begin one with C_Initialize");
        }
        return found;
    }

    /** A connection is gone; its application ends with the last one. */
    void leave(ServedApplication application) {
        if (application.leave()) {
            end(application);
        }
    }

    /** How many there are. */
    int count() {
        return all.size();
    }

    /** How many sessions all of them have opened. */
    int sessions() {
        return all.values().stream().mapToInt(each -> each.handles().sessions()).sum();
    }

    /** Ends an application. */
    void end(ServedApplication application) {
        all.values().remove(application);
        try {
            application.hsm().close();
        } finally {
            application.handles().end();
        }
    }
}
