package io.craton.hsm.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The kept corpus of {@link CallsTarget}, input by input; a fuzzer with JAZZER_FUZZ=1. */
class CallsFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void read(byte[] input) {
        CallsTarget.fuzzerTestOneInput(input);
    }
}
