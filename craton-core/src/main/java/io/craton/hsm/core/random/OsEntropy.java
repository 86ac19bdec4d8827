package io.craton.hsm.core.random;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/**
 * The operating system's generator, asked anew at every call.
 *
 * <p>On Unix it is read from {@code /dev/urandom}, after one byte from {@code /dev/random}, which
 * blocks until the kernel has gathered its first entropy: together the behaviour of {@code
 * getrandom(2)} on every kernel. The JDK's {@code NativePRNG} is not used, because it keeps up to
 * 256 bytes back for a tenth of a second, which the two copies of a virtual machine would both hand
 * out. Elsewhere the JDK's {@code Windows-PRNG} is.
 */
public final class OsEntropy {
    private static final Path BLOCKING = Path.of("/dev/random");
    private static final Path FAST = Path.of("/dev/urandom");

    private OsEntropy() {}

    /**
     * Opens the source; waits until the operating system has entropy.
     *
     * @throws IOException if there is none, or what is there is not a device
     */
    public static EntropySource open() throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return windows();
        }
        requireDevice(BLOCKING);
        requireDevice(FAST);
        try (Device ready = new Device(BLOCKING)) {
            ready.read(new byte[1], 0, 1);
        }
        return new Device(FAST);
    }

    // In a container a plain file may lie where the device should be.
    private static void requireDevice(Path path) throws IOException {
        if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new IOException(path + " is not a device; mount the host's");
        }
    }

    private static EntropySource windows() throws IOException {
        try {
            SecureRandom system = SecureRandom.getInstance("Windows-PRNG", "SunMSCAPI");
            return (bytes, offset, length) -> {
                byte[] fresh = new byte[length];
                system.nextBytes(fresh);
                System.arraycopy(fresh, 0, bytes, offset, length);
            };
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java runtime has no Windows-PRNG", e);
        }
    }

    private static final class Device implements EntropySource {
        private final FileInputStream in;

        Device(Path path) throws IOException {
            in = new FileInputStream(path.toFile());
        }

        @Override
        public void read(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int count = in.read(bytes, offset + done, length - done);
                if (count <= 0) {
                    throw new EOFException("the system's random device gives nothing");
                }
                done += count;
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
