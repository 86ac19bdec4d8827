package io.craton.hsm;

import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import java.util.stream.Collectors;

/** The curves that {@code docs/differences.md} names. */
class CurvePageTest {
    @PageTest
    void curvesOfEcKeys_areOnThePage() {
        String curves =
                Curve.all(Curve.Form.WEIERSTRASS).stream()
                        .map(curve -> "`" + curve.javaName() + "`")
                        .collect(Collectors.joining(", "));
        Page.of("docs/differences.md")
                .has(
                        "curves",
                        "- Curves are "
                                + curves
                                + ": also where the JDK's own provider has dropped them. There is no `secp224r1`.\n");
    }
}
