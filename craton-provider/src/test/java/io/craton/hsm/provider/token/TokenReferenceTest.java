package io.craton.hsm.provider.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.spi.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenReferenceTest {
    private static final List<String> WORDS =
            List.of(
                    "web",
                    " web",
                    "web ",
                    "my key",
                    "a alias=b",
                    "100%",
                    "%20",
                    "a;b?c&d=e#f",
                    "line\nfeed",
                    "tab\t",
                    "Schlüssel",
                    "\u0000",
                    "\u2028",
                    "pkcs11:token=x",
                    "slot=0");

    private final Random random = new Random(18);

    @Test
    void whatIsWritten_isReadBack() throws Exception {
        for (int i = 0; i < 5000; i++) {
            TokenReference reference = any();
            byte[] file = reference.write();
            assertThat(TokenReference.read(new ByteArrayInputStream(file)))
                    .as(reference.toString())
                    .hasToString(reference.toString());
        }
    }

    private TokenReference any() {
        Map<TokenAttribute, String> token = new EnumMap<>(TokenAttribute.class);
        for (TokenAttribute attribute : TokenAttribute.values()) {
            if (random.nextInt(8) == 0) {
                token.put(attribute, attribute == TokenAttribute.SLOT ? "12" : word());
            }
        }
        List<String> aliases = new ArrayList<>();
        while (random.nextBoolean()) {
            aliases.add(word());
        }
        EntrySelector entries =
                new EntrySelector(
                        aliases,
                        random.nextInt(4) == 0 ? word() : null,
                        random.nextInt(4) == 0 ? Bytes.of(new byte[] {0, -1, 'a'}) : null,
                        random.nextInt(4) == 0 ? "cert" : null);
        return new TokenReference(new TokenSelector(token), entries);
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    @Test
    void write_moreThanIsRead_isRefused() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add("alias-" + i);
        }
        TokenReference reference =
                new TokenReference(
                        TokenSelector.DEFAULT, new EntrySelector(many, null, null, null));
        assertThatThrownBy(reference::write).isInstanceOf(IOException.class);
    }

    @Test
    void slotZeroByDefaultAndByNumber_areWrittenAlike() throws Exception {
        assertThat(TokenReference.DEFAULT.toString()).isEqualTo("slot=0");
    }

    @Test
    void uri_neverTellsItsPin() {
        TokenUri uri = TokenUri.parse("pkcs11:token=a?pin-value=secret-1");
        assertThat(uri.toString()).doesNotContain("secret-1");
        assertThat(uri.pinSource().get()).isEqualTo("secret-1".toCharArray());
        assertThatThrownBy(() -> TokenUri.parse("pkcs11:token=a?pin-value=%se&pin-value=secret-1"))
                .isInstanceOf(HsmException.class)
                .hasMessageNotContaining("secret-1");
    }

    @Test
    void uri_aPinFileThatIsNotUtf8_isNotTried(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("pin");
        TokenUri uri = TokenUri.parse("pkcs11:token=a?pin-source=" + file);
        Files.write(file, new byte[] {'a', (byte) 0xE4, 'b', '\n'});
        assertThatThrownBy(() -> uri.pinSource().get())
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("UTF-8");
        Files.writeString(file, "p\u00E4n-12345\r\nsecond");
        assertThat(uri.pinSource().get()).isEqualTo("p\u00E4n-12345".toCharArray());
    }

    @Test
    void uri_aPinThatIsNotUtf8_isNotTried() {
        TokenUri uri = TokenUri.parse("pkcs11:token=a?pin-value=a%E4b");
        assertThatThrownBy(() -> uri.pinSource().get())
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("UTF-8");
        TokenUri right = TokenUri.parse("pkcs11:token=a?pin-value=p%C3%A4n-12345");
        assertThat(right.pinSource().get()).isEqualTo("p\u00E4n-12345".toCharArray());
    }
}
