package io.craton.hsm.nativedoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmInfo;
import io.craton.hsm.MechanismInfo;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.SlotInfo;
import io.craton.hsm.TokenInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a native program is told of module, slot, token and mechanisms is what a Java program is.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InformationTest {
    // CK_UNAVAILABLE_INFORMATION.
    private static final long UNAVAILABLE = -1;

    @TempDir Path directory;

    private NativeDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        NativeLibrary.build();
        daemon = new NativeDaemon(directory);
        daemon.initToken("Schlüssel");
    }

    @AfterEach
    void end() {
        if (daemon != null) {
            daemon.close();
        }
    }

    @Test
    void everyField_isThatOfJava() throws Exception {
        Map<String, String> fields = new LinkedHashMap<>();
        List<String> mechanisms = new ArrayList<>();
        try (Hsm hsm = daemon.open()) {
            Slot slot = hsm.slot(0);
            module(hsm.info(), fields);
            slot(slot.info(), fields);
            // The program has a session open while it asks, too.
            try (Session session = slot.openSession(SessionMode.READ_ONLY)) {
                token(slot.tokenInfo(), fields);
                assertThat(session.info().slotId()).isZero();
            }
            for (MechanismType type : slot.mechanisms()) {
                mechanisms.add(mechanism(type, slot.mechanismInfo(type)));
            }
        }

        List<String> said = said();
        Map<String, String> natively = new LinkedHashMap<>();
        said.stream()
                .filter(line -> !line.startsWith("mechanism "))
                .map(line -> line.split(" ", 2))
                .forEach(line -> natively.put(line[0], line[1]));
        assertNow(natively.remove("token.utcTime"));
        assertThat(natively).isEqualTo(fields);
        assertThat(said.stream().filter(line -> line.startsWith("mechanism ")))
                .containsExactlyInAnyOrderElementsOf(mechanisms);
    }

    private static void module(HsmInfo info, Map<String, String> fields) {
        fields.put("info.cryptokiVersion", info.cryptokiVersion());
        fields.put("info.manufacturerID", padded(info.manufacturer(), 32));
        fields.put("info.flags", "0");
        fields.put("info.libraryDescription", padded(info.description(), 32));
        // A CK_VERSION has two numbers.
        fields.put("info.libraryVersion", twoNumbers(info.version()));
    }

    private static void slot(SlotInfo info, Map<String, String> fields) {
        fields.put("slot.slotDescription", padded(info.description(), 64));
        fields.put("slot.manufacturerID", padded(info.manufacturer(), 32));
        fields.put("slot.flags", info.tokenPresent() ? "1" : "0");
        fields.put("slot.hardwareVersion", info.hardwareVersion());
        fields.put("slot.firmwareVersion", info.firmwareVersion());
    }

    private static void token(TokenInfo info, Map<String, String> fields) {
        long flags = info.flags().stream().mapToLong(TokenInfo.Flag::bit).sum();
        assertThat(info.label()).isEqualTo("Schlüssel");
        fields.put("token.label", padded(info.label(), 32));
        fields.put("token.manufacturerID", padded(info.manufacturer(), 32));
        fields.put("token.model", padded(info.model(), 16));
        fields.put("token.serialNumber", padded(info.serialNumber(), 16));
        fields.put("token.flags", String.valueOf(flags));
        fields.put("token.ulMaxSessionCount", String.valueOf(info.maxSessions()));
        fields.put("token.ulSessionCount", String.valueOf(info.sessions()));
        fields.put("token.ulMaxRwSessionCount", String.valueOf(info.maxRwSessions()));
        fields.put("token.ulRwSessionCount", String.valueOf(info.rwSessions()));
        fields.put("token.ulMaxPinLen", String.valueOf(info.maxPinLength()));
        fields.put("token.ulMinPinLen", String.valueOf(info.minPinLength()));
        for (String kind : List.of("Public", "Private")) {
            fields.put("token.ulTotal" + kind + "Memory", String.valueOf(UNAVAILABLE));
            fields.put("token.ulFree" + kind + "Memory", String.valueOf(UNAVAILABLE));
        }
        fields.put("token.hardwareVersion", fields.get("slot.hardwareVersion"));
        fields.put("token.firmwareVersion", fields.get("slot.firmwareVersion"));
    }

    private static String mechanism(MechanismType type, MechanismInfo info) {
        long flags = info.flags().stream().mapToLong(MechanismInfo.Flag::bit).sum();
        return "mechanism %x %d %d %x"
                .formatted(type.code(), info.minKeySize(), info.maxKeySize(), flags);
    }

    /** With spaces to so many bytes of UTF-8. */
    private static String padded(String text, int bytes) {
        int spaces = bytes - text.getBytes(UTF_8).length;
        return "[" + text + " ".repeat(spaces) + "]";
    }

    private static String twoNumbers(String version) {
        String[] numbers = version.split("\\.");
        return String.join(".", Arrays.copyOf(numbers, 2));
    }

    private static void assertNow(String time) {
        assertThat(time).matches("\\[\\d{14}00]");
        DateTimeFormatter form = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
        Instant said = LocalDateTime.parse(time.substring(1, 15), form).toInstant(ZoneOffset.UTC);
        assertThat(said).isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(1));
    }

    private List<String> said() throws Exception {
        Path library = NativeLibrary.build();
        Path program = NativeLibrary.program("infos", "");
        List<String> command = List.of(program.toString(), library.toString(), "0");
        String said = Programs.runWell(directory, daemon.environment(), command);
        return new String(said.getBytes(ISO_8859_1), UTF_8).lines().toList();
    }
}
