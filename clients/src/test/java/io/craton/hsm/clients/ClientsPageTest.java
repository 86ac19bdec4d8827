package io.craton.hsm.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.testkit.Markdown;
import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import io.craton.hsm.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/clients.md is the table. */
class ClientsPageTest {
    private static final Path PROGRAMS = Path.of("src", "programs", "java");

    @PageTest
    void clients_areListed() {
        String table =
                Markdown.table(
                        "| client | version | what it does with the key | takes | accepted by |",
                        Clients.ALL.stream().map(ClientsPageTest::row));
        Page.of("docs/clients.md").has("clients", counts() + "\n" + table + adapters());
    }

    private static String counts() {
        return "%d clients: %d unchanged, %d with a setting, %d with an adapter; %d cannot.\n"
                .formatted(
                        Clients.ALL.size(),
                        count(Client.Takes.NOTHING),
                        count(Client.Takes.SETTING),
                        count(Client.Takes.ADAPTER),
                        count(Client.Takes.CANNOT));
    }

    private static long count(Client.Takes takes) {
        return Clients.ALL.stream().filter(client -> client.takes() == takes).count();
    }

    private static List<String> row(Client client) {
        return List.of(
                client.title(), client.version(), client.does(), takes(client), client.judgedBy());
    }

    private static String takes(Client client) {
        return switch (client.takes()) {
            case NOTHING -> "unchanged";
            case SETTING -> "a setting: " + client.how();
            case ADAPTER -> "an adapter of " + Adapter.of(client).lines().count() + " lines";
            case CANNOT -> "cannot, because: \"" + client.how() + "\"";
        };
    }

    private static String adapters() {
        return Clients.ALL.stream()
                .filter(client -> client.takes() == Client.Takes.ADAPTER)
                .map(ClientsPageTest::adapter)
                .collect(Collectors.joining());
    }

    private static String adapter(Client client) {
        return "\nThe adapter for "
                + client.title()
                + ":\n\n```java\n"
                + Adapter.of(client)
                + "```\n";
    }

    /** A program that no row names would never run. */
    @Test
    void everyProgram_hasARow() throws IOException {
        try (Stream<Path> programs = Files.list(PROGRAMS)) {
            assertThat(programs.map(file -> file.getFileName().toString().replace(".java", "")))
                    .containsExactlyInAnyOrderElementsOf(
                            Clients.ALL.stream().map(Client::program).distinct().toList());
        }
    }

    /** Two rows of one client say so by their titles. */
    @Test
    void titles_areDifferent() {
        assertThat(Clients.ALL.stream().map(Client::title)).doesNotHaveDuplicates();
    }

    /** A word would be found in any output. */
    @Test
    void whatCannotWork_saysASentence() {
        assertThat(Clients.ALL)
                .filteredOn(client -> client.takes() == Client.Takes.CANNOT)
                .allSatisfy(client -> assertThat(client.how().split(" ")).hasSizeGreaterThan(4));
    }

    /** What the build itself tests with has one version in both places. */
    @Test
    void versions_areThoseOfTheBuild() throws IOException {
        String build = Files.readString(Repository.file("pom.xml"));
        List<String> shared =
                Clients.ALL.stream()
                        .flatMap(client -> client.uses().stream())
                        .filter(library -> build.contains(artifact(library)))
                        .toList();
        assertThat(shared).hasSizeGreaterThan(10);
        assertThat(shared).allMatch(library -> build.contains(">" + version(library) + "<"));
    }

    private static String artifact(String coordinates) {
        return "<artifactId>" + coordinates.split(":")[1] + "</artifactId>";
    }

    private static String version(String coordinates) {
        return coordinates.substring(coordinates.lastIndexOf(':') + 1);
    }
}
