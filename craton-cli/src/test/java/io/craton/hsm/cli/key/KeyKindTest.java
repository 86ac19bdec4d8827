package io.craton.hsm.cli.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.KeyNames;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyKindTest {
    /** What the help says, with a length where it leaves one open. */
    static Stream<String> names() {
        return StreamSupport.stream(new KeyKind.Names().spliterator(), false)
                .map(name -> name.replace("BITS", "512"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void of_name_isThatKind(String name) {
        assertThat(KeyKind.of(name).name()).isEqualTo(name);
        assertThat(KeyKind.of(name.toUpperCase(Locale.ROOT))).isEqualTo(KeyKind.of(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa",
                "rsa:",
                "rsa:x",
                "rsa:3001",
                "rsa:-8",
                "ec:p257",
                "ec:p224",
                "ec:512",
                "dsa:512",
                "aes",
                "des",
                "",
                "ml-dsa-66"
            })
    void of_unknownName_isAUsageErrorThatNamesTheKnown(String name) {
        assertThatThrownBy(() -> KeyKind.of(name))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--type takes rsa:BITS");
    }

    @ParameterizedTest
    @CsvSource({"ec:p256,secp256r1", "ec:p384,secp384r1", "ec:p521,secp521r1"})
    void parameter_ofACurve_isTheObjectIdentifierThatTheJdkHas(String name, String jdkName)
            throws GeneralSecurityException, java.io.IOException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(jdkName));

        assertThat(KeyKind.of(name).parameter().get(AttributeType.CKA_EC_PARAMS))
                .isEqualTo(parameters.getEncoded());
    }

    @Test
    void nameOf_existingKeys_isTheNameThatMadeThem() {
        Template rsa =
                Template.builder()
                        .keyType(KeyType.CKK_RSA)
                        .set(AttributeType.CKA_MODULUS, modulus(3072))
                        .build();
        Template pqc =
                Template.builder()
                        .keyType(KeyType.CKK_ML_DSA)
                        .set(AttributeType.CKA_PARAMETER_SET, ParameterSet.CKP_ML_DSA_65.code())
                        .build();
        Template aes =
                Template.builder()
                        .keyType(KeyType.CKK_AES)
                        .set(AttributeType.CKA_VALUE_LEN, 32L)
                        .build();

        assertThat(KeyNames.of(rsa)).isEqualTo("rsa:3072");
        assertThat(KeyNames.of(pqc)).isEqualTo("ml-dsa-65");
        assertThat(KeyNames.of(aes)).isEqualTo("aes:256");
        assertThat(KeyNames.of(Template.empty())).isEmpty();
    }

    @Test
    void pair_secretKeysAreNone() {
        assertThat(KeyKind.of("aes:256").pair()).isFalse();
        assertThat(KeyKind.of("ml-kem-768").pair()).isTrue();
        assertThat(KeyKind.of("ml-kem-768").generator())
                .isEqualTo(MechanismType.CKM_ML_KEM_KEY_PAIR_GEN);
    }

    private static byte[] modulus(int bits) {
        byte[] modulus = new byte[bits / 8 + 1];
        modulus[1] = (byte) 0x80;
        return modulus;
    }

    @Test
    void wrappingWithAKeyThatWrapsNothing_saysSo() {
        assertThatThrownBy(() -> WrappingMechanism.of("kwp", KeyKind.of("ec:p256")))
                .hasMessageContaining("does not wrap with kwp; such keys wrap nothing");
        assertThatThrownBy(() -> WrappingMechanism.of("kwp", KeyKind.of("rsa:3072")))
                .hasMessageContaining("does not wrap with kwp; it may with ");
    }
}
