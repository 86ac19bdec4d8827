package io.craton.hsm.core;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.fixture.MemoryStores;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import java.util.HexFormat;

/**
 * What the embedded JVM of {@code fork.c} does: in the parent, in the child, in the parent again.
 */
public final class ForkScenario {
    private static Hsm hsm;
    private static Session session;

    private ForkScenario() {}

    /** Opens the module, logs in and draws. */
    public static String before() {
        hsm = open(new RecordedAudit());
        hsm.slot(0).initToken("12345678".toCharArray(), "Fork");
        session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_SO, "12345678".toCharArray());
        session.initPin("87654321".toCharArray());
        session.logout();
        session.login(UserType.CKU_USER, "87654321".toCharArray());
        return random();
    }

    /** Calls the inherited module; then, if asked to, opens one of its own. */
    public static String child() {
        String answer =
                codeOf(() -> hsm.slots())
                        + " "
                        + codeOf(ForkScenario::random)
                        + " "
                        + codeOf(() -> session.info());
        if (Boolean.getBoolean("reopen")) {
            RecordedAudit audit = new RecordedAudit();
            try (Hsm own = open(audit)) {
                own.slot(0).initToken("12345678".toCharArray(), "Child");
                try (Session inChild = own.slot(0).openSession(SessionMode.READ_WRITE)) {
                    answer += " reopened " + HexFormat.of().formatHex(inChild.generateRandom(16));
                }
                answer += " " + codeOf(() -> session.info());
            }
            answer += " recorded " + audit.of(AuditEvent.FORK_DETECTED).size();
        }
        // Closing what was inherited must not touch what the parent uses.
        hsm.close();
        return answer;
    }

    /** Goes on as if nothing had happened. */
    public static String after() {
        String answer = random() + " " + session.info().state();
        session.logout();
        hsm.close();
        return answer;
    }

    private static Hsm open(RecordedAudit audit) {
        return new Assembly(HsmConfig.defaults()).stores(new MemoryStores()).audits(audit).open();
    }

    private static String random() {
        return HexFormat.of().formatHex(session.generateRandom(16));
    }

    private static String codeOf(Runnable call) {
        try {
            call.run();
            return "CKR_OK";
        } catch (HsmException e) {
            return e.code().name();
        }
    }
}
