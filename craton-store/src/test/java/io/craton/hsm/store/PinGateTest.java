package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.header.PinGate;
import io.craton.hsm.store.header.PinWrap;
import io.craton.hsm.store.mapdb.MapDbSlot;
import io.craton.hsm.store.spi.CommitOutcome;
import io.craton.hsm.store.spi.HeaderStore;
import io.craton.hsm.store.spi.StoredHeader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts of a PIN while the header cannot be written, or others write it. */
class PinGateTest {
    private enum Outcome {
        WRITTEN,
        STALE,
        FULL
    }

    private final Queue<Outcome> outcomes = new ArrayDeque<>();
    private PinGate gate;

    /** The real one, but for the writes whose outcome is set. */
    private final class Headers implements HeaderStore {
        private final HeaderStore real;

        Headers(HeaderStore real) {
            this.real = real;
        }

        @Override
        public StoredHeader read() {
            return real.read();
        }

        @Override
        public CommitOutcome write(long basis, StoredHeader next, Remains remains) {
            Outcome outcome = outcomes.isEmpty() ? Outcome.WRITTEN : outcomes.remove();
            return switch (outcome) {
                case WRITTEN -> real.write(basis, next, remains);
                case STALE -> CommitOutcome.STALE;
                case FULL -> throw new HsmException(ReturnCode.CKR_DEVICE_MEMORY, "no room");
            };
        }

        @Override
        public String describe() {
            return real.describe();
        }
    }

    @BeforeEach
    void makeToken() throws IOException {
        MapDbSlot slot = new MapDbSlot(new MemorySpace(), 1 << 20);
        try (SlotStore token = new SlotStore(0, slot, Tokens.settings(null))) {
            Tokens.prepare(token);
        }
        PinWrap wrap = new PinWrap(new Gcm(), Tokens.random());
        gate = new PinGate(new Headers(slot.headers()), wrap, 3);
    }

    private byte[] secret() {
        try (PinGate.Attempt attempt = gate.attempt(UserType.CKU_USER, Tokens.USER)) {
            assertThat(attempt.verdict().ok()).isTrue();
            return attempt.secret().clone();
        }
    }

    @Test
    void rightPin_opensTheSame_whenOthersWriteWhileItsChargeIsTakenBack() {
        byte[] secret = secret();

        outcomes.addAll(List.of(Outcome.WRITTEN, Outcome.STALE));
        assertThat(secret()).isEqualTo(secret);
        outcomes.addAll(List.of(Outcome.WRITTEN, Outcome.FULL, Outcome.STALE));
        assertThat(secret()).isEqualTo(secret);
        assertThat(gate.required().user().failures()).isZero();
    }

    @Test
    void rightPin_whoseChargeCannotBeTakenBack_isAnError() {
        outcomes.addAll(List.of(Outcome.WRITTEN, Outcome.FULL, Outcome.WRITTEN));

        assertThatThrownBy(this::secret).hasMessageContaining("CKR_DEVICE_MEMORY");
        assertThat(gate.required().user().failures()).isZero();
    }
}
