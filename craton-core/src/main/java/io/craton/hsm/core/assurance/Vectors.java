package io.craton.hsm.core.assurance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The published vectors of the self-tests, from {@code self-test-vectors.txt}. Immutable. */
final class Vectors {
    private static final String FILE = "self-test-vectors.txt";

    // Read once; two readers at once read the same.
    private static volatile @Nullable Vectors read;

    private final Map<String, String> hex;

    private Vectors(Map<String, String> hex) {
        this.hex = hex;
    }

    static Vectors load() {
        Vectors vectors = read;
        if (vectors == null) {
            vectors = read();
            read = vectors;
        }
        return vectors;
    }

    private static Vectors read() {
        Map<String, String> hex = new HashMap<>();
        try (InputStream in = Vectors.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing from the jar");
            }
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int equals = line.indexOf(" = ");
                if (equals > 0 && line.charAt(0) != '#') {
                    hex.put(line.substring(0, equals), line.substring(equals + 3));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
        return new Vectors(hex);
    }

    /** The bytes under a name; a copy. */
    byte[] get(String name) {
        String value = hex.get(name);
        if (value == null) {
            throw new IllegalStateException(FILE + " has no " + name);
        }
        return HexFormat.of().parseHex(value);
    }
}
