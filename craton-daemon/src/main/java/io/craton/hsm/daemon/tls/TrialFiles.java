package io.craton.hsm.daemon.tls;

import java.util.List;

/** The commands that make an authority, certificates and a revocation list to try the door with. */
public final class TrialFiles {
    private static final List<String> COMMANDS =
            List.of(
                    "mkdir -m 700 tls && cd tls && umask 077",
                    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
                            + " -subj '/CN=Trial authority' -keyout ca.key -out ca.pem",
                    "printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\\nextendedKeyUsage=serverAuth\\n'"
                            + " > server.ext",
                    "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
                            + " -subj '/CN=localhost' -keyout server.key -out server.csr",
                    "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial"
                            + " -days 30 -extfile server.ext -out server.pem",
                    "printf 'extendedKeyUsage=clientAuth\\n' > client.ext",
                    "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
                            + " -subj '/CN=client' -keyout client.key -out client.csr",
                    "openssl x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial"
                            + " -days 30 -extfile client.ext -out client.pem");

    private TrialFiles() {}

    /** One a line, for a shell, in the directory of the configuration. */
    public static List<String> commands() {
        return COMMANDS;
    }

    /** What to write into the configuration then. */
    public static String configuration() {
        return """
               tls_cert = "tls/server.pem"
               tls_key = "tls/server.key"
               tls_client_ca = "tls/ca.pem"
               """;
    }

    /** How to make them and what to write, for people. */
    public static String advice() {
        return "To try it, make files in the directory of the configuration with\n"
                + String.join("\n", COMMANDS)
                + "\nand write below [daemon]\n"
                + configuration();
    }
}
