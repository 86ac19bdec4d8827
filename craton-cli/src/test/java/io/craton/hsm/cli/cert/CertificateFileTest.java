package io.craton.hsm.cli.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.pki.Pem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Certificates as authorities, mailers and Windows send them. */
class CertificateFileTest {
    private static final String PEM = pem();

    private static String pem() {
        try (InputStream in =
                CertificateFileTest.class.getResourceAsStream(
                        "/io/craton/hsm/cli/certificate.pem")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip() + "\n";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] der() {
        return Base64.getMimeDecoder().decode(PEM.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static Map<String, byte[]> forms() {
        String oneLine = Base64.getEncoder().encodeToString(der());
        String key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        byte[] trusted = joined(der(), new byte[] {0x30, 0x02, 0x05, 0x00});
        Map<String, byte[]> forms = new LinkedHashMap<>();
        forms.put("PEM", bytes(PEM));
        forms.put("CRLF", bytes(PEM.replace("\n", "\r\n")));
        forms.put("text before", bytes("Certificate:\n    Data:\n" + PEM));
        forms.put(
                "bag attributes",
                bytes("Bag Attributes\n    friendlyName: k\nsubject=CN = k\n" + PEM));
        forms.put("no newline at the end", bytes(PEM.strip()));
        forms.put("X509 CERTIFICATE", bytes(PEM.replace(" CERTIFICATE", " X509 CERTIFICATE")));
        forms.put("TRUSTED CERTIFICATE", bytes(Pem.encode("TRUSTED CERTIFICATE", trusted)));
        forms.put("UTF-8 mark", bytes("\uFEFF" + PEM));
        forms.put("UTF-16LE", ("\uFEFF" + PEM).getBytes(StandardCharsets.UTF_16LE));
        forms.put("UTF-16BE", ("\uFEFF" + PEM).getBytes(StandardCharsets.UTF_16BE));
        forms.put("DER", der());
        forms.put("DER and a newline", joined(der(), bytes("\n")));
        forms.put("key in the same file", bytes(PEM + key));
        forms.put("key before", bytes(key + PEM));
        forms.put(
                "one line",
                bytes("-----BEGIN CERTIFICATE-----\n" + oneLine + "\n-----END CERTIFICATE-----"));
        forms.put("indented", bytes(PEM.replaceAll("(?m)^", "  ")));
        return forms;
    }

    @Test
    void everyForm_isTheSameCertificate() throws Exception {
        for (Map.Entry<String, byte[]> form : forms().entrySet()) {
            var read = Certificates.parse(form.getValue(), form.getKey());

            assertThat(read).as(form.getKey()).hasSize(1);
            assertThat(read.get(0).getEncoded()).as(form.getKey()).isEqualTo(der());
        }
    }

    @Test
    void whatIsNoCertificate_isASentence() {
        for (byte[] file :
                new byte[][] {
                    bytes("hello\n"),
                    {},
                    bytes(PEM.substring(0, 300)),
                    {(byte) 0xff, (byte) 0xfe, 0}
                }) {
            assertThatThrownBy(() -> Certificates.parse(file, "file"))
                    .isInstanceOf(CliException.class);
        }
        String key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assertThatThrownBy(() -> Certificates.parse(bytes(key), "file"))
                .hasMessage("there is no certificate in file");
    }
}
