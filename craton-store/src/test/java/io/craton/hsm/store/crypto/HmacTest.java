package io.craton.hsm.store.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** HMAC, HKDF and PBKDF2 against the examples of their standards. */
class HmacTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** RFC 7914, section 11. */
    @Test
    @Tag("S4-10")
    void pbkdf2_isTheStandards() {
        assertThat(HexFormat.of().formatHex(Hmac.pbkdf2(ascii("passwd"), ascii("salt"), 1)))
                .isEqualTo("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
        assertThat(HexFormat.of().formatHex(Hmac.pbkdf2(ascii("Password"), ascii("NaCl"), 80000)))
                .isEqualTo("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
    }

    /** RFC 4231, test cases 1, 2 and 6; RFC 5869, test case 1 (the first block). */
    @Test
    void hmacAndHkdf_areTheStandards() {
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(new Hmac(hex.parseHex("0b".repeat(20))).mac(ascii("Hi There"))))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assertThat(
                        hex.formatHex(
                                new Hmac(ascii("Jefe")).mac(ascii("what do ya want for nothing?"))))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(
                        hex.formatHex(
                                new Hmac(hex.parseHex("aa".repeat(131)))
                                        .mac(
                                                ascii(
                                                        "Test Using Larger Than Block-Size Key - Hash Key First"))))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        Hmac extracted =
                new Hmac(
                        hex.parseHex(
                                "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
        assertThat(hex.formatHex(extracted.expand(hex.parseHex("f0f1f2f3f4f5f6f7f8f9"))))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    }
}
