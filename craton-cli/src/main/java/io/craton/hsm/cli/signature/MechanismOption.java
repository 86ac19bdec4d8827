package io.craton.hsm.cli.signature;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.cli.object.TokenObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that sign or verify. */
public final class MechanismOption {
    @Option(
            names = "--mechanism",
            paramLabel = "NAME",
            description = "The JCA name, such as SHA256withRSA; by default what suits the key.")
    private @Nullable String name;

    /**
     * The algorithm that was asked for, or else the usual one of the key; the key suits it.
     *
     * @throws io.craton.hsm.cli.error.CliException if there is none of that name, or none for the
     *     key
     */
    public SignatureAlgorithm algorithm(TokenObject key) {
        SignatureAlgorithm algorithm =
                name == null ? SignatureAlgorithm.usual(key.kind()) : SignatureAlgorithm.of(name);
        KeyType type = key.attributes().get(AttributeType.CKA_KEY_TYPE);
        if (type != null) {
            algorithm.check(type, key.kind(), key.label());
        }
        return algorithm;
    }
}
