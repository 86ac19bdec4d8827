package io.craton.hsm.audit.proof;

import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.CheckpointSigner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What the log was at one time: the number of its lines and the root of the Merkle tree over them,
 * signed. The text form is a C2SP tlog-checkpoint, a signed note. Immutable.
 */
public final class Checkpoint {
    private static final String SIGNATURE = "\u2014 ";

    private final String origin;
    private final long size;
    private final byte[] root;
    private final List<String> extensions;
    private final List<NoteSignature> signatures;

    /**
     * One signature.
     *
     * @param keyName the name of the key
     * @param bytes the key id, four bytes, and the signature
     */
    record NoteSignature(String keyName, Bytes bytes) {
        String line() {
            return SIGNATURE
                    + keyName
                    + ' '
                    + Base64.getEncoder().encodeToString(bytes.copy())
                    + '\n';
        }
    }

    private Checkpoint(
            String origin,
            long size,
            byte[] root,
            List<String> extensions,
            List<NoteSignature> signatures) {
        this.origin = origin;
        this.size = size;
        this.root = root;
        this.extensions = List.copyOf(extensions);
        this.signatures = List.copyOf(signatures);
    }

    /**
     * A checkpoint without signatures.
     *
     * @param origin the name of the log: one line, not empty
     * @param size how many lines there are
     * @param root the root hash, 32 bytes
     */
    public static Checkpoint unsigned(String origin, long size, byte[] root) {
        if (origin.isBlank()
                || origin.chars().anyMatch(c -> c < ' ')
                || size < 0
                || root.length != Sha256.LENGTH) {
            throw new IllegalArgumentException(
                    "a checkpoint has an origin of one line, a size and a root of 32 bytes");
        }
        return new Checkpoint(origin, size, root.clone(), List.of(), List.of());
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not that form
     */
    public static Checkpoint parse(String note) {
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0 || !note.endsWith("\n")) {
            throw malformed("there is no blank line before the signatures");
        }
        String[] text = note.substring(0, blank).split("\n", -1);
        if (text.length < 3
                || Arrays.asList(text).contains("")
                || !text[1].matches("0|[1-9][0-9]{0,17}")) {
            throw malformed("origin, size or root is missing");
        }
        byte[] root = Base64.getDecoder().decode(text[2]);
        if (root.length != Sha256.LENGTH) {
            throw malformed("the root has " + root.length + " bytes");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : note.substring(blank + 2).split("\n")) {
            String[] words = line.split(" ", -1);
            if (words.length != 3 || !(words[0] + ' ').equals(SIGNATURE)) {
                throw malformed("not a signature line: " + line);
            }
            byte[] bytes = Base64.getDecoder().decode(words[2]);
            if (bytes.length < 5) {
                throw malformed("a signature of " + bytes.length + " bytes");
            }
            signatures.add(new NoteSignature(words[1], Bytes.of(bytes)));
        }
        List<String> extensions = Arrays.asList(text).subList(3, text.length);
        return new Checkpoint(text[0], Long.parseLong(text[1]), root, extensions, signatures);
    }

    private static IllegalArgumentException malformed(String why) {
        return new IllegalArgumentException("not a checkpoint: " + why);
    }

    /** The name of the log. */
    public String origin() {
        return origin;
    }

    /** How many lines the log had. */
    public long size() {
        return size;
    }

    /** The root of the Merkle tree over these lines, 32 bytes. */
    public byte[] root() {
        return root.clone();
    }

    /** The text that is signed. */
    String text() {
        StringBuilder text =
                new StringBuilder()
                        .append(origin)
                        .append('\n')
                        .append(size)
                        .append('\n')
                        .append(Base64.getEncoder().encodeToString(root))
                        .append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** The text form, with all signatures. */
    public String note() {
        StringBuilder note = new StringBuilder(text()).append('\n');
        signatures.forEach(signature -> note.append(signature.line()));
        return note.toString();
    }

    /** The names of the keys that seem to have signed; nothing is checked. */
    public List<String> signedBy() {
        return signatures.stream().map(NoteSignature::keyName).toList();
    }

    /**
     * The same with one more signature.
     *
     * @param key the public side of the signer: {@link NoteKey#ofLog} or {@link NoteKey#ofWitness}
     * @param time the time in it, for types that have one
     */
    public Checkpoint sign(CheckpointSigner signer, NoteKey key, Instant time) {
        long seconds = time.getEpochSecond();
        byte[] signature = signer.sign(message(key, seconds));
        ByteBuffer bytes = ByteBuffer.allocate(4 + key.type().signatureLength());
        bytes.put(key.id());
        if (key.type().timed()) {
            bytes.putLong(seconds);
        }
        if (signature.length != bytes.remaining()) {
            String found = "the signature of " + key.name() + " has " + signature.length;
            throw new IllegalArgumentException(
                    found + " bytes; one of type " + key.type() + " has " + bytes.remaining());
        }
        bytes.put(signature);
        List<NoteSignature> all = new ArrayList<>(signatures);
        all.add(new NoteSignature(key.name(), Bytes.of(bytes.array())));
        return new Checkpoint(origin, size, root, extensions, all);
    }

    /**
     * Whether there is a right signature of this key.
     *
     * @throws IllegalStateException if the algorithm of the key is not at hand
     */
    public boolean verify(NoteKey key, SignatureCheck check) {
        return signatureTime(key, check).isPresent();
    }

    /**
     * When the key signed: only cosignatures have a time, for others it is the epoch.
     *
     * @return empty if there is no right signature of this key
     */
    public Optional<Instant> signatureTime(NoteKey key, SignatureCheck check) {
        for (NoteSignature signature : signatures) {
            byte[] bytes = signature.bytes().copy();
            if (!signature.keyName().equals(key.name())
                    || bytes.length != 4 + key.type().signatureLength()
                    || !Arrays.equals(bytes, 0, 4, key.id(), 0, 4)) {
                continue;
            }
            ByteBuffer rest = ByteBuffer.wrap(bytes, 4, bytes.length - 4);
            long seconds = key.type().timed() ? rest.getLong() : 0;
            byte[] raw = new byte[rest.remaining()];
            rest.get(raw);
            if (seconds >= 0
                    && check.verify(key.type(), key.publicKey(), message(key, seconds), raw)) {
                return Optional.of(
                        Instant.ofEpochSecond(Math.min(seconds, Instant.MAX.getEpochSecond())));
            }
        }
        return Optional.empty();
    }

    /** What a key of this type signs. */
    private byte[] message(NoteKey key, long seconds) {
        return switch (key.type()) {
            case ED25519, ML_DSA_65, ML_DSA_87 -> text().getBytes(StandardCharsets.UTF_8);
            case ED25519_COSIGNATURE ->
                    ("cosignature/v1\ntime " + seconds + '\n' + text())
                            .getBytes(StandardCharsets.UTF_8);
            case ML_DSA_44 -> {
                byte[] cosigner = key.name().getBytes(StandardCharsets.UTF_8);
                byte[] log = origin.getBytes(StandardCharsets.UTF_8);
                yield ByteBuffer.allocate(
                                12 + 1 + cosigner.length + 8 + 1 + log.length + 8 + 8 + root.length)
                        .put("subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII))
                        .put((byte) cosigner.length)
                        .put(cosigner)
                        .putLong(seconds)
                        .put((byte) log.length)
                        .put(log)
                        .putLong(0)
                        .putLong(size)
                        .put(root)
                        .array();
            }
        };
    }

    @Override
    public String toString() {
        return note();
    }
}
