package io.craton.hsm.store;

import io.craton.hsm.spi.Bytes;
import io.craton.hsm.store.header.PinSection;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.spi.StoredHeader;
import java.util.UUID;

/** Headers that are whole, with nothing in them. */
final class Headers {
    private Headers() {}

    static StoredHeader of(long sequence, UUID volume) {
        TokenHeader header =
                new TokenHeader(
                        sequence,
                        new UUID(9, 9),
                        1,
                        volume,
                        0,
                        0,
                        1,
                        0,
                        "label",
                        Tokens.SERIAL,
                        Bytes.zeros(TokenHeader.KEY),
                        PinSection.none(),
                        PinSection.none());
        return new StoredHeader(sequence, Bytes.of(header.encode()));
    }
}
