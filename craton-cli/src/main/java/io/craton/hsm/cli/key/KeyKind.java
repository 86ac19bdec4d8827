package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.KeyNames;
import io.craton.hsm.cli.object.KeyUse;
import io.craton.hsm.spi.der.EcParams;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A kind of key as {@code --type} names it, such as {@code rsa:3072}: what the standard asks for to
 * make one. Which there are, the tables of key types, curves and parameter sets say.
 *
 * @param name the name
 * @param type the key type
 * @param generator the mechanism that makes one
 * @param parameter what goes into the template of a new key: of the public key, or of the secret
 *     key
 * @param uses what such a key is for, unless {@code --use} says otherwise
 */
public record KeyKind(
        String name, KeyType type, MechanismType generator, Template parameter, Set<KeyUse> uses) {
    private static final Set<KeyUse> SIGNATURES = EnumSet.of(KeyUse.SIGN, KeyUse.VERIFY);
    private static final Set<KeyUse> ENCRYPTION = EnumSet.of(KeyUse.ENCRYPT, KeyUse.DECRYPT);
    private static final Set<KeyUse> DERIVATION = EnumSet.of(KeyUse.DERIVE);
    private static final Set<KeyUse> ENCAPSULATION =
            EnumSet.of(KeyUse.ENCAPSULATE, KeyUse.DECAPSULATE);

    /** The types of the keys that can be made: pairs first, then the secret keys by their kind. */
    private static final List<KeyType> TYPES =
            Stream.of(KeyType.values())
                    .filter(type -> type.generator().isPresent())
                    .sorted(Comparator.comparing(KeyType::kind))
                    .toList();

    /** The kinds whose name says everything; those with a length of choice are not here. */
    private static final Map<String, KeyKind> FIXED = new LinkedHashMap<>();

    static {
        for (Curve curve : Curve.values()) {
            enter(of(curve));
        }
        for (ParameterSet set : ParameterSet.values()) {
            enter(of(set));
        }
        for (KeyType type : TYPES) {
            for (int bytes : type.lengths()) {
                enter(ofSize(type, 8 * bytes));
            }
        }
    }

    private static void enter(KeyKind kind) {
        if (FIXED.put(kind.name, kind) != null) {
            throw new IllegalStateException("two kinds of keys are called " + kind.name);
        }
    }

    /** What {@code --type} takes, for help, errors and completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return TYPES.stream().flatMap(Names::of).iterator();
        }

        private static Stream<String> of(KeyType type) {
            return hasSizeOfChoice(type)
                    ? Stream.of(type.label() + ":BITS")
                    : FIXED.values().stream().filter(kind -> kind.type == type).map(KeyKind::name);
        }
    }

    /** Keys on a curve. */
    public static KeyKind of(Curve curve) {
        Template parameter =
                Template.builder().set(AttributeType.CKA_EC_PARAMS, EcParams.of(curve)).build();
        return of(KeyNames.of(curve), curve.keyType(), parameter);
    }

    /** Keys with a parameter set. */
    public static KeyKind of(ParameterSet set) {
        Template parameter =
                Template.builder().set(AttributeType.CKA_PARAMETER_SET, set.code()).build();
        return of(KeyNames.of(set), set.keyType(), parameter);
    }

    /**
     * Keys of a length.
     *
     * @param type RSA, or a type of secret keys
     * @param bits the length in bits, a multiple of 8
     */
    public static KeyKind ofSize(KeyType type, int bits) {
        Template.Builder parameter = Template.builder();
        if (type == KeyType.CKK_RSA) {
            parameter
                    .set(AttributeType.CKA_MODULUS_BITS, (long) bits)
                    .set(AttributeType.CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1});
        } else if (type.lengths().size() != 1) {
            parameter.set(AttributeType.CKA_VALUE_LEN, (long) bits / 8);
        }
        return of(KeyNames.of(type, bits), type, parameter.build());
    }

    private static KeyKind of(String name, KeyType type, Template parameter) {
        return new KeyKind(name, type, type.generator().orElseThrow(), parameter, uses(type));
    }

    private static boolean hasSizeOfChoice(KeyType type) {
        return type == KeyType.CKK_RSA || (type.kind().isSecret() && type.lengths().isEmpty());
    }

    /** What keys of a type are for, unless somebody says otherwise. */
    static Set<KeyUse> uses(KeyType type) {
        return switch (type.kind()) {
            case CIPHER -> ENCRYPTION;
            case DERIVATION -> DERIVATION;
            case KEY_PAIR -> usesOfPair(type);
            default -> SIGNATURES;
        };
    }

    private static Set<KeyUse> usesOfPair(KeyType type) {
        return switch (type) {
            case CKK_RSA -> {
                Set<KeyUse> both = EnumSet.copyOf(SIGNATURES);
                both.addAll(ENCRYPTION);
                yield both;
            }
            case CKK_EC_MONTGOMERY -> DERIVATION;
            case CKK_ML_KEM -> ENCAPSULATION;
            default -> SIGNATURES;
        };
    }

    /** The length of the value of a secret key in bytes. */
    int valueLength() {
        List<Integer> lengths = type.lengths();
        long only = lengths.isEmpty() ? 0 : lengths.get(0);
        return Math.toIntExact(parameter.get(AttributeType.CKA_VALUE_LEN, only));
    }

    /** Whether it is a key pair. */
    public boolean pair() {
        return type.kind() == KeyType.Kind.KEY_PAIR;
    }

    /**
     * The kind with this name.
     *
     * @throws CliException if there is none
     */
    public static KeyKind of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        KeyKind fixed = FIXED.get(lower);
        if (fixed != null) {
            return fixed;
        }
        int colon = lower.indexOf(':');
        String family = lower.substring(0, Math.max(colon, 0));
        KeyType type =
                TYPES.stream()
                        .filter(each -> hasSizeOfChoice(each) && each.label().equals(family))
                        .findFirst()
                        .orElseThrow(() -> unknown(name));
        return ofSize(type, bits(name, lower.substring(colon + 1)));
    }

    private static int bits(String name, String size) {
        if (!size.matches("[0-9]{1,6}") || Integer.parseInt(size) % 8 != 0) {
            throw unknown(name);
        }
        return Integer.parseInt(size);
    }

    private static CliException unknown(String name) {
        return CliException.usage(
                "there is no key type '"
                        + name
                        + "'; --type takes "
                        + String.join(", ", new Names())
                        + ", where BITS is a multiple of 8, and for rsa of 64");
    }
}
