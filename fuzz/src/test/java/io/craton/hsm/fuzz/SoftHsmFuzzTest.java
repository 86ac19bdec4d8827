package io.craton.hsm.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The kept corpus of {@link SoftHsmTarget}, input by input; a fuzzer with JAZZER_FUZZ=1. */
class SoftHsmFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void read(byte[] input) {
        SoftHsmTarget.fuzzerTestOneInput(input);
    }
}
