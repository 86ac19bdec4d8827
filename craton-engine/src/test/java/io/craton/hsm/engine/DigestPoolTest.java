package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.spi.DigestContext;
import java.security.MessageDigest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that digests leave to the next ones: without their data, and to one at a time. */
class DigestPoolTest {
    private static final byte[] DATA = {1, 2, 3};
    private static final byte[] ABANDONED = new byte[200];

    private static DigestContext begun(Engines engine, MechanismType type, byte[] data) {
        DigestContext context = engine.digest(Mechanism.of(type));
        context.update(data, 0, data.length);
        return context;
    }

    @ParameterizedTest
    @CsvSource({
        "auto, CKM_SHA256, SHA-256",
        "auto, CKM_SHA3_256, SHA3-256",
        "jdk, CKM_SHA512, SHA-512",
        "bc, CKM_SHA256, SHA-256",
        "bc, CKM_SHA3_256, SHA3-256",
    })
    void digestThatIsLeft_hasNoPartInTheNext(String backend, MechanismType type, String name)
            throws Exception {
        byte[] expected = MessageDigest.getInstance(name).digest(DATA);
        Engines engine = EngineFixture.engine(backend);
        DigestContext left = begun(engine, type, ABANDONED);
        DigestContext copy = left.copy();
        left.close();
        copy.close();
        for (int i = 0; i < 3; i++) {
            try (DigestContext next = begun(engine, type, DATA)) {
                assertThat(next.digest()).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void functionOfADigestThatWasClosedTwice_isThatOfOneOther(String backend) throws Exception {
        byte[] expected = MessageDigest.getInstance("SHA-256").digest(DATA);
        Engines engine = EngineFixture.engine(backend);
        DigestContext closed = begun(engine, MechanismType.CKM_SHA256, ABANDONED);
        closed.close();
        closed.close();
        assertCode(
                () -> closed.update(ABANDONED, 0, ABANDONED.length),
                ReturnCode.CKR_OPERATION_NOT_INITIALIZED);
        try (DigestContext one = begun(engine, MechanismType.CKM_SHA256, DATA);
                DigestContext other = begun(engine, MechanismType.CKM_SHA256, DATA)) {
            assertThat(one.digest()).isEqualTo(expected);
            assertThat(other.digest()).isEqualTo(expected);
        }
    }
}
