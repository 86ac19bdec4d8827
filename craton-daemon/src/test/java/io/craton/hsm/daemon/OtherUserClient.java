package io.craton.hsm.daemon;

import io.craton.hsm.HsmException;
import io.craton.hsm.SessionMode;
import io.craton.hsm.wire.WireFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** A program of another user: says of each call what came of it. */
final class OtherUserClient {
    private OtherUserClient() {}

    /** Its argument is the socket. */
    public static void main(String[] arguments) throws Exception {
        try (TestClient client = TestClient.open(Path.of(arguments[0]))) {
            long session = (Long) client.call(WireFunction.OPEN_SESSION, 0, SessionMode.READ_WRITE);
            say("read", () -> client.call(WireFunction.GET_SESSION_INFO, session));
            say("use", () -> client.call(WireFunction.GENERATE_RANDOM, session, 8));
            byte[] pin = "officer-1".getBytes();
            say("admin", () -> client.call(WireFunction.INIT_TOKEN, 0, pin, "stolen"));
        } catch (IOException e) {
            System.out.println("welcome " + e.getMessage());
        } catch (HsmException e) {
            System.out.println("session " + e.code());
        }
    }

    private static void say(String what, Callable<Object> call) throws Exception {
        try {
            call.call();
            System.out.println(what + " CKR_OK");
        } catch (HsmException e) {
            System.out.println(what + " " + e.code());
        }
    }
}
