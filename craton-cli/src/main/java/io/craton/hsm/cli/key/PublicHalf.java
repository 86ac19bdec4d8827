package io.craton.hsm.cli.key;

import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.provider.key.X509PublicKeys;
import java.security.InvalidKeyException;
import java.security.spec.InvalidKeySpecException;

/** The public key object beside a private key that came from outside. */
final class PublicHalf {
    private PublicHalf() {}

    /**
     * Its template.
     *
     * @param info the SubjectPublicKeyInfo
     * @param attributes label, id, uses and so on
     */
    static Template of(byte[] info, Template.Builder attributes) {
        try {
            Template key =
                    X509PublicKeys.template(X509PublicKeys.parse(info)).toBuilder()
                            .token(true)
                            .build();
            return attributes.build().toBuilder().setAll(key).build();
        } catch (InvalidKeySpecException | InvalidKeyException e) {
            throw new CliException(ExitCode.FAILED, "the public key cannot be stored", e);
        }
    }
}
