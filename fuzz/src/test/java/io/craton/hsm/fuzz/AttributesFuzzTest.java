package io.craton.hsm.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The kept corpus of {@link AttributesTarget}, input by input; a fuzzer with JAZZER_FUZZ=1. */
class AttributesFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void decode(byte[] input) {
        AttributesTarget.fuzzerTestOneInput(input);
    }
}
