package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** No user takes the memory of the others. */
class MessageMemoryTest {
    private final MessageMemory memory = new MessageMemory(100);

    @Test
    void userHasHalf_andAllHaveNoMoreThanThereIs() {
        try (MessageMemory.Share first = memory.share("alice");
                MessageMemory.Share second = memory.share("alice");
                MessageMemory.Share third = memory.share("bob");
                MessageMemory.Share fourth = memory.share("carol")) {
            first.take(30);
            second.take(20);
            assertThatThrownBy(() -> second.take(1)).hasMessageContaining("CKR_DEVICE_MEMORY");
            third.take(45);
            assertThatThrownBy(() -> fourth.take(6)).hasMessageContaining("CKR_DEVICE_MEMORY");
            fourth.take(5);
            assertThat(memory.taken()).isEqualTo(100);
        }
        assertThat(memory.taken()).isZero();
    }

    @Test
    void whatWasGivenBack_isThereAgain() {
        try (MessageMemory.Share first = memory.share("alice")) {
            first.take(50);
        }
        try (MessageMemory.Share second = memory.share("alice")) {
            second.take(50);
            assertThat(memory.taken()).isEqualTo(50);
        }
    }
}
