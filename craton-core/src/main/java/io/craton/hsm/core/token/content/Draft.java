package io.craton.hsm.core.token.content;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An object that is about to be added.
 *
 * @param id its unique id
 * @param attributes all attributes but secret ones
 * @param material its key material, or null
 */
public record Draft(UUID id, Template attributes, @Nullable KeyMaterial material) {
    /** Whether it becomes a token object. */
    public boolean token() {
        return attributes.get(AttributeType.CKA_TOKEN, false);
    }

    /** Wipes its key material, if it was not added after all. */
    public void close() {
        if (material != null) {
            material.close();
        }
    }
}
