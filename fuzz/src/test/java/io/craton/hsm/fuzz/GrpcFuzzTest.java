package io.craton.hsm.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The kept corpus of {@link GrpcTarget}, input by input; a fuzzer with JAZZER_FUZZ=1. */
class GrpcFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void read(byte[] input) {
        GrpcTarget.fuzzerTestOneInput(input);
    }
}
