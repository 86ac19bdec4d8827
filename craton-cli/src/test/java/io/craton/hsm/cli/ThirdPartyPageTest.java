package io.craton.hsm.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import io.craton.hsm.testkit.ThirdParty;
import java.util.List;

/** What is in craton-hsm.jar beside what an application gets with the provider. */
class ThirdPartyPageTest {
    @PageTest
    void librariesOfTheRunnableJar_areListed() {
        Page page = Page.of("docs/third-party.md");
        List<String> rows = ThirdParty.ofThisModule().stream().map(ThirdParty::row).toList();
        List<String> ofTheProvider =
                page.part("provider").lines().skip(2).map(row -> row + "\n").toList();
        String more = rows.stream().filter(row -> !ofTheProvider.contains(row)).collect(joining());

        assertThat(rows).as("the jar contains the provider").containsAll(ofTheProvider);
        page.has("craton-hsm.jar", "| library | version | licence |\n|---|---|---|\n" + more);
    }
}
