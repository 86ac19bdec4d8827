package io.craton.hsm.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The kept corpus of {@link ParametersTarget}, input by input; a fuzzer with JAZZER_FUZZ=1. */
class ParametersFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void decode(byte[] input) {
        ParametersTarget.fuzzerTestOneInput(input);
    }
}
