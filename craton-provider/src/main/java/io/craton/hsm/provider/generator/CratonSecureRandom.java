package io.craton.hsm.provider.generator;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.EnumSet;
import java.util.Set;

/**
 * The module's random generator. As the first provider of a JVM it serves everybody's {@code new
 * SecureRandom()}, also that of code which runs while the module opens and while there is no token
 * yet: they get the operating system's generator, which is what the module's is seeded from.
 */
public final class CratonSecureRandom extends SecureRandomSpi {
    @Serial private static final long serialVersionUID = 1L;

    /** What the module says while there is no token, by {@code token.uninitialized}. */
    private static final Set<ReturnCode> WITHOUT_TOKEN =
            EnumSet.of(ReturnCode.CKR_TOKEN_NOT_PRESENT, ReturnCode.CKR_TOKEN_NOT_INITIALIZED);

    private final transient HsmAccess access;

    /** A generator of this module. */
    public CratonSecureRandom(HsmAccess access) {
        this.access = access;
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
        if (access.opening()) {
            fromOperatingSystem(bytes);
            return;
        }
        try {
            access.token().hold(session -> fill(session, bytes));
        } catch (HsmException e) {
            if (!WITHOUT_TOKEN.contains(e.code())) {
                throw JcaFailures.provider(e);
            }
            fromOperatingSystem(bytes);
        }
    }

    private static boolean fill(Session session, byte[] bytes) {
        for (int done = 0; done < bytes.length; done += Session.MAX_RANDOM) {
            int length = Math.min(bytes.length - done, Session.MAX_RANDOM);
            System.arraycopy(session.generateRandom(length), 0, bytes, done, length);
        }
        return true;
    }

    private static void fromOperatingSystem(byte[] bytes) {
        // Which of them there is depends on the operating system.
        boolean filled =
                fill(bytes, "NativePRNGNonBlocking", "SUN")
                        || fill(bytes, "Windows-PRNG", "SunMSCAPI")
                        || fill(bytes, "DRBG", "SUN");
        if (!filled) {
            throw new ProviderException("the JDK's SUN provider is needed");
        }
    }

    private static boolean fill(byte[] bytes, String name, String provider) {
        try {
            SecureRandom.getInstance(name, provider).nextBytes(bytes);
            return true;
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            return false;
        }
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
        if (access.opening()) {
            return;
        }
        try {
            access.token()
                    .hold(
                            session -> {
                                session.seedRandom(seed);
                                return true;
                            });
        } catch (HsmException e) {
            if (!WITHOUT_TOKEN.contains(e.code())) {
                throw JcaFailures.provider(e);
            }
        }
    }

    @Override
    protected byte[] engineGenerateSeed(int length) {
        byte[] seed = new byte[length];
        engineNextBytes(seed);
        return seed;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("the random generator of a token cannot be serialised");
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("the random generator of a token cannot be serialised");
    }
}
