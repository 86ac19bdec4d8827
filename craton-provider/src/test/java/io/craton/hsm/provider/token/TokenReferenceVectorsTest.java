package io.craton.hsm.provider.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.testkit.Vector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that stand for a token where a program wants a key store. */
class TokenReferenceVectorsTest {
    static List<Vector> vectors() {
        return Vector.ofKind("token-reference");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void vector_hasItsVerdict(Vector vector) {
        assertThat(verdict(vector.bytes("text"))).isEqualTo(vector.expect());
    }

    private static String verdict(byte[] file) {
        try {
            // As it is written again: slot=0, label=Orders, pkcs11:serial=01.
            String found = TokenReference.read(new ByteArrayInputStream(file)).toString();
            return found.startsWith("pkcs11:") ? "uri " + found : found.replaceFirst("=", " ");
        } catch (IOException e) {
            return "refused";
        }
    }
}
