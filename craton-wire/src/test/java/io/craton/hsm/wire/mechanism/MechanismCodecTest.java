package io.craton.hsm.wire.mechanism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.MechanismParameters.PrfData;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.wire.form.WireForm;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MechanismCodecTest {
    private static final WireForm C64 = new WireForm(ByteOrder.LITTLE_ENDIAN, 8);
    private static final WireForm WINDOWS = new WireForm(ByteOrder.LITTLE_ENDIAN, 4);

    static Stream<WireForm> forms() {
        return Stream.of(WireForm.JAVA, C64, WINDOWS, new WireForm(ByteOrder.BIG_ENDIAN, 4));
    }

    /** What the module takes and what travels are the same: no mechanism is left out. */
    @ParameterizedTest
    @EnumSource(MechanismType.class)
    void mechanism_hasTheParameterThatTheModuleTakes(MechanismType type) {
        Set<Class<?>> taken =
                MechanismTable.find(type).stream()
                        .map(MechanismSpec::parameters)
                        .flatMap(Set::stream)
                        .filter(kind -> kind != MechanismParameters.None.class)
                        .collect(Collectors.toSet());
        Set<Class<?>> travelling =
                ParameterForm.of(type).stream()
                        .map(ParameterForm::kind)
                        .collect(Collectors.toSet());
        assertThat(travelling).isEqualTo(taken);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void parametersOfEveryMechanism_comeBack(WireForm form) {
        MechanismCodec codec = MechanismCodec.of(form);
        Set<ParameterForm> tried = new TreeSet<>();
        for (MechanismType type : MechanismType.values()) {
            assertThat(codec.decode(type, codec.encode(type, MechanismParameters.NONE)))
                    .isEqualTo(MechanismParameters.NONE);
            ParameterForm.of(type).ifPresent(tried::add);
            for (MechanismParameters sample : samplesFor(type)) {
                byte[] bytes = codec.encode(type, sample);
                assertThat(codec.decode(type, bytes))
                        .as("%s %s", type, sample)
                        .usingRecursiveComparison()
                        .isEqualTo(sample);
            }
        }
        assertThat(tried).containsExactly(ParameterForm.values());
    }

    private static List<MechanismParameters> samplesFor(MechanismType type) {
        ParameterForm form = ParameterForm.of(type).orElse(null);
        if (form == null) {
            return List.of();
        }
        List<MechanismParameters> samples = Samples.of(form);
        assertThat(samples).as("samples of %s", form).isNotEmpty();
        return samples;
    }

    @Test
    void gcm_isWhatTheDocumentSays() {
        byte[] bytes =
                MechanismCodec.of(C64)
                        .encode(
                                MechanismType.CKM_AES_GCM,
                                new Gcm(new byte[] {1, 2, 3}, new byte[] {9}, 128));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "01"
                                + "0300000000000000"
                                + "010203"
                                + "1800000000000000"
                                + "01"
                                + "0100000000000000"
                                + "09"
                                + "8000000000000000");
    }

    @Test
    void vectorOfTheModule_isNull() {
        MechanismCodec codec = MechanismCodec.of(WINDOWS);
        byte[] bytes = codec.encode(MechanismType.CKM_AES_GCM, new Gcm(null, new byte[0], 128));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("00" + "00000000" + "01" + "00000000" + "80000000");
        assertThat(((Gcm) codec.decode(MechanismType.CKM_AES_GCM, bytes)).iv()).isNull();
    }

    /** As programs in C have it: no label is a null pointer and no source. */
    @Test
    void oaepWithoutSource_isRead() {
        byte[] bytes = HexFormat.of().parseHex("20020000" + "01000000" + "00000000" + "00");
        MechanismParameters read =
                MechanismCodec.of(WINDOWS).decode(MechanismType.CKM_RSA_PKCS_OAEP, bytes);
        assertThat(((RsaOaep) read).label()).isEmpty();
        assertThat(((RsaOaep) read).hash()).isEqualTo(MechanismType.CKM_SHA_1);
    }

    /** The standard has no number for it, and the module takes it. */
    @Test
    void functionOfPbkdf2WithoutNumber_comesBack() {
        MechanismCodec codec = MechanismCodec.of(WINDOWS);
        Pbkdf2 parameters =
                new Pbkdf2(new byte[16], 1, MechanismType.CKM_SHA3_256_HMAC, new byte[1]);
        byte[] bytes = codec.encode(MechanismType.CKM_PKCS5_PBKD2, parameters);
        assertThat(((Pbkdf2) codec.decode(MechanismType.CKM_PKCS5_PBKD2, bytes)).prf())
                .isEqualTo(MechanismType.CKM_SHA3_256_HMAC);
    }

    @Test
    void parameterOfAnotherMechanism_isRefused() {
        MechanismCodec codec = MechanismCodec.of(C64);
        assertRefused(() -> codec.encode(MechanismType.CKM_AES_GCM, new Iv(new byte[16])));
        assertRefused(() -> codec.encode(MechanismType.CKM_AES_ECB, new Iv(new byte[16])));
        assertRefused(() -> codec.decode(MechanismType.CKM_AES_ECB, new byte[16]));
    }

    /** Every cut of every parameter, and every parameter with a byte more. */
    @ParameterizedTest
    @MethodSource("forms")
    void cutOrLongerParameters_areRefused(WireForm form) {
        MechanismCodec codec = MechanismCodec.of(form);
        for (MechanismType type : MechanismType.values()) {
            // Any bytes are an initialisation vector.
            if (ParameterForm.of(type).orElse(null) == ParameterForm.BYTES) {
                continue;
            }
            for (MechanismParameters sample : samplesFor(type)) {
                byte[] bytes = codec.encode(type, sample);
                for (int length = 1; length < bytes.length; length++) {
                    byte[] cut = Arrays.copyOf(bytes, length);
                    assertRefused(() -> codec.decode(type, cut));
                }
                byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                assertRefused(() -> codec.decode(type, longer));
            }
        }
    }

    @Test
    void numbersThatDoNotFit_areRefused() {
        byte[] tooLong = HexFormat.of().parseHex("0000000001000000");
        assertRefused(
                () -> MechanismCodec.of(C64).decode(MechanismType.CKM_AES_CMAC_GENERAL, tooLong));
        byte[] noHash = HexFormat.of().parseHex("ffff0000" + "01000000" + "14000000");
        assertRefused(
                () -> MechanismCodec.of(WINDOWS).decode(MechanismType.CKM_RSA_PKCS_PSS, noHash));
    }

    @Test
    void keysThatAreNotDerived_areRefused() {
        MechanismCodec codec = MechanismCodec.of(WINDOWS);
        MechanismParameters one =
                new MechanismParameters.Sp800108(
                        MechanismType.CKM_AES_CMAC,
                        List.of(new PrfData.IterationVariable(false, 32)),
                        null);
        byte[] bytes = codec.encode(MechanismType.CKM_SP800_108_COUNTER_KDF, one);
        bytes[bytes.length - 4] = 1;
        assertRefused(() -> codec.decode(MechanismType.CKM_SP800_108_COUNTER_KDF, bytes));
    }

    private static void assertRefused(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e ->
                                assertThat(e.code())
                                        .isEqualTo(ReturnCode.CKR_MECHANISM_PARAM_INVALID));
    }
}
