package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.android.apksig.ApkSigner;
import com.android.apksig.ApkVerifier;
import com.android.apksig.KeyConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Android packages signed with apksig, all schemes. */
@Tag("ecosystem")
class ApksigClient {

    @ParameterizedTest
    @CsvSource({"RSA,SHA256withRSA", "EC,SHA256withECDSA"})
    void signsAndVerifies(String keys, String algorithm, @TempDir Path directory) throws Exception {
        try (TestToken token = TestToken.installed("apksig")) {
            X509Certificate certificate = TlsParty.server(token, "app", keys, algorithm);
            Path input = directory.resolve("in.apk");
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(input))) {
                out.putNextEntry(new ZipEntry("AndroidManifest.xml"));
                out.write(manifest());
                out.putNextEntry(new ZipEntry("classes.dex"));
                out.write(new byte[5000]);
            }
            Path output = directory.resolve("out.apk");
            PrivateKey key = (PrivateKey) token.keyStore().getKey("app", null);
            ApkSigner.SignerConfig signer =
                    new ApkSigner.SignerConfig.Builder(
                                    "app", new KeyConfig.Jca(key), List.of(certificate))
                            .build();
            new ApkSigner.Builder(List.of(signer))
                    .setInputApk(input.toFile())
                    .setOutputApk(output.toFile())
                    .setMinSdkVersion(23)
                    .setV1SigningEnabled(true)
                    .setV2SigningEnabled(true)
                    .setV3SigningEnabled(true)
                    .build()
                    .sign();
            ApkVerifier.Result result =
                    new ApkVerifier.Builder(output.toFile())
                            .setMinCheckedPlatformVersion(23)
                            .setMaxCheckedPlatformVersion(33)
                            .build()
                            .verify();
            assertThat(result.isVerified()).as(result.getErrors().toString()).isTrue();
            assertThat(result.isVerifiedUsingV2Scheme()).isTrue();
            assertThat(result.isVerifiedUsingV3Scheme()).isTrue();
        }
    }

    /** The binary form of a document with the one empty element {@code manifest}. */
    private static byte[] manifest() {
        byte[] name = "manifest".getBytes(StandardCharsets.UTF_8);
        int poolSize = 28 + 4 + 12;
        ByteBuffer out = ByteBuffer.allocate(8 + poolSize + 36 + 24).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) 0x0003).putShort((short) 8).putInt(out.capacity());
        // The pool of strings, in UTF-8: count, styles, flags, where they start; then length twice
        // and a zero at the end.
        out.putShort((short) 0x0001).putShort((short) 28).putInt(poolSize);
        out.putInt(1).putInt(0).putInt(0x100).putInt(32).putInt(0).putInt(0);
        out.put((byte) name.length).put((byte) name.length).put(name).put(new byte[2]);
        out.putShort((short) 0x0102).putShort((short) 16).putInt(36).putInt(1).putInt(-1);
        out.putInt(-1).putInt(0).putShort((short) 20).putShort((short) 20).putLong(0);
        out.putShort((short) 0x0103).putShort((short) 16).putInt(24).putInt(1).putInt(-1);
        out.putInt(-1).putInt(0);
        return out.array();
    }
}
