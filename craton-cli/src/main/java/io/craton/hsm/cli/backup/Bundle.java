package io.craton.hsm.cli.backup;

import io.craton.hsm.BackupReport;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.provider.key.KeyIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory with all that another host needs to go on: the archive, the configuration without the
 * paths of this host, the public parts of TLS, and the SHA-256 of each.
 */
final class Bundle {
    /** The archive in it. */
    static final String ARCHIVE = "token.backup";

    private static final String CONFIGURATION = "craton_hsm.toml";
    private static final String SUMS = "SHA256SUMS";
    private static final String MANIFEST = "manifest.json";
    private static final int LIMIT = 1 << 24;

    private final Io io;
    private final Path directory;
    private final Map<String, String> sums = new TreeMap<>();

    private Bundle(Io io, Path directory) {
        this.io = io;
        this.directory = directory;
    }

    /**
     * Makes the directory, where the archive then goes.
     *
     * @throws CliException if there is something in it
     */
    static Bundle in(Io io, Path directory) throws IOException {
        if (Files.exists(directory) && !isEmpty(directory)) {
            throw CliException.failed(directory + " is there already; choose another name");
        }
        Files.createDirectories(directory);
        return new Bundle(io, directory);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    /** Where the archive goes. */
    String archive() {
        return directory.resolve(ARCHIVE).toString();
    }

    /**
     * Writes the rest.
     *
     * @param manifest what is said of the backup beside its files
     */
    void complete(HsmConfig config, BackupReport made, Map<String, @Nullable Object> manifest)
            throws IOException {
        sums.put(ARCHIVE, made.sha256());
        write(CONFIGURATION, PortableConfig.toml(config));
        certificates("server", files(config, ConfigKey.DAEMON_TLS_CERT));
        certificates("client-ca", files(config, ConfigKey.DAEMON_TLS_CLIENT_CA));
        lists("client-crl", files(config, ConfigKey.DAEMON_TLS_CLIENT_CRL));
        manifest.put("files", sums);
        write(MANIFEST, Output.toJson(manifest) + "\n");
        String lines =
                sums.entrySet().stream()
                        .map(each -> each.getValue() + "  " + each.getKey() + "\n")
                        .collect(Collectors.joining());
        write(SUMS, lines);
    }

    /** Of a file that may have a private key in it, too, the certificates alone. */
    private void certificates(String name, List<String> files) throws IOException {
        int number = 1;
        for (String file : files) {
            String pem =
                    Pem.decode(DataFile.read(io, file, LIMIT), file).stream()
                            .filter(block -> block.type().equals("CERTIFICATE"))
                            .map(block -> Pem.encode(block.type(), block.der().copy()))
                            .collect(Collectors.joining());
            write(name + "-" + number + ".pem", pem);
            number++;
        }
    }

    private void lists(String name, List<String> files) throws IOException {
        int number = 1;
        for (String file : files) {
            write(name + "-" + number + ".crl", DataFile.read(io, file, LIMIT));
            number++;
        }
    }

    /**
     * The files that a key of the configuration names, one or several, as the daemon finds them.
     */
    private static List<String> files(HsmConfig config, ConfigKey key) {
        Object value = config.get(key);
        List<?> names = value instanceof List<?> several ? several : List.of();
        Path base = config.baseDirectory();
        return (value instanceof String one ? List.of(one) : names)
                .stream().map(name -> base.resolve(String.valueOf(name)).toString()).toList();
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] content) throws IOException {
        String file = directory.resolve(name).toString();
        DataFile.write(io, file, DataFile.Access.PRIVATE, out -> out.write(content));
        sums.put(name, HexFormat.of().formatHex(KeyIds.sha256(content)));
    }
}
