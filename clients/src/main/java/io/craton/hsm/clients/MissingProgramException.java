package io.craton.hsm.clients;

import java.util.Map;

/** A program of this machine is not installed: the trial is left out, and says so. */
public final class MissingProgramException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The packages of Debian that are not called as the program is. */
    private static final Map<String, String> PACKAGES =
            Map.of(
                    "gpg", "gnupg",
                    "initdb", "postgresql",
                    "mariadb", "mariadb-client-core",
                    "mariadb-install-db", "mariadb-server-core",
                    "mariadbd", "mariadb-server-core",
                    "psql", "postgresql-client",
                    "ssh", "openssh-client",
                    "ssh-keygen", "openssh-client");

    private final String program;

    /** By its name. */
    public MissingProgramException(String program, Throwable cause) {
        super(program + " is not installed", cause);
        this.program = program;
    }

    /** Its name, and that of the package which has it. */
    public String program() {
        return program + ", of the package " + PACKAGES.getOrDefault(program, program) + ",";
    }
}
