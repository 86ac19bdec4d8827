package io.craton.hsm.cli.crypto;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.cli.command.TerminalOption;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.TokenObject;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code encrypt} and {@code decrypt}. */
final class CipherOptions {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Option(
            names = "--mechanism",
            paramLabel = "NAME",
            description = "The JCA name, such as AES/GCM/NoPadding; by default what suits the key.")
    private @Nullable String mechanism;

    @Option(
            names = "--iv",
            paramLabel = "HEX",
            description =
                    "The initialisation vector, which is not in the file then. Without it, the file begins with it.")
    private @Nullable String iv;

    @Option(
            names = "--aad",
            paramLabel = "HEX",
            description = "Data that is authenticated beside the file.")
    private @Nullable String aad;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description = "What to read; - is standard input.")
    private String input = "";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "Where to; - is standard output.")
    private String output = "";

    @Mixin private TerminalOption terminal = new TerminalOption();

    ObjectSelector selector() {
        return selector;
    }

    String input() {
        return input;
    }

    String output() {
        return output;
    }

    boolean force() {
        return terminal.isForced();
    }

    byte @Nullable [] iv() {
        return iv == null ? null : hex("--iv", iv);
    }

    byte[] aad() {
        return aad == null ? new byte[0] : hex("--aad", aad);
    }

    /**
     * The algorithm that was asked for, or else the usual one of the key; the key and the options
     * suit it.
     */
    CipherAlgorithm algorithm(TokenObject key) {
        KeyType type = key.attributes().get(AttributeType.CKA_KEY_TYPE, KeyType.CKK_GENERIC_SECRET);
        CipherAlgorithm algorithm =
                mechanism == null
                        ? CipherAlgorithm.usual(type, key.label())
                        : CipherAlgorithm.of(mechanism);
        if (algorithm.keyType() != type) {
            String with = " does not work with the key '" + key.label() + "'";
            throw CliException.failed(algorithm.name() + with + ", which is of type " + key.kind());
        }
        if (aad != null && !algorithm.authenticated()) {
            throw CliException.usage(algorithm.name() + " does not authenticate; leave --aad out");
        }
        byte[] given = iv();
        if (given != null && given.length != algorithm.ivLength()) {
            int length = algorithm.ivLength();
            String takes = length == 0 ? "no --iv" : "an --iv of " + length + " bytes";
            throw CliException.usage(algorithm.name() + " takes " + takes);
        }
        return algorithm;
    }

    /** Whether data that are longer than a chunk go into chunks. */
    boolean chunksAllowed(CipherAlgorithm algorithm) {
        return algorithm.tokenMakesIv() && mechanism == null && iv == null && aad == null;
    }

    /** What is said of data that was encrypted or decrypted. */
    Map<String, @Nullable Object> report(
            TokenObject key, CipherAlgorithm algorithm, String format) {
        return Output.object(
                "key",
                key.label(),
                "mechanism",
                algorithm.name(),
                "format",
                format,
                "output",
                output);
    }

    /** Refuses what has nothing to do with a file of chunks. */
    void checkChunks(CipherAlgorithm algorithm, FileHeader header) {
        if (!algorithm.tokenMakesIv()) {
            String under = " was encrypted in chunks under an AES key, the one with the unique id ";
            throw CliException.failed(input + under + header.key());
        }
        if (aad != null) {
            throw CliException.usage(input + " was encrypted in chunks; leave --aad out");
        }
    }

    private static byte[] hex(String option, String digits) {
        try {
            return HexFormat.of().parseHex(digits.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw CliException.usage(option + " takes an even number of hexadecimal digits");
        }
    }
}
