package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.provider.WycheproofOperations.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The published vectors of Project Wycheproof against the provider, if they are there: {@code
 * -Dcraton.wycheproof=DIRECTORY} names the directory with its JSON files (C2SP/wycheproof, {@code
 * testvectors_v1}). What is valid is accepted with the right result, what is invalid is refused by
 * a checked exception or a verdict, and nothing else is thrown. {@link EdgeCaseTest} and {@link
 * HostileInputTest} try the same classes of attack in each build.
 */
class WycheproofTest {
    private static final String DIRECTORY = System.getProperty("craton.wycheproof", "");
    private static @Nullable TestToken token;

    @AfterAll
    static void close() {
        if (token != null) {
            token.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> vectors() throws Exception {
        if (DIRECTORY.isEmpty()) {
            String reason = "skipped: -Dcraton.wycheproof names the directory of the vectors";
            System.out.println(reason);
            assumeTrue(false, reason);
        }
        TestToken opened = TestToken.inMemory();
        opened.keyStore();
        token = opened;
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(DIRECTORY))) {
            files = all.filter(file -> file.toString().endsWith("_test.json")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        WycheproofOperations operations = new WycheproofOperations(opened.provider());
        return files.stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.getFileName().toString(),
                                        () -> file(file, operations)));
    }

    private static void file(Path file, WycheproofOperations operations) throws IOException {
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        String name = file.getFileName().toString();
        List<String> wrong = new ArrayList<>();
        int done = 0;
        int left = 0;
        for (JsonNode group : root.path("testGroups")) {
            Optional<Operation> operation = operations.of(root, group, name);
            for (JsonNode test : group.path("tests")) {
                if (operation.isEmpty() || !operations.offers(test)) {
                    left++;
                    continue;
                }
                done++;
                judge(operation.get(), test).ifPresent(wrong::add);
            }
        }
        System.out.println(name + ": " + done + " vectors, " + left + " for what is not offered");
        assertThat(wrong).isEmpty();
    }

    private static Optional<String> judge(Operation operation, JsonNode test) {
        String id = test.path("tcId") + " " + test.path("comment") + " " + test.path("flags");
        String result = test.path("result").asText();
        byte[] expected = HexFormat.of().parseHex(test.path(operation.expected()).asText());
        byte[] got;
        try {
            got = operation.run(test);
        } catch (GeneralSecurityException e) {
            return result.equals("valid") ? Optional.of(id + ": refused, " + e) : Optional.empty();
        } catch (Exception e) {
            return Optional.of(id + " " + result + ": threw " + e);
        }
        boolean right = operation.expected().isEmpty() || Arrays.equals(got, expected);
        if (!right && !result.equals("invalid")) {
            return Optional.of(id + ": another result");
        }
        boolean accepted = !operation.alwaysGives() || right;
        return result.equals("invalid") && accepted
                ? Optional.of(id + ": accepted")
                : Optional.empty();
    }
}
