package io.craton.hsm.core.token;

import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Long data as streams and buffers gives what arrays give. */
class LongDataTest {
    private static final byte[] DATA = new byte[100_001];

    static {
        new Random(1).nextBytes(DATA);
    }

    private static InputStream stream() {
        return new ByteArrayInputStream(DATA);
    }

    @Test
    void streams_giveWhatArraysGive() throws IOException {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            KeyPairHandles ec = Keys.ec(session);
            byte[] signature;
            try (var signing = session.signer(Keys.ecdsa(), ec.privateKey())) {
                signing.update(stream());
                signature = signing.sign();
            }
            session.verify(Keys.ecdsa(), ec.publicKey(), DATA, signature);
            try (var verifying = session.verifier(Keys.ecdsa(), ec.publicKey())) {
                verifying.update(stream());
                verifying.verify(signature);
            }
            Mechanism sha256 = Mechanism.of(MechanismType.CKM_SHA256);
            try (var digesting = session.digester(sha256)) {
                digesting.update(stream());
                assertThat(digesting.digest()).isEqualTo(session.digest(sha256, DATA));
            }
            ObjectHandle aes = Keys.aes(session);
            ByteArrayOutputStream ciphertext = new ByteArrayOutputStream();
            session.encryptor(Keys.cbcPad(), aes).transfer(stream(), ciphertext);
            assertThat(ciphertext.toByteArray())
                    .isEqualTo(session.encrypt(Keys.cbcPad(), aes, DATA));
            ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
            session.decryptor(Keys.cbcPad(), aes)
                    .transfer(new ByteArrayInputStream(ciphertext.toByteArray()), plaintext);
            assertThat(plaintext.toByteArray()).isEqualTo(DATA);
        }
    }

    @Test
    void buffers_giveWhatArraysGive_andNeedRoom() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle aes = Keys.aes(session);
            byte[] expected = session.encrypt(Keys.cbcPad(), aes, DATA);
            try (CipherOperation operation = session.encryptor(Keys.cbcPad(), aes)) {
                ByteBuffer out = ByteBuffer.allocate(DATA.length + 16);
                ByteBuffer first = ByteBuffer.wrap(DATA, 0, 40_000);
                assertCode(
                        CKR_BUFFER_TOO_SMALL,
                        () -> operation.update(first, ByteBuffer.allocate(39_999)));
                assertThat(first.position()).isZero();
                int written = operation.update(first, out);
                written +=
                        operation.doFinal(ByteBuffer.wrap(DATA, 40_000, DATA.length - 40_000), out);
                assertThat(written).isEqualTo(out.position()).isEqualTo(expected.length);
                assertThat(Arrays.copyOf(out.array(), written)).isEqualTo(expected);
            }
            try (var digesting = session.digester(Mechanism.of(MechanismType.CKM_SHA256))) {
                digesting.update(ByteBuffer.wrap(DATA));
                assertThat(digesting.digest())
                        .isEqualTo(session.digest(Mechanism.of(MechanismType.CKM_SHA256), DATA));
            }
        }
    }

    @Test
    void streamThatFails_cancelsTheOperation() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            CipherOperation operation = session.encryptor(Keys.cbcPad(), Keys.aes(session));
            InputStream broken =
                    new InputStream() {
                        @Override
                        public int read() throws IOException {
                            throw new IOException("broken");
                        }
                    };
            assertThatThrownBy(() -> operation.transfer(broken, new ByteArrayOutputStream()))
                    .isInstanceOf(IOException.class);
            assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> operation.update(DATA));
        }
    }
}
