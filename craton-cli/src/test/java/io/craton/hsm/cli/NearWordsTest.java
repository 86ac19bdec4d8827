package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearWordsTest {
    private static final List<String> COMMANDS = List.of("token", "key", "status", "encrypt");

    @Test
    void near_isASlipOrABeginning() {
        assertThat(NearWords.near("tokn", COMMANDS)).containsExactly("token");
        assertThat(NearWords.near("kye", COMMANDS)).containsExactly("key");
        assertThat(NearWords.near("stauts", COMMANDS)).containsExactly("status");
        assertThat(NearWords.near("enc", COMMANDS)).containsExactly("encrypt");
    }

    @Test
    void near_isNothingThatIsAnotherWord() {
        assertThat(NearWords.near("frobnicate", COMMANDS)).isEmpty();
        assertThat(NearWords.near("e", COMMANDS)).isEmpty();
        assertThat(NearWords.near("restore", COMMANDS)).isEmpty();
    }

    @Test
    void distance_countsEachKindOfSlipOnce() {
        assertThat(NearWords.distance("token", "token")).isZero();
        assertThat(NearWords.distance("toke", "token")).isEqualTo(1);
        assertThat(NearWords.distance("tokeen", "token")).isEqualTo(1);
        assertThat(NearWords.distance("tocen", "token")).isEqualTo(1);
        assertThat(NearWords.distance("toekn", "token")).isEqualTo(1);
        assertThat(NearWords.distance("", "key")).isEqualTo(3);
    }
}
