package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.hex;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import org.junit.jupiter.api.Test;

/** What is said of keys that are refused. */
class KeyWordsTest {
    private static void refused(Template.Builder template, String sentence) {
        assertThatThrownBy(() -> engine("auto").importKey(template.build()))
                .hasMessageContaining(sentence)
                .message()
                .doesNotContain("[");
    }

    @Test
    void aCurveThatIsNotHere_isNamed_andThoseThatAre() {
        Template.Builder key =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(KeyType.CKK_EC)
                        .set(AttributeType.CKA_EC_PARAMS, hex("06052b81040021"))
                        .set(AttributeType.CKA_EC_POINT, new byte[57]);
        refused(key, "1.3.132.0.33 (secp224r1)");
        refused(key, "secp256r1, secp384r1");
    }

    @Test
    void lengthsAreToldInWords() {
        refused(
                Template.builder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(KeyType.CKK_AES)
                        .set(AttributeType.CKA_VALUE, new byte[5]),
                "16 or 24 or 32 bytes, not 5");
    }
}
