package io.craton.hsm.provider;

import static java.util.stream.Collectors.joining;

import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import io.craton.hsm.testkit.ThirdParty;

/** What an application gets that depends on this module. */
class ThirdPartyPageTest {
    @PageTest
    void librariesOfTheProvider_areListed() {
        String rows = ThirdParty.ofThisModule().stream().map(ThirdParty::row).collect(joining());

        Page.of("docs/third-party.md")
                .has("provider", "| library | version | licence |\n|---|---|---|\n" + rows);
    }
}
