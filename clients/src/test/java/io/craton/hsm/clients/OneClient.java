package io.craton.hsm.clients;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tries the clients whose programs are named, by hand; their directories stay. */
final class OneClient {
    private OneClient() {}

    public static void main(String[] programs) throws Exception {
        List<String> named = List.of(programs);
        for (Client client : Clients.ALL) {
            if (named.contains(client.program())) {
                attempt(client);
            }
        }
        System.exit(0);
    }

    private static void attempt(Client client) throws Exception {
        Path directory = Files.createTempDirectory("trial-" + client.program());
        long start = System.nanoTime();
        System.out.println(client + " in " + directory);
        try {
            System.out.println(client + ": " + Trial.run(client, directory));
        } catch (Exception | AssertionError e) {
            e.printStackTrace();
        }
        System.out.println((System.nanoTime() - start) / 1_000_000 + " ms");
    }
}
