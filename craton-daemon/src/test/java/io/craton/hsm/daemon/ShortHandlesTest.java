package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Numbers that fit 4 bytes, and are never used again. */
class ShortHandlesTest {
    private static final long HANDLE = 0x1234_5678_9ABC_DEFL;

    private final ShortHandles handles = new ShortHandles();

    @Test
    void handle_keepsItsNumber() {
        long number = handles.number(HANDLE);
        assertThat(number).isBetween(1L, 0xFFFF_FFFEL);
        assertThat(handles.number(HANDLE)).isEqualTo(number);
        assertThat(handles.handle(number)).isEqualTo(HANDLE);
    }

    @Test
    void numberOfWhatIsGone_isOfNothing_andNotUsedAgain() {
        long number = handles.number(HANDLE);
        handles.forget(HANDLE);
        assertThat(handles.handle(number)).isEqualTo(number);
        assertThat(handles.number(HANDLE + 1)).isNotEqualTo(number);
        assertThat(handles.number(HANDLE)).isNotEqualTo(number);
    }

    @Test
    void whatIsNoHandle_staysWhatItIs() {
        assertThat(handles.number(0)).isZero();
        assertThat(handles.number(-1)).isEqualTo(-1);
        assertThat(handles.handle(0)).isZero();
    }
}
