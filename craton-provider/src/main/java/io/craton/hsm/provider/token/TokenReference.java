package io.craton.hsm.provider.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token, and which of its entries a key store shows. As a small text file it stands for a key
 * store where a program insists on a file: {@code craton-token: slot=0}, with {@code label=...} or
 * a {@code pkcs11:} URI in place of the slot, and with {@code alias=...} behind it for each entry
 * that is meant if not all are. Empty lines and lines with {@code #} are comments. The form is in
 * {@code docs/formats.md}. Immutable.
 *
 * @param token the token
 * @param entries the entries
 */
public record TokenReference(TokenSelector token, EntrySelector entries) {
    /** All entries of the token in slot 0. */
    public static final TokenReference DEFAULT = of(TokenSelector.DEFAULT);

    private static final String PREFIX = "craton-token:";
    private static final String ONLY =
            "a key store file of type CratonHSM holds only a token reference, such as"
                    + " \"craton-token: slot=0\" (keys of other key stores are imported with keytool"
                    + " -importkeystore), and this is none";
    private static final int LIMIT = 4096;
    private static final Pattern ALIAS = Pattern.compile("\\s+alias\\s*=");

    /** All entries of a token. */
    public static TokenReference of(TokenSelector token) {
        return new TokenReference(token, EntrySelector.ALL);
    }

    // Reading

    /**
     * Reads a file.
     *
     * @throws IOException if the stream holds anything else: a key store of another type was given
     *     by mistake
     */
    public static TokenReference read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LIMIT + 1);
        if (bytes.length > LIMIT) {
            throw refused("it has more than " + LIMIT + " bytes", null);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw refused("it is not UTF-8", e);
        }
        List<String> lines =
                text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .toList();
        if (lines.size() != 1 || !lines.get(0).startsWith(PREFIX)) {
            throw refused("it does not have one line that begins with " + PREFIX, null);
        }
        try {
            return parse(lines.get(0).substring(PREFIX.length()).strip());
        } catch (HsmException e) {
            throw JcaFailures.as(IOException::new, ONLY, e);
        }
    }

    private static IOException refused(String problem, @Nullable Exception cause) {
        return new IOException(ONLY + ": " + problem, cause);
    }

    private static TokenReference parse(String text) {
        String[] parts = ALIAS.split(text, -1);
        List<String> aliases = new ArrayList<>();
        for (String alias : Arrays.asList(parts).subList(1, parts.length)) {
            aliases.add(alias(alias.strip()));
        }
        TokenReference chosen = choice(parts[0].strip());
        return new TokenReference(chosen.token(), chosen.entries().with(aliases));
    }

    private static String alias(String text) {
        if (text.isEmpty() || text.chars().anyMatch(Character::isWhitespace)) {
            throw bad("an alias is one word; a space in it is written %20");
        }
        return PercentCoding.text(PercentCoding.decode(text));
    }

    private static TokenReference choice(String text) {
        if (TokenUri.isUri(text)) {
            TokenUri uri = TokenUri.parse(text);
            if (uri.namesPin()) {
                throw bad("a PIN is not named here: it is given to KeyStore.load");
            }
            return uri.reference();
        }
        int equals = text.indexOf('=');
        String name = equals < 0 ? "" : text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip();
        if (name.equals("slot") && value.matches("[0-9]{1,9}")) {
            return of(TokenSelector.slot(Long.parseLong(value)));
        }
        if (name.equals("label") && !value.isEmpty()) {
            return of(TokenSelector.label(value));
        }
        throw bad("the token is named by slot=, label= or a pkcs11: URI");
    }

    private static HsmException bad(String problem) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, problem);
    }

    // Writing

    /**
     * The file, which {@link #read} reads again.
     *
     * @throws IOException if it is too long for that
     */
    public byte[] write() throws IOException {
        byte[] file = (PREFIX + " " + this + "\n").getBytes(StandardCharsets.UTF_8);
        if (file.length > LIMIT) {
            throw new IOException(
                    "a token reference with these aliases has more than "
                            + LIMIT
                            + " bytes; name fewer");
        }
        return file;
    }

    /** What stands in a file behind its first word. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(plainly() ? plain() : uri());
        for (String alias : entries.aliases()) {
            text.append(" alias=").append(PercentCoding.encode(alias));
        }
        return text.toString();
    }

    private boolean plainly() {
        if (!entries.with(List.of()).all()) {
            return false;
        }
        String label = token.wanted().get(TokenAttribute.LABEL);
        return token.slotAlone().isPresent()
                || (label != null && token.wanted().size() == 1 && readsBack(label));
    }

    private static boolean readsBack(String label) {
        return !label.isEmpty()
                && label.equals(label.strip())
                && label.lines().count() == 1
                && !ALIAS.matcher(label).find();
    }

    private String plain() {
        return token.slotAlone().isPresent()
                ? "slot=" + token.slotAlone().getAsLong()
                : "label=" + token.wanted().get(TokenAttribute.LABEL);
    }

    private String uri() {
        List<String> attributes = new ArrayList<>();
        for (Map.Entry<TokenAttribute, String> one : token.wanted().entrySet()) {
            attributes.add(one.getKey().label() + "=" + PercentCoding.encode(one.getValue()));
        }
        attributes.addAll(entries.attributes());
        return TokenUri.SCHEME + String.join(";", attributes);
    }
}
