package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import java.nio.ByteBuffer;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.agreement.kdf.ConcatenationKDFGenerator;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.KDFParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one-step derivation of SP 800-56C, of any length. */
class OneStepDerivationTest {
    private static final byte[] SECRET = bytes(1, 32);
    private static final byte[] INFO = bytes(2, 21);
    private static final byte[] SALT = bytes(3, 16);

    private static TestToken token;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static byte[] bytes(int seed, int length) {
        byte[] made = new byte[length];
        new Random(seed).nextBytes(made);
        return made;
    }

    private static SecretKey base(byte[] value) throws Exception {
        return SecretKeyFactory.getInstance("Generic", token.provider())
                .generateSecret(
                        CratonKeySpec.builder()
                                .deriving()
                                .token(false)
                                .keySpec(new SecretKeySpec(value, "Generic"))
                                .build());
    }

    private static SecretKey derive(String name, CratonDerivationSpec spec) throws Exception {
        return SecretKeyFactory.getInstance(name, token.provider()).generateSecret(spec);
    }

    /** Those that other implementations are tested with, and appendix C of RFC 7518. */
    @ParameterizedTest
    @CsvFileSource(resources = "/kdf/one-step.csv", numLinesToSkip = 1, maxCharsPerColumn = 8192)
    void vectors(String name, String secret, String salt, String info, String expected)
            throws Exception {
        HexFormat hex = HexFormat.of();
        CratonDerivationSpec.Builder builder =
                CratonDerivationSpec.from(base(hex.parseHex(secret)))
                        .info(hex.parseHex(info == null ? "" : info));
        if (salt != null) {
            builder.salt(hex.parseHex(salt));
        }
        SecretKey made = derive(name, builder.key("Generic", expected.length() / 2));
        assertThat(hex.formatHex(made.getEncoded())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 63, 64, 65, 96, 1000, 8161})
    void everyLength_isThatOfTheOtherEngine(int length) throws Exception {
        ConcatenationKDFGenerator judge = new ConcatenationKDFGenerator(new SHA256Digest());
        judge.init(new KDFParameters(SECRET, INFO));
        byte[] expected = new byte[length];
        judge.generateBytes(expected, 0, length);
        CratonDerivationSpec spec =
                CratonDerivationSpec.from(base(SECRET)).info(INFO).key("Generic", length);
        assertThat(derive("ConcatenationKdfWithSHA256", spec).getEncoded()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 33, 100})
    void hmac_isTheFormulaOfTheStandard(int length) throws Exception {
        CratonDerivationSpec spec =
                CratonDerivationSpec.from(base(SECRET))
                        .salt(SALT)
                        .info(INFO)
                        .key("Generic", length);
        assertThat(derive("ConcatenationKdfWithHmacSHA256", spec).getEncoded())
                .isEqualTo(hmac(length));
    }

    private static byte[] hmac(int length) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
        mac.init(new SecretKeySpec(SALT, "HmacSHA256"));
        ByteBuffer all = ByteBuffer.allocate(length + mac.getMacLength());
        for (int number = 1; all.position() < length; number++) {
            mac.update(ByteBuffer.allocate(4).putInt(number).array());
            mac.update(SECRET);
            all.put(mac.doFinal(INFO));
        }
        return Arrays.copyOf(all.array(), length);
    }

    /** A key of several blocks stays in the token, and is the one that a caller would have got. */
    @ParameterizedTest
    @ValueSource(ints = {16, 32, 48, 52, 64, 80, 128})
    void severalBlocks_areOneKeyInTheToken(int length) throws Exception {
        for (String name : new String[] {"SHA256", "HmacSHA256"}) {
            CratonDerivationSpec.Builder builder =
                    CratonDerivationSpec.from(base(SECRET)).info(INFO);
            String service = "ConcatenationKdfWith" + name;
            byte[] value = derive(service, builder.key("Generic", length)).getEncoded();
            SecretKey inside = derive(service, builder.key("HmacSHA512", length));
            assertThat(inside.getEncoded()).isNull();
            Mac ours = Mac.getInstance("HmacSHA512", token.provider());
            ours.init(inside);
            Mac judge = Mac.getInstance("HmacSHA512", "SunJCE");
            judge.init(new SecretKeySpec(value, "HmacSHA512"));
            assertThat(ours.doFinal(INFO)).isEqualTo(judge.doFinal(INFO));
        }
    }

    /** What one may not read has no part that could be found by trying. */
    @Test
    void aKeyInTheToken_takesNoShortPieceOfItsLastBlock() throws Exception {
        CratonDerivationSpec spec = CratonDerivationSpec.from(base(SECRET)).key("HmacSHA512", 40);
        assertThatThrownBy(() -> derive("ConcatenationKdfWithSHA256", spec))
                .isInstanceOf(InvalidKeySpecException.class)
                .hasStackTraceContaining("at least 14 bytes");
    }

    /** Nothing but the result is left, also of a derivation that was refused. */
    @Test
    void theWay_leavesNoObject() throws Exception {
        SecretKey from = base(SECRET);
        long before = objects();
        CratonDerivationSpec refused = CratonDerivationSpec.from(from).key("HmacSHA512", 40);
        assertThatThrownBy(() -> derive("ConcatenationKdfWithSHA256", refused));
        derive("ConcatenationKdfWithSHA256", CratonDerivationSpec.from(from).key("Generic", 99));
        // Keys of other tests may be collected meanwhile.
        assertThat(objects()).isLessThanOrEqualTo(before);
        SecretKey made =
                derive(
                        "ConcatenationKdfWithSHA256",
                        CratonDerivationSpec.from(from).info(INFO).key("HmacSHA512", 96));
        assertThat(objects()).isLessThanOrEqualTo(before + 1);
        assertThat(made.getEncoded()).isNull();
    }

    private static long objects() {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_ONLY)) {
            return session.findObjects(Template.empty()).size();
        }
    }
}
