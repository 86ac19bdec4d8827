package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that is handed out: what it exports and needs, and how it knows itself. */
class LibraryFileTest {
    private static final String KEY = "Craton HSM module integrity v1";

    @TempDir Path directory;

    @Test
    void onlyFunctionsOfTheStandard_areExported() throws Exception {
        Path library = NativeLibrary.build();
        Programs.require("nm");
        List<String> symbols =
                said("nm", "-D", "--defined-only", library.toString())
                        .lines()
                        .map(line -> line.replaceFirst("^\\S+ \\S ", ""))
                        .toList();
        assertThat(symbols).hasSize(104).allMatch(symbol -> symbol.startsWith("C_"));
    }

    @Test
    void nothingButTheLibraryOfC_isNeeded() throws Exception {
        Path library = NativeLibrary.build();
        Programs.require("readelf");
        List<String> needed =
                said("readelf", "-d", library.toString())
                        .lines()
                        .filter(line -> line.contains("(NEEDED)"))
                        .map(line -> line.replaceFirst(".*\\[(.*)\\].*", "$1"))
                        .toList();
        assertThat(needed).containsExactly("libc.so.6");
    }

    /**
     * The sources stay small: lines without those that are empty or comments, of what is no header.
     */
    @Test
    void sources_areSmall() throws Exception {
        long lines = 0;
        try (Stream<Path> files = Files.list(NativeLibrary.MODULE.resolve("src/main/c"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".c")).toList()) {
                String code = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "");
                lines += code.lines().filter(line -> !line.isBlank()).count();
            }
        }
        assertThat(lines).isBetween(1_000L, 1_649L);
    }

    @Test
    void analyzer_findsNothing() throws Exception {
        Programs.require("gcc");
        NativeLibrary.build("analyzed", "-O2 -fanalyzer");
    }

    @Test
    void sidecar_isTheHmacOfTheLibrary() throws Exception {
        Path library = NativeLibrary.build();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        String hmac = HexFormat.of().formatHex(mac.doFinal(Files.readAllBytes(library)));
        assertThat(library.resolveSibling("libcraton_hsm.hmac"))
                .hasContent(hmac + "  libcraton_hsm.so\n");
    }

    /** Files of each length have the HMAC that the JDK makes: the padding has its turns there. */
    @Test
    void hmac_isRightForEachLengthOfTheLastBlock() throws Exception {
        Path tool = NativeLibrary.build().resolveSibling("hmac");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        List<String> files = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int length = 0; length <= 130; length += length < 54 || length > 66 ? 9 : 1) {
            byte[] content = new byte[length];
            java.util.Arrays.fill(content, (byte) length);
            Path file = Files.write(directory.resolve("of" + length), content);
            files.add(said(tool.toString(), file.toString()).strip());
            expected.add(HexFormat.of().formatHex(mac.doFinal(content)) + "  of" + length);
        }
        assertThat(files).isEqualTo(expected);
    }

    /** CKR_FIPS_SELF_TEST_FAILED of another file, CKR_OK without a sidecar. */
    @Test
    void damagedLibrary_doesNotStart() throws Exception {
        Path built = NativeLibrary.build();
        Path program = NativeLibrary.program("daemon_gone", "");
        Path library = Files.copy(built, directory.resolve("libcraton_hsm.so"));
        Path sidecar = directory.resolve("libcraton_hsm.hmac");
        Files.copy(built.resolveSibling("libcraton_hsm.hmac"), sidecar);
        assertThat(started(program, library)).isEqualTo("initialize 0");
        Files.writeString(library, "x", StandardOpenOption.APPEND);
        assertThat(started(program, library)).isEqualTo("initialize 1b6");
        Path link = Files.createDirectory(directory.resolve("links")).resolve("other.so");
        Files.createSymbolicLink(link, library);
        assertThat(started(program, link)).isEqualTo("initialize 1b6");
        Files.writeString(sidecar, "short");
        assertThat(started(program, library)).isEqualTo("initialize 1b6");
        Files.delete(sidecar);
        assertThat(started(program, library)).isEqualTo("initialize 0");
    }

    @Test
    void installation_hasTheLibraryAndWhatNamesIt() throws Exception {
        NativeLibrary.build();
        List<String> command =
                List.of("make", "-s", "install", "PREFIX=/usr", "DESTDIR=" + directory);
        Programs.runWell(NativeLibrary.MODULE, Map.of(), command);
        Path libraries = directory.resolve("usr/lib/craton-hsm");
        assertThat(libraries.resolve("libcraton_hsm.so")).exists();
        assertThat(libraries.resolve("libcraton_hsm.hmac")).exists();
        String path = "/usr/lib/craton-hsm/libcraton_hsm.so";
        Path share = directory.resolve("usr/share");
        assertThat(share.resolve("p11-kit/modules/craton-hsm.module"))
                .content()
                .contains("\nmodule: " + path + "\n");
        assertThat(share.resolve("man/man7/craton-hsm-pkcs11.7")).exists();
        Programs.require("pkg-config");
        Map<String, String> place =
                Map.of("PKG_CONFIG_PATH", share.resolve("pkgconfig").toString());
        List<String> question = List.of("pkg-config", "--variable=p11_module_path", "craton-hsm");
        assertThat(Programs.runWell(directory, place, question).strip()).isEqualTo(path);
    }

    private String started(Path program, Path library) throws Exception {
        Path nothing = directory.resolve("hsm.sock");
        String script = program + " " + library + " < /dev/null";
        Map<String, String> place = Map.of("CRATON_HSM_SOCKET", nothing.toString());
        List<String> command = List.of("sh", "-c", script);
        try (Stream<String> lines = Programs.run(directory, place, command).output().lines()) {
            return lines.findFirst().orElseThrow();
        }
    }

    private String said(String... command) throws Exception {
        return Programs.runWell(directory, Map.of(), List.of(command));
    }
}
