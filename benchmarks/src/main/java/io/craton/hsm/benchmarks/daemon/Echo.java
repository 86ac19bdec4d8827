package io.craton.hsm.benchmarks.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A bare echo in another process, and its clients. */
final class Echo implements Party {
    private final ServerProcess server;
    private final List<EchoClient> clients = new ArrayList<>();

    private Echo(ServerProcess server) {
        this.server = server;
    }

    /** Starts it, and connects so many clients. */
    static Echo start(Path directory, int clients) throws IOException {
        Path socket = directory.resolve("echo.sock");
        Echo echo =
                new Echo(
                        ServerProcess.start(
                                directory, EchoServer.class.getName(), socket.toString()));
        for (int i = 0; i < clients; i++) {
            echo.clients.add(new EchoClient(socket));
        }
        return echo;
    }

    @Override
    public List<Runnable> callers(ServedCall call, int wanted) {
        return clients.stream().limit(wanted).map(call::of).toList();
    }

    @Override
    public ServerProcess server() {
        return server;
    }

    @Override
    public void close() {
        clients.forEach(EchoClient::close);
        server.close();
    }
}
