package io.craton.hsm.provider.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.AttributeType;
import io.craton.hsm.provider.memory.HeldKey.Kind;
import io.craton.hsm.provider.memory.PatternSearch.Found;
import io.craton.hsm.provider.memory.SecretPatterns.Pattern;
import io.craton.hsm.provider.memory.SecretPatterns.Words;
import io.craton.hsm.store.header.StoreKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys are not on the Java heap between calls. Another process imports keys and uses them with
 * every kind of mechanism, at the API and through the JCA; this one, which knows them, searches
 * heap dumps of the other, and its whole memory, which is what a core dump has.
 */
class KeysInMemoryTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<Kind> NUMBERS =
            EnumSet.of(Kind.RSA, Kind.EC, Kind.UNUSED_EC, Kind.ML_DSA);

    @TempDir Path directory;

    /**
     * Keys of which the libraries of a backend leave copies behind that nothing can overwrite, as
     * docs/security-model.md says: garbage, which is there until the space is used again.
     */
    private static Set<Kind> leftBehind(String backend) {
        Set<Kind> kinds = EnumSet.copyOf(NUMBERS);
        // Half of the value is that of the number that is made of it, by chance.
        kinds.add(Kind.X25519);
        switch (backend) {
            case "jdk" -> kinds.add(Kind.ED25519);
            case "accp" -> kinds.addAll(EnumSet.of(Kind.ED25519, Kind.HMAC));
            case "bc" -> kinds.addAll(EnumSet.allOf(Kind.class));
            default -> {}
        }
        return kinds;
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc", "accp"})
    void keysBetweenCalls_areNotInAHeapDump_norAnywhereAfterLogout(String backend)
            throws Exception {
        List<HeldKey> keys = keys();
        List<HeldKey> imported = List.copyOf(keys);
        Set<Kind> mayBeGarbage = leftBehind(backend);
        try (Holder holder = new Holder(directory, backend)) {
            assumeTrue(holder.started(), () -> backend + " is not there: " + holder.said());
            // Room for what comes, so that no collection falls into the middle of a call: of what
            // it
            // moves, it leaves copies that are out of reach.
            holder.tell("collect");
            keys.addAll(keysOfTheStore());
            for (HeldKey key : imported) {
                holder.tell("import " + key.encoded());
            }
            assertThat(kinds(holder.heapDump("all", keys)))
                    .as("imported, with what is garbage")
                    .isSubsetOf(mayBeGarbage);
            assertThat(holder.heapDump("live", keys)).as("imported").isEmpty();

            holder.tell("use");
            holder.tell("jca");
            assertThat(kinds(holder.heapDump("all", keys)))
                    .as("used, with what is garbage")
                    .isSubsetOf(mayBeGarbage);
            assertThat(holder.heapDump("live", keys)).as("used").isEmpty();
            assertThat(holder.roundKeys()).as("round keys of any key, the store's too").isEmpty();
            assertThat(kinds(holder.heap(keys))).as("space of the heap").isSubsetOf(mayBeGarbage);

            holder.tell("begin");
            assertThat(kinds(holder.heapDump("all", keys)))
                    .as("the search finds what an operation under way has")
                    .contains(Kind.AES, Kind.HMAC);
            holder.tell("logout");
            assertThat(holder.heapDump("live", keys)).as("logged out").isEmpty();
            holder.tell("collect");
            assertThat(kinds(holder.memory(keys)))
                    .as("all memory after the logout")
                    .isSubsetOf(mayBeGarbage);
        }
    }

    private static Set<Kind> kinds(List<Found> found) {
        return found.stream()
                .map(each -> each.pattern().kind())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));
    }

    private static List<HeldKey> keys() throws Exception {
        List<HeldKey> keys = new ArrayList<>();
        for (Kind kind : EnumSet.complementOf(EnumSet.of(Kind.STORE))) {
            keys.add(new HeldKey(kind, parts(kind)));
        }
        return keys;
    }

    private List<HeldKey> keysOfTheStore() throws IOException {
        return StoreKeys.of(
                        directory.resolve("store"), directory.resolve("header"), KeyHolder.pin())
                .values()
                .stream()
                .map(key -> new HeldKey(Kind.STORE, Map.of(AttributeType.CKA_VALUE, key)))
                .toList();
    }

    private static Map<AttributeType<byte[]>, byte[]> parts(Kind kind) throws Exception {
        return switch (kind) {
            case RSA -> rsa();
            case EC, UNUSED_EC -> curve("06082a8648ce3d030107", p256());
            case ED25519 -> curve("06032b6570", random(32));
            case X25519 -> curve("06032b656e", random(32));
            case ML_DSA -> Map.of(AttributeType.CKA_SEED, random(32));
            case AES_XTS -> Map.of(AttributeType.CKA_VALUE, random(64));
            case DES3 -> Map.of(AttributeType.CKA_VALUE, random(24));
            default -> Map.of(AttributeType.CKA_VALUE, random(32));
        };
    }

    private static Map<AttributeType<byte[]>, byte[]> curve(String oid, byte[] value) {
        return Map.of(
                AttributeType.CKA_EC_PARAMS,
                HexFormat.of().parseHex(oid),
                AttributeType.CKA_VALUE,
                value);
    }

    private static byte[] p256() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return fixed(((ECPrivateKey) generator.generateKeyPair().getPrivate()).getS(), 32);
    }

    private static Map<AttributeType<byte[]>, byte[]> rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        Map<AttributeType<byte[]>, byte[]> parts = new LinkedHashMap<>();
        parts.put(AttributeType.CKA_MODULUS, fixed(key.getModulus(), 256));
        parts.put(AttributeType.CKA_PUBLIC_EXPONENT, fixed(key.getPublicExponent(), 3));
        parts.put(AttributeType.CKA_PRIVATE_EXPONENT, fixed(key.getPrivateExponent(), 256));
        parts.put(AttributeType.CKA_PRIME_1, fixed(key.getPrimeP(), 128));
        parts.put(AttributeType.CKA_PRIME_2, fixed(key.getPrimeQ(), 128));
        parts.put(AttributeType.CKA_EXPONENT_1, fixed(key.getPrimeExponentP(), 128));
        parts.put(AttributeType.CKA_EXPONENT_2, fixed(key.getPrimeExponentQ(), 128));
        parts.put(AttributeType.CKA_COEFFICIENT, fixed(key.getCrtCoefficient(), 128));
        return parts;
    }

    private static byte[] fixed(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] result = new byte[length];
        int count = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - count, result, length - count, count);
        return result;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** The other process. */
    private static final class Holder implements AutoCloseable {
        private final Path directory;
        private final Process process;
        private final BufferedReader out;
        private final Writer in;
        private final StringBuilder said = new StringBuilder();
        private final boolean started;
        private long heapFrom;
        private long heapTo;

        Holder(Path directory, String backend) throws IOException {
            this.directory = directory;
            this.process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:+UseSerialGC",
                                    "-Xms512m",
                                    "-Xmx512m",
                                    "-Xmn384m",
                                    "-XX:MetaspaceSize=256m",
                                    "-XX:MarkSweepDeadRatio=0",
                                    "-Xlog:gc+heap+coops=debug",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    KeyHolder.class.getName(),
                                    directory.toString(),
                                    backend)
                            .redirectErrorStream(true)
                            .start();
            this.out =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.US_ASCII));
            this.in = process.outputWriter(StandardCharsets.US_ASCII);
            this.started = answer() != null;
        }

        boolean started() {
            return started;
        }

        /** What it said beside its answers. */
        String said() {
            return said.toString();
        }

        void tell(String line) throws IOException {
            in.write(line + "\n");
            in.flush();
            assertThat(answer()).as(said.toString()).isEqualTo("> done");
        }

        private String answer() throws IOException {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("> ")) {
                    return line;
                }
                said.append(line).append('\n');
                if (line.contains("Heap address: ")) {
                    heap(line);
                }
            }
            return null;
        }

        private void heap(String line) {
            String address = line.replaceAll(".*Heap address: 0x([0-9a-f]+),.*", "$1");
            heapFrom = Long.parseUnsignedLong(address, 16);
            heapTo = heapFrom + (512L << 20);
        }

        /** What a heap dump shows. */
        List<Found> heapDump(String which, List<HeldKey> keys) throws IOException {
            Path file = directory.resolve("dump.hprof");
            tell("dump " + which + " " + file);
            List<Found> found = new PatternSearch(patterns(keys, Words.HEAP_DUMP)).in(file);
            Files.delete(file);
            return found;
        }

        /** The keys of AES-256 of which objects that live have round keys. */
        List<String> roundKeys() throws IOException {
            Path file = directory.resolve("dump.hprof");
            tell("dump live " + file);
            List<String> found = RoundKeySearch.in(file);
            Files.delete(file);
            return found;
        }

        /** What the memory shows. */
        List<Found> memory(List<HeldKey> keys) throws IOException {
            ProcessMemory memory = new ProcessMemory(process.pid());
            String unreadable = memory.unreadable();
            if (unreadable != null) {
                System.out.println("KeysInMemoryTest: memory not searched: " + unreadable);
                return List.of();
            }
            return memory.search(patterns(keys, Words.MEMORY));
        }

        /** What the memory of the Java heap shows, objects and the space between them. */
        List<Found> heap(List<HeldKey> keys) throws IOException {
            return memory(keys).stream()
                    .filter(each -> each.address() >= heapFrom && each.address() < heapTo)
                    .toList();
        }

        private static List<Pattern> patterns(List<HeldKey> keys, Words words) {
            return keys.stream().flatMap(key -> SecretPatterns.of(key, words).stream()).toList();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
