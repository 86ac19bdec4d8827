package io.craton.hsm.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.spi.der.EcParams;
import java.lang.annotation.Annotation;
import java.security.InvalidParameterException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of key that the tables have, by the name that {@code key generate} has for it. */
@CratonToken
class KeySeedsTest {
    /** What the provider makes no keys of: see its table of services. */
    private static final Set<KeyType> NOT_GENERATED =
            EnumSet.of(KeyType.CKK_DES2, KeyType.CKK_DES3, KeyType.CKK_HKDF);

    private record Wanted(String alias, String type, boolean extractable) implements TokenKey {
        @Override
        public Class<? extends Annotation> annotationType() {
            return TokenKey.class;
        }
    }

    private static ObjectHandle generate(TestToken token, Session session, String type)
            throws Exception {
        KeySeeds.generate(token.provider(), new Wanted("seed", type, false));
        return session.findObjects(Template.builder().label("seed").build()).get(0);
    }

    private static Session session(TestToken token) {
        return token.slot().openSession(SessionMode.READ_ONLY);
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void curve_isThatOfTheKey(Curve curve, TestToken token) throws Exception {
        String prefix = curve.form() == Curve.Form.WEIERSTRASS ? "ec:" : "";
        try (Session session = session(token)) {
            ObjectHandle key = generate(token, session, prefix + curve.label());
            assertThat(session.getAttribute(key, AttributeType.CKA_KEY_TYPE))
                    .isEqualTo(curve.keyType());
            assertThat(session.getAttribute(key, AttributeType.CKA_EC_PARAMS))
                    .isEqualTo(EcParams.of(curve));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec", "EC:P256", "ec:secp256r1", "EC:P-256"})
    void ec_withoutACurveOrByAnotherName_isP256(String type, TestToken token) throws Exception {
        try (Session session = session(token)) {
            ObjectHandle key = generate(token, session, type);
            assertThat(session.getAttribute(key, AttributeType.CKA_EC_PARAMS))
                    .isEqualTo(EcParams.of(Curve.P256));
        }
    }

    /** All but the small forms of SLH-DSA, which take seconds. */
    static Stream<ParameterSet> sets() {
        return Stream.of(ParameterSet.values()).filter(set -> !set.standardName().endsWith("s"));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void parameterSet_isThatOfTheKey(ParameterSet set, TestToken token) throws Exception {
        try (Session session = session(token)) {
            ObjectHandle key =
                    generate(token, session, set.standardName().toLowerCase(Locale.ROOT));
            assertThat(session.getAttribute(key, AttributeType.CKA_KEY_TYPE))
                    .isEqualTo(set.keyType());
            assertThat(session.getAttribute(key, AttributeType.CKA_PARAMETER_SET))
                    .isEqualTo(set.code());
        }
    }

    static Stream<KeyType> secretKeys() {
        return KeyType.secretKeys().stream();
    }

    @ParameterizedTest
    @MethodSource("secretKeys")
    void secretKey_isOfItsTypeAndLength(KeyType type, TestToken token) throws Exception {
        int bytes = type.lengths().isEmpty() ? 64 : type.lengths().get(0);
        String name = type.label() + ":" + 8 * bytes;
        try (Session session = session(token)) {
            if (NOT_GENERATED.contains(type)) {
                assertThatThrownBy(() -> generate(token, session, name))
                        .isInstanceOf(InvalidParameterException.class)
                        .hasMessageContaining("generates no keys of the type " + name);
                return;
            }
            ObjectHandle key = generate(token, session, name);
            assertThat(session.getAttribute(key, AttributeType.CKA_KEY_TYPE)).isEqualTo(type);
            assertThat(session.getAttribute(key, AttributeType.CKA_VALUE_LEN)).isEqualTo(bytes);
        }
    }

    @Test
    void size_thatIsNoNumber_isRefused(TestToken token) {
        assertThatThrownBy(
                        () ->
                                KeySeeds.generate(
                                        token.provider(), new Wanted("x", "aes:big", false)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("aes:big");
    }
}
