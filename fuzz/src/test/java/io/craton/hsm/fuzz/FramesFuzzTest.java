package io.craton.hsm.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The kept corpus of {@link FramesTarget}, input by input; a fuzzer with JAZZER_FUZZ=1. */
class FramesFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void read(byte[] input) {
        FramesTarget.fuzzerTestOneInput(input);
    }
}
