package io.craton.hsm.cli.key;

import picocli.CommandLine.Command;

/** {@code import pkcs12}. */
@Command(
        name = "pkcs12",
        description =
                "Import the keys and certificates of a PKCS#12 file: the same as 'key import'.")
final class ImportPkcs12Command extends KeyImportCommand {}
