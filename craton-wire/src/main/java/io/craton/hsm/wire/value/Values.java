package io.craton.hsm.wire.value;

import io.craton.hsm.AttributeRequest;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.Template;
import io.craton.hsm.wire.form.WireReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values one behind the other: the arguments of a call, the components of a record, the elements of
 * a list. What in them may be secret is wiped here.
 */
public final class Values {
    private Values() {}

    /** Reads a value with each codec; if one cannot be read, those before are wiped. */
    public static List<@Nullable Object> read(
            List<ValueCodec> codecs, WireReader in, Handles handles) {
        List<@Nullable Object> values = new ArrayList<>();
        boolean whole = false;
        try {
            for (ValueCodec codec : codecs) {
                values.add(codec.read(in, handles));
            }
            whole = true;
            return values;
        } finally {
            if (!whole) {
                wipe(values);
            }
        }
    }

    /** Overwrites the PINs and the other bytes in a value, and in those that it is made of. */
    public static void wipe(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            Arrays.fill(bytes, (byte) 0);
        } else if (value instanceof char[] chars) {
            Arrays.fill(chars, '\0');
        } else if (value instanceof Template template) {
            template.wipe();
        } else if (value instanceof Mechanism mechanism
                && mechanism.parameters() instanceof Pbkdf2 derivation) {
            wipe(derivation.password());
        } else if (value instanceof AttributeRequest request) {
            wipe(request.value());
        } else if (value instanceof ByteBuffer buffer) {
            buffer.duplicate().clear().put(new byte[buffer.capacity()]);
        } else if (value instanceof BackupOptions options) {
            wipe(options.soPin());
            wipe(options.passphrase());
        } else if (value instanceof ObjectChange change) {
            wipe(template(change));
        } else if (value instanceof Collection<?> several) {
            several.forEach(Values::wipe);
        }
    }

    private static @Nullable Template template(ObjectChange change) {
        if (change instanceof ObjectChange.Create made) {
            return made.template();
        }
        if (change instanceof ObjectChange.Copy copy) {
            return copy.changes();
        }
        return change instanceof ObjectChange.Set set ? set.changes() : null;
    }
}
