package io.craton.hsm.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.testkit.Page;
import org.junit.jupiter.api.Test;

/** What the examples say of the product; that they work is shown by ExamplesIT. */
class ExamplesTest {
    @Test
    void version_isTheProducts() {
        String version = new CratonHsmProvider().getVersionStr();

        assertThat(Page.of("examples/signing/pom.xml").text())
                .contains("<craton.version>" + version + "</craton.version>");
    }
}
