package io.craton.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TemplateTest {
    private static final AttributeType<Template> INNER = AttributeType.CKA_UNWRAP_TEMPLATE;

    @Test
    void templateInside_livesOnWhenTheOneItCameFromIsWiped() {
        Template inner = Template.builder().id((byte) 1, (byte) 2).build();
        Template outer = Template.builder().set(INNER, inner).build();
        Template copy = Template.builder().setAll(outer).build();
        inner.wipe();
        assertThat(id(outer)).containsExactly(1, 2);
        outer.wipe();
        assertThat(id(copy)).containsExactly(1, 2);
    }

    @Test
    void templateThatWasRead_isACopy() {
        Template inner = Template.builder().id((byte) 1, (byte) 2).build();
        Template outer = Template.builder().set(INNER, inner).build();
        outer.get(INNER).wipe();
        assertThat(id(outer)).containsExactly(1, 2);
    }

    private static byte[] id(Template outer) {
        return outer.get(INNER).get(AttributeType.CKA_ID);
    }
}
