package io.craton.hsm.engine.memory;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The few calls of the C library that a JVM has no API for. There is one if the Java runtime has
 * {@code java.lang.foreign} (22 and newer) or JNA is on the class path; neither is needed, and the
 * system property {@value #PROPERTY} set to {@code off} keeps the module from using them. Safe for
 * use by several threads.
 */
public abstract class LibC {
    /** {@code auto} (default) or {@code off}. */
    public static final String PROPERTY = "craton.hsm.native";

    private static final @Nullable LibC INSTANCE = find();

    /** The C library, or null if this Java runtime has no way to it. */
    public static @Nullable LibC find(String setting) {
        return setting.equals("off") ? null : INSTANCE;
    }

    /** The C library as the system property has it, or null. */
    public static @Nullable LibC get() {
        return find(System.getProperty(PROPERTY, "auto"));
    }

    private static @Nullable LibC find() {
        if (System.getProperty(PROPERTY, "auto").equals("off")
                || System.getProperty("os.name", "").startsWith("Windows")) {
            return null;
        }
        LibC foreign = ForeignLibC.open();
        return foreign != null ? foreign : JnaLibC.open();
    }

    /** How the library is reached, for logs: {@code java.lang.foreign} or {@code JNA}. */
    public abstract String route();

    /**
     * Calls a function that takes whole numbers and pointers and gives one back.
     *
     * @param function its name
     * @param arguments at most six
     * @return what it gave, and the error number that was left
     */
    public abstract Result call(String function, long... arguments);

    /** {@code getpid}: takes no lock, for a forked child may ask. */
    public abstract long processId();

    /** The address of the first byte of a direct buffer. */
    public abstract long address(ByteBuffer direct);

    /** A view of memory that lives as long as the process. */
    public abstract ByteBuffer view(long address, int length);

    /**
     * What a call gave.
     *
     * @param value its value; of functions that give an {@code int}, cast
     * @param errno the error number, of meaning only if the value says that there is one
     */
    public record Result(long value, int errno) {
        /** Whether a function that gives 0 for success succeeded. */
        public boolean ok() {
            return (int) value == 0;
        }

        /** The error in the words of the C library. */
        public String message() {
            return switch (errno) {
                case 1 -> "Operation not permitted";
                case 11 -> "Resource temporarily unavailable";
                case 12 -> "Cannot allocate memory";
                case 22 -> "Invalid argument";
                case 38 -> "Function not implemented";
                default -> "error " + errno;
            };
        }
    }
}
