package io.craton.hsm.cli;

import picocli.CommandLine;

/** The version, from the manifest of the jar. */
public final class Version implements CommandLine.IVersionProvider {
    /** The number, such as {@code 0.10.0}. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Craton HSM for Java " + number()};
    }
}
