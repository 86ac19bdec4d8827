import com.android.apksig.ApkSigner;
import com.android.apksig.ApkVerifier;
import com.android.apksig.KeyConfig;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

public class Apksig implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        File input = token.file("in.apk").toFile();
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(input.toPath()))) {
            out.putNextEntry(new ZipEntry("AndroidManifest.xml"));
            out.write(manifest());
            out.putNextEntry(new ZipEntry("classes.dex"));
            out.write(new byte[5000]);
        }
        ApkSigner.SignerConfig signer =
                new ApkSigner.SignerConfig.Builder(
                                "app", new KeyConfig.Jca(token.key()), token.chain())
                        .build();
        new ApkSigner.Builder(List.of(signer))
                .setInputApk(input)
                .setOutputApk(token.file("out.apk").toFile())
                .setMinSdkVersion(23)
                .setV1SigningEnabled(true)
                .setV2SigningEnabled(true)
                .setV3SigningEnabled(true)
                .build()
                .sign();
    }

    /** The binary form of a document with the one empty element {@code manifest}. */
    private static byte[] manifest() {
        byte[] name = "manifest".getBytes(StandardCharsets.UTF_8);
        int poolSize = 28 + 4 + 12;
        ByteBuffer out = ByteBuffer.allocate(8 + poolSize + 36 + 24).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) 0x0003).putShort((short) 8).putInt(out.capacity());
        // The pool of strings, in UTF-8.
        out.putShort((short) 0x0001).putShort((short) 28).putInt(poolSize);
        out.putInt(1).putInt(0).putInt(0x100).putInt(32).putInt(0).putInt(0);
        out.put((byte) name.length).put((byte) name.length).put(name).put(new byte[2]);
        out.putShort((short) 0x0102).putShort((short) 16).putInt(36).putInt(1).putInt(-1);
        out.putInt(-1).putInt(0).putShort((short) 20).putShort((short) 20).putLong(0);
        out.putShort((short) 0x0103).putShort((short) 16).putInt(24).putInt(1).putInt(-1);
        out.putInt(-1).putInt(0);
        return out.array();
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        ApkVerifier.Result result =
                new ApkVerifier.Builder(place.file("out.apk").toFile())
                        .setMinCheckedPlatformVersion(23)
                        .setMaxCheckedPlatformVersion(33)
                        .build()
                        .verify();
        TrialPlace.check(result.isVerified(), result.getErrors().toString());
        TrialPlace.check(result.isVerifiedUsingV2Scheme(), "the signature of scheme 2");
        TrialPlace.check(result.isVerifiedUsingV3Scheme(), "the signature of scheme 3");
        return "schemes 2 and 3";
    }
}
