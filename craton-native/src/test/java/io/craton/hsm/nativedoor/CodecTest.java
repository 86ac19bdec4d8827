package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.AttributeType;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.CbcEncryptData;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.PrfData;
import io.craton.hsm.MechanismParameters.RsaAesKeyWrap;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.mechanism.MechanismCodec;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library's codec beside the one of the daemon: what one writes the other reads, where a {@code
 * CK_ULONG} has 8 bytes, and on Windows, where it has 4 and structures have no gaps.
 */
class CodecTest {
    private static final Path WINE = Path.of("/usr/lib/wine/wine64");
    private static final byte[] SOME = {0, 1, (byte) 0xff, 127};
    private static final MechanismType HASH = MechanismType.CKM_SHA256;
    private static final RsaOaep OAEP = new RsaOaep(HASH, Mgf.CKG_MGF1_SHA256, SOME);
    private static final byte[] IV = {7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private static final RsaPss PSS = new RsaPss(HASH, Mgf.CKG_MGF1_SHA256, 32);
    private static final Ecdh1Derive ECDH = new Ecdh1Derive(Kdf.CKD_NULL, null, SOME);
    private static final Hkdf HKDF =
            new Hkdf(true, false, HASH, SaltType.CKF_HKDF_SALT_DATA, SOME, null, SOME);
    private static final Sp800108 COUNTER =
            new Sp800108(MechanismType.CKM_SHA256_HMAC, pieces(), null);

    /** What the program writes. */
    private static final Map<MechanismType, MechanismParameters> MECHANISMS =
            Map.ofEntries(
                    Map.entry(MechanismType.CKM_AES_GCM, new Gcm(SOME, SOME, 96)),
                    Map.entry(MechanismType.CKM_SHA256_RSA_PKCS_PSS, PSS),
                    Map.entry(MechanismType.CKM_RSA_PKCS_OAEP, OAEP),
                    Map.entry(MechanismType.CKM_RSA_AES_KEY_WRAP, new RsaAesKeyWrap(256, OAEP)),
                    Map.entry(MechanismType.CKM_ECDH1_DERIVE, ECDH),
                    Map.entry(MechanismType.CKM_EDDSA, new EdDsa(true, SOME)),
                    Map.entry(MechanismType.CKM_HKDF_DERIVE, HKDF),
                    Map.entry(MechanismType.CKM_SP800_108_COUNTER_KDF, COUNTER),
                    Map.entry(MechanismType.CKM_AES_CBC_ENCRYPT_DATA, new CbcEncryptData(IV, SOME)),
                    Map.entry(MechanismType.CKM_SHA256_HMAC_GENERAL, new MacLength(16)),
                    Map.entry(MechanismType.CKM_AES_CBC, new Iv(IV)));

    @TempDir Path directory;

    private static List<PrfData> pieces() {
        return List.of(
                new PrfData.IterationVariable(false, 24),
                new PrfData.DerivedKeyLength(false, false, 64),
                new PrfData.Bytes(SOME));
    }

    @Test
    void numbersOf8Bytes_areReadAsTheyWereWritten() throws Exception {
        Programs.require("cc");
        Path program = directory.resolve("codec");
        compile("cc", program, "-D_GNU_SOURCE");
        WireForm form = new WireForm(ByteOrder.nativeOrder(), 8);
        requireForm(form, List.of(program.toString()), Map.of());
    }

    /** The frames of Windows: compiled for it, and run. */
    @Test
    void numbersOf4Bytes_areReadAsTheyWereWritten() throws Exception {
        Programs.require("x86_64-w64-mingw32-gcc");
        Path program = directory.resolve("codec.exe");
        compile("x86_64-w64-mingw32-gcc", program, "-DWINDOWS");
        boolean there = Files.isExecutable(WINE);
        if (!there) {
            System.out.println("left out: there is no " + WINE + " here to run the program with");
        }
        assumeTrue(there, () -> "there is no " + WINE + " here");
        Map<String, String> environment =
                Map.of("WINEPREFIX", directory.resolve("wine").toString(), "WINEDEBUG", "-all");
        requireForm(
                new WireForm(ByteOrder.LITTLE_ENDIAN, 4),
                List.of(WINE.toString(), program.toString()),
                environment);
    }

    private static void compile(String compiler, Path program, String define) throws Exception {
        List<String> command = new ArrayList<>(List.of(compiler, "-std=c11", "-Wall", "-Wextra"));
        command.addAll(List.of("-Wconversion", "-Werror", define));
        command.addAll(List.of("-I" + NativeLibrary.SOURCES, "-o", program.toString()));
        command.addAll(List.of("src/test/c/codec.c", "src/main/c/message.c"));
        command.add("src/main/c/parameters.c");
        Programs.runWell(NativeLibrary.MODULE, Map.of(), command);
    }

    private void requireForm(WireForm form, List<String> program, Map<String, String> environment)
            throws Exception {
        int mechanisms = 0;
        for (String line : Programs.runWell(directory, environment, program).lines().toList()) {
            if (line.startsWith("wine: ")) {
                // What it says when it starts for the first time.
                continue;
            }
            String[] words = line.strip().split(" ");
            if (line.startsWith("wine: ")) {
                continue;
            }
            byte[] bytes = HexFormat.of().parseHex(words[2]);
            String name = words[0];
            assertThat(words[1]).as(name).isEqualTo(name.equals("too-long") ? "71" : "0");
            if (name.startsWith("CKM_")) {
                assertThat(bytes).as(name).isEqualTo(mechanism(form, name));
                mechanisms++;
            } else if (name.equals("template")) {
                requireTemplate(form, bytes);
            } else if (name.equals("message")) {
                assertThat(bytes).isEqualTo(message(form));
            } else if (name.equals("form")) {
                byte order = (byte) (form.order() == ByteOrder.LITTLE_ENDIAN ? 1 : 0);
                assertThat(bytes).containsExactly(1, form.ulongSize(), order);
            }
        }
        assertThat(mechanisms).isEqualTo(MECHANISMS.size());
        List<String> reading = new ArrayList<>(program);
        reading.add(HexFormat.of().formatHex(answer(form)));
        assertThat(Programs.runWell(directory, environment, reading).strip())
                .isEqualTo("ffffffff text 5 77 0");
    }

    /** A mechanism as the daemon's own codec writes it. */
    private static byte[] mechanism(WireForm form, String name) {
        MechanismType type = MechanismType.valueOf(name);
        byte[] parameters =
                MechanismCodec.of(form).encode(type, Objects.requireNonNull(MECHANISMS.get(type)));
        try (WireWriter out = new WireWriter(form)) {
            return out.present(true).ulong(type.code()).bytes(parameters).toBytes();
        }
    }

    private static void requireTemplate(WireForm form, byte[] bytes) {
        Template template = form.attributes().decode(new WireReader(bytes, form).bytesOrNone());
        assertThat(template.get(AttributeType.CKA_LABEL)).isEqualTo("outer");
        Template inner = Objects.requireNonNull(template.get(AttributeType.CKA_UNWRAP_TEMPLATE));
        assertThat(inner.get(AttributeType.CKA_LABEL)).isEqualTo("inner");
    }

    private static byte[] message(WireForm form) {
        try (WireWriter out = new WireWriter(form)) {
            return out.octet(2).bytes(SOME).ulong(8).ulong(1).bytes(SOME).toBytes();
        }
    }

    /** What the program reads: a number, a text, a list of two. */
    private static byte[] answer(WireForm form) {
        byte[] text = "text".getBytes(StandardCharsets.US_ASCII);
        try (WireWriter out = new WireWriter(form)) {
            out.ulong(0xffff_ffffL).bytes(text).present(true).ulong(2);
            out.present(true).ulong(5).present(true).ulong(0x77);
            return out.toBytes();
        }
    }
}
