package io.craton.hsm.engine.kdf;

import io.craton.hsm.Digest;
import io.craton.hsm.Limits;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.DerivedKey;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.KeyedMac;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/**
 * PBKDF2 (RFC 8018; PKCS#11 v3.2, section 6.37) as the generation of a key. Passwords are bytes,
 * which the JDK's own PBKDF2 does not take, so the loop is here over its HMAC.
 */
public final class Pbkdf2Engine implements MechanismFamily {
    // About a minute of work; nobody asks for more by intent.
    private static final long MAX_ITERATIONS = Limits.PBKDF2_ITERATIONS;

    private final Libraries libraries;

    /** Computes with these libraries. */
    public Pbkdf2Engine(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Set.of(MechanismType.CKM_PKCS5_PBKD2);
    }

    @Override
    public KeyMaterial generateKey(Mechanism mechanism, Template template) {
        Pbkdf2 parameters = Parameters.of(mechanism, Pbkdf2.class);
        Parameters.require(
                parameters.iterations() >= 1 && parameters.iterations() <= MAX_ITERATIONS,
                "PBKDF2 takes 1 to "
                        + MAX_ITERATIONS
                        + " iterations, not "
                        + parameters.iterations());
        Digest hash = Digests.ofHmac(parameters.prf());
        DerivedKey shape = DerivedKey.of(template);
        int length = shape.requiredLength();
        return shape.fromHead(compute(hash, parameters, length), length);
    }

    private byte[] compute(Digest hash, Pbkdf2 parameters, int length) {
        byte[] password = parameters.password();
        LibraryKey key = LibraryKey.of("RAW", password.length == 0 ? new byte[1] : password);
        try (KeyedMac mac = libraries.macs(hash).start(key)) {
            return Guard.call("PBKDF2 failed", () -> blocks(mac.mac(), hash, parameters, length));
        } finally {
            key.wipe();
        }
    }

    private static byte[] blocks(Mac mac, Digest hash, Pbkdf2 parameters, int length)
            throws ShortBufferException {
        byte[] result = new byte[(length + hash.length() - 1) / hash.length() * hash.length()];
        byte[] block = new byte[hash.length()];
        for (int i = 1; (i - 1) * hash.length() < length; i++) {
            mac.update(parameters.salt());
            byte[] number = {(byte) (i >>> 24), (byte) (i >>> 16), (byte) (i >>> 8), (byte) i};
            block = mac.doFinal(number);
            byte[] sum = block.clone();
            for (long round = 1; round < parameters.iterations(); round++) {
                mac.update(block);
                mac.doFinal(block, 0);
                for (int at = 0; at < sum.length; at++) {
                    sum[at] ^= block[at];
                }
            }
            System.arraycopy(sum, 0, result, (i - 1) * sum.length, sum.length);
            ByteArrays.wipe(sum, block);
        }
        byte[] cut = Arrays.copyOf(result, length);
        ByteArrays.wipe(result);
        return cut;
    }
}
