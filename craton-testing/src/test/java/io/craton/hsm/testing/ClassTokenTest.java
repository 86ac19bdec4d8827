package io.craton.hsm.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** One token for all tests of a class that asks for it before the first. */
@CratonToken(keys = @TokenKey(alias = "signer", type = "ec:p256"))
class ClassTokenTest {
    private static TestToken ofTheClass;

    @BeforeAll
    static void before(TestToken token, KeyStore keyStore) throws Exception {
        assertThat(keyStore.isKeyEntry("signer")).isTrue();
        ofTheClass = token;
    }

    @AfterAll
    static void after(TestToken token) {
        assertThat(token).isSameAs(ofTheClass);
    }

    @Test
    void aTest_hasTheTokenOfTheClass(TestToken token) {
        assertThat(token).isSameAs(ofTheClass);
    }

    @Test
    @CratonToken(label = "own")
    void aTestWithAnAnnotation_hasItsOwn(TestToken token) {
        assertThat(token).isNotSameAs(ofTheClass);
        assertThat(token.slot().tokenInfo().label()).isEqualTo("own");
    }

    @Nested
    class Inside {
        @Test
        void hasTheTokenOfTheClass_too(TestToken token) {
            assertThat(token).isSameAs(ofTheClass);
        }
    }

    // What a report shows of a token that cannot be made

    @CratonToken(keys = @TokenKey(alias = "odd", type = "des:56"))
    static final class OddKey {
        @Test
        void neverRuns(KeyStore keyStore) {
            throw new AssertionError(keyStore);
        }
    }

    @CratonToken(userPin = "1")
    static final class ShortPin {
        @Test
        void neverRuns(KeyStore keyStore) {
            throw new AssertionError(keyStore);
        }
    }

    @ParameterizedTest
    @MethodSource
    void theReason_isInTheFirstLine(Class<?> failing, String reason) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(failing))
                                .build(),
                        listener);
        List<TestExecutionSummary.Failure> failures = listener.getSummary().getFailures();
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0).getException())
                .hasMessageStartingWith("the test token cannot be made: ")
                .hasMessageContaining(reason);
    }

    static Stream<Arguments> theReason_isInTheFirstLine() {
        return Stream.of(
                Arguments.of(OddKey.class, "des:56"), Arguments.of(ShortPin.class, "CKR_PIN"));
    }
}
