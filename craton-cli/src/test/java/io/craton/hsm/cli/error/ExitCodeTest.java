package io.craton.hsm.cli.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ReturnCode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    @Test
    void codes_areThoseOfTheContract() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code))
                .containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void of_pinErrors_is3() {
        assertThat(ExitCode.of(ReturnCode.CKR_PIN_INCORRECT)).isEqualTo(ExitCode.PIN);
        assertThat(ExitCode.of(ReturnCode.CKR_PIN_LOCKED)).isEqualTo(ExitCode.PIN);
    }

    @Test
    void of_lockedStore_is4() {
        assertThat(ExitCode.of(ReturnCode.CKR_CANT_LOCK)).isEqualTo(ExitCode.STORE_IN_USE);
    }

    @Test
    void of_anyOtherError_isNeverDoneOrUsage() {
        for (ReturnCode code : ReturnCode.values()) {
            assertThat(ExitCode.of(code)).as(code.name()).isNotIn(ExitCode.DONE, ExitCode.USAGE);
        }
    }
}
