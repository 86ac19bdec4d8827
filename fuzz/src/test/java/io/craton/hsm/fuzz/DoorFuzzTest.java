package io.craton.hsm.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** The kept corpus of {@link DoorTarget}, input by input; a fuzzer with JAZZER_FUZZ=1. */
class DoorFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void answer(byte[] input) throws IOException {
        DoorTarget.fuzzerTestOneInput(input);
    }
}
