package io.craton.hsm;

import static io.craton.hsm.AttributeType.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The byte form of templates. */
class AttributeCodecTest {
    private static final AttributeCodec LITTLE_8 = AttributeCodec.of(ByteOrder.LITTLE_ENDIAN, 8);
    private static final AttributeCodec BIG_4 = AttributeCodec.of(ByteOrder.BIG_ENDIAN, 4);
    private static final List<AttributeCodec> ALL =
            List.of(
                    LITTLE_8,
                    BIG_4,
                    AttributeCodec.of(ByteOrder.LITTLE_ENDIAN, 4),
                    AttributeCodec.of(ByteOrder.BIG_ENDIAN, 8));

    private static final Template EVERY_ENCODING =
            Template.builder()
                    .objectClass(ObjectClass.CKO_SECRET_KEY)
                    .keyType(KeyType.CKK_AES)
                    .label("gr\u00fcn \ud83d\udd11")
                    .id((byte) 1, (byte) 2)
                    .token(true)
                    .set(CKA_VALUE_LEN, 32L)
                    .set(CKA_KEY_GEN_MECHANISM, -1L)
                    .startDate(LocalDate.of(2026, 2, 28))
                    .set(CKA_END_DATE, Optional.empty())
                    .set(
                            CKA_ALLOWED_MECHANISMS,
                            Set.of(MechanismType.CKM_AES_GCM, MechanismType.CKM_AES_CBC))
                    .set(CKA_CRATON_COMPROMISED, false)
                    .set(
                            CKA_WRAP_TEMPLATE,
                            Template.builder()
                                    .label("inner")
                                    .set(
                                            CKA_DERIVE_TEMPLATE,
                                            Template.builder().token(false).build())
                                    .build())
                    .build();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static void assertCode(ReturnCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    @Test
    void everyEncoding_comesBackInEveryForm() {
        for (AttributeCodec codec : ALL) {
            Template again = codec.decode(codec.encode(EVERY_ENCODING));
            assertThat(again).isEqualTo(EVERY_ENCODING);
            assertThat(again.types()).containsExactlyElementsOf(EVERY_ENCODING.types());
        }
    }

    @Test
    void bytes_areTypeLengthValue() {
        Template template = Template.builder().token(true).set(CKA_VALUE_LEN, 16L).build();
        assertThat(BIG_4.encode(template))
                .isEqualTo(hex("00000001 00000001 01 00000161 00000004 00000010"));
        assertThat(LITTLE_8.encode(template))
                .isEqualTo(
                        hex(
                                "0100000000000000 0100000000000000 01"
                                        + "6101000000000000 0800000000000000 1000000000000000"));
        assertThat(BIG_4.decode(hex(""))).isEqualTo(Template.empty());
    }

    @Test
    void unavailableInformation_isMinusOneInBothSizes() {
        assertThat(BIG_4.decodeValue(CKA_KEY_GEN_MECHANISM, hex("ffffffff"))).isEqualTo(-1L);
        assertThat(LITTLE_8.decodeValue(CKA_KEY_GEN_MECHANISM, hex("ffffffffffffffff")))
                .isEqualTo(-1L);
        assertThat(BIG_4.decodeValue(CKA_VALUE_LEN, hex("80000000"))).isEqualTo(0x8000_0000L);
        assertCode(
                ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID,
                () -> BIG_4.encodeValue(CKA_VALUE_LEN, 0x1_0000_0000L));
    }

    @Test
    void bytesThatAreNoTemplate_areBadArguments() {
        for (String text :
                List.of(
                        "00",
                        "00000001",
                        "00000001000000",
                        "0000000100000001",
                        "00000001 00000002 01",
                        "00000001 00000001 01 00")) {
            assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> BIG_4.decode(hex(text)));
        }
    }

    @Test
    void attributes_mustBeKnownAndGivenOnce() {
        assertCode(
                ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID,
                () -> BIG_4.decode(hex("000003e7 00000000")));
        assertCode(
                ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                () -> BIG_4.decode(hex("00000001 00000001 01 00000001 00000001 01")));
    }

    @Test
    void values_mustBeWhatTheirAttributeCanHave() {
        for (String text :
                List.of(
                        "00000001 00000001 02", // CK_BBOOL that is neither
                        "00000001 00000002 0001", // CK_BBOOL of two bytes
                        "00000001 00000000", // CK_BBOOL of none
                        "00000001 ffffffff", // a length that is not available
                        "00000161 00000003 000010", // CK_ULONG of three bytes
                        "00000000 00000004 000000ff", // a class that is none
                        "00000100 00000004 000000ff", // a key type that is none
                        "00000003 00000002 c328", // no UTF-8
                        "00000110 00000008 3230323630323330", // 30 February 2026
                        "00000110 00000008 3230323600000000", // no digits
                        "00000110 00000004 32303236", // half a date
                        "40000600 00000003 000010", // half a mechanism
                        "40000600 00000004 0fffffff", // a mechanism that is none
                        "00000011 00010001")) {
            assertCode(ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID, () -> BIG_4.decode(hex(text)));
        }
        assertCode(
                ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID,
                () -> BIG_4.encodeValue(CKA_LABEL, "\ud83d"));
        assertCode(
                ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID,
                () -> BIG_4.encodeValue(CKA_START_DATE, Optional.of(LocalDate.of(10_000, 1, 1))));
    }

    @Test
    void limits_hold_alsoInside() {
        byte[] large = new byte[8 + AttributeCodec.MAX_VALUE];
        ByteBuffer.wrap(large).putInt(0x11).putInt(AttributeCodec.MAX_VALUE);
        assertThat(BIG_4.decode(large).get(CKA_VALUE)).hasSize(AttributeCodec.MAX_VALUE);

        byte[] deep = hex("");
        for (int level = 0; level <= AttributeCodec.MAX_DEPTH; level++) {
            ByteBuffer outer = ByteBuffer.allocate(8 + deep.length);
            deep = outer.putInt(0x40000211).putInt(deep.length).put(deep).array();
        }
        byte[] tooDeep = deep;
        assertCode(ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID, () -> BIG_4.decode(tooDeep));
    }

    @Test
    void attributes_areCountedOverAllLevels() {
        ByteBuffer inner = ByteBuffer.allocate(25 * 8);
        AttributeType.all().stream()
                .filter(type -> type.encoding() == Encoding.BYTES)
                .limit(25)
                .forEach(type -> inner.putInt((int) type.code()).putInt(0));
        assertThat(inner.hasRemaining()).isFalse();
        byte[] middle = inEachTemplate(inner.array(), 5);
        // 2 + 2 * 5 + 2 * 5 * 25 attributes: 262.
        byte[] outer = inEachTemplate(middle, 2);
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> BIG_4.decode(outer));
        assertThat(BIG_4.decode(inEachTemplate(middle, 1)).size()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadAgain_isNotWritten_howeverDeep() {
        Template large =
                Template.builder()
                        .set(CKA_VALUE, new byte[40_000])
                        .set(CKA_ID, new byte[40_000])
                        .build();
        assertCode(
                ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID,
                () -> LITTLE_8.encode(Template.builder().set(CKA_WRAP_TEMPLATE, large).build()));

        Template deep = Template.empty();
        for (int level = 0; level < 3_000; level++) {
            deep = Template.builder().set(CKA_WRAP_TEMPLATE, deep).build();
        }
        Template bottomless = deep;
        assertCode(ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID, () -> LITTLE_8.encode(bottomless));
        assertCode(ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID, () -> LITTLE_8.check(bottomless));

        Template many = inAll(inAll(LITTLE_8.decode(ofAll(Encoding.BYTES))));
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> LITTLE_8.encode(many));
    }

    private static Template inAll(Template nested) {
        Template.Builder all = Template.builder();
        AttributeType.all().stream()
                .filter(type -> type.encoding() == Encoding.TEMPLATE)
                .forEach(type -> all.put(type, nested));
        return all.build();
    }

    /** Every attribute with this encoding, empty. */
    private static byte[] ofAll(Encoding encoding) {
        ByteBuffer out = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
        AttributeType.all().stream()
                .filter(type -> type.encoding() == encoding)
                .forEach(type -> out.putLong(type.code()).putLong(0));
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] inEachTemplate(byte[] content, int count) {
        ByteBuffer out = ByteBuffer.allocate(count * (8 + content.length));
        AttributeType.all().stream()
                .filter(type -> type.encoding() == Encoding.TEMPLATE)
                .limit(count)
                .forEach(type -> out.putInt((int) type.code()).putInt(content.length).put(content));
        return out.array();
    }

    @Test
    void ulong_hasFourOrEightBytes() {
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> AttributeCodec.of(ByteOrder.BIG_ENDIAN, 2));
    }

    @Test
    void messages_neverShowAValue() {
        assertThatThrownBy(() -> BIG_4.decode(hex("00000003 00000007 736563726574c3")))
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("736563");
        assertThat(EVERY_ENCODING.toString()).doesNotContain("inner");
    }
}
