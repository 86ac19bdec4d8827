package io.craton.hsm.provider.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.util.List;
import javax.security.auth.DestroyFailedException;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.Test;

/** What only the operating system knows reaches whoever logs no more than a message. */
class JcaFailuresTest {
    @Test
    void messages_sayTheCauses_andHaveTheModulesExceptionAsTheirs() {
        HsmException full =
                new HsmException(
                        ReturnCode.CKR_DEVICE_ERROR,
                        "the store cannot be written",
                        new IOException("No space left on device"));
        List<Exception> failures =
                List.of(
                        JcaFailures.invalidKey(full),
                        JcaFailures.signature(full),
                        JcaFailures.provider(full),
                        JcaFailures.state(full),
                        JcaFailures.keyStore(full),
                        JcaFailures.load(full),
                        JcaFailures.login(full));

        assertThat(failures)
                .allSatisfy(
                        failure ->
                                assertThat(failure)
                                        .hasCause(full)
                                        .hasMessageContaining("CKR_DEVICE_ERROR")
                                        .hasMessageContaining("the store cannot be written")
                                        .hasMessageContaining("No space left on device"));
    }

    @Test
    void refusalsAsAnotherException_sayTheSame_andHaveTheRefusalAsTheirCause() {
        InvalidKeySpecException refusal = new InvalidKeySpecException("not a public key");

        InvalidKeyException same = JcaFailures.as(InvalidKeyException::new, refusal);
        DestroyFailedException more =
                JcaFailures.as(DestroyFailedException::new, "the key stays", refusal);

        assertThat(same)
                .isExactlyInstanceOf(InvalidKeyException.class)
                .hasMessage("not a public key")
                .hasCause(refusal);
        assertThat(more).hasMessage("the key stays: not a public key").hasCause(refusal);
    }

    @Test
    void reasonsOfTheModule_areSaidWithTheirCauses_andReasonsWithoutWordsByTheirKind() {
        HsmException full =
                new HsmException(
                        ReturnCode.CKR_DEVICE_ERROR,
                        "the store cannot be written",
                        new IOException("No space left on device"));

        LoginException login = JcaFailures.as(LoginException::new, full);

        assertThat(login).hasMessageContaining("No space left on device").hasCause(full);
        assertThat(JcaFailures.sentence("it failed", new SignatureException()))
                .isEqualTo("it failed: SignatureException");
    }
}
