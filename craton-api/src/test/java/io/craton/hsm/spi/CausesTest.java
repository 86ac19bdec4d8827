package io.craton.hsm.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;

/** What the operating system alone knows reaches the user, and no data does. */
class CausesTest {
    private static HsmException ours(String sentence, Throwable cause) {
        return new HsmException(ReturnCode.CKR_DEVICE_ERROR, sentence, cause);
    }

    @Test
    void sentencesOfAllCauses_standInTheirOrder() {
        IOException system = new FileSystemException("store", null, "No space left on device");
        IOException middle = new IOException("the journal was not written", system);
        assertThat(Causes.of(ours("nothing was changed", middle)))
                .isEqualTo(
                        "CKR_DEVICE_ERROR: nothing was changed: the journal was not written:"
                                + " store: No space left on device");
    }

    @Test
    void wrappers_areLeftOut() {
        IOException system = new IOException("Input/output error");
        Throwable wrapped = new RuntimeException(new UncheckedIOException(system));
        assertThat(Causes.of(wrapped)).isEqualTo("Input/output error");
    }

    @Test
    void whatWasSaid_isNotSaidAgain() {
        IOException system = new IOException("Input/output error");
        assertThat(Causes.of(ours("reading failed (Input/output error)", system)))
                .isEqualTo("CKR_DEVICE_ERROR: reading failed (Input/output error)");
    }

    @Test
    void fileNames_getTheWordsThatTheirExceptionsLack() {
        assertThat(Causes.of(new NoSuchFileException("a"))).isEqualTo("there is no file a");
        assertThat(Causes.of(new AccessDeniedException("a"))).isEqualTo("permission denied: a");
        assertThat(Causes.of(new FileAlreadyExistsException("a"))).isEqualTo("a is there already");
    }

    @Test
    void classThatIsMissing_isNamed() {
        assertThat(Causes.of(new NoClassDefFoundError("org/example/Missing")))
                .isEqualTo("NoClassDefFoundError: org/example/Missing");
        Throwable broken = new ServiceConfigurationError("Provider org.example.Missing not found");
        assertThat(Causes.of(ours("it cannot be loaded", broken)))
                .isEqualTo(
                        "CKR_DEVICE_ERROR: it cannot be loaded: ServiceConfigurationError:"
                                + " Provider org.example.Missing not found");
    }

    /** As a parser's: it quotes the text that it could not read. */
    private static final class ParserException extends IOException {
        private static final long serialVersionUID = 1L;

        ParserException(String message) {
            super(message);
        }
    }

    @Test
    void whatALibraryQuotes_isNotSaid() {
        Throwable number = new NumberFormatException("For input string: \"12345678\"");
        assertThat(Causes.of(ours("no such number", number)))
                .isEqualTo("CKR_DEVICE_ERROR: no such number: NumberFormatException");
        assertThat(Causes.of(new ParserException("unexpected \"12345678\"")))
                .isEqualTo("ParserException");
        assertThat(Causes.of(new CharConversionException("byte 3"))).isEqualTo("byte 3");
    }

    @Test
    void text_isPrintable_andBounded() {
        assertThat(Causes.of(new IOException("a\nb\u001b[2J"))).isEqualTo("a\\u000ab\\u001b[2J");
        assertThat(Causes.of(new IOException("x".repeat(5000))))
                .hasSize(Causes.MAX_LENGTH)
                .endsWith("...");
    }

    @Test
    void circleOfCauses_ends() {
        IOException first = new IOException("first");
        first.initCause(new IOException("second", first));
        assertThat(Causes.of(first)).isEqualTo("first: second");
    }
}
