package io.craton.hsm.wire.value;

import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Pairs, in their order: their number, and of each the two values. */
final class MapCodec implements ValueCodec {
    private final ValueCodec key;
    private final ValueCodec value;

    MapCodec(ValueCodec key, ValueCodec value) {
        this.key = key;
        this.value = value;
    }

    @Override
    public String words() {
        return "[(" + key.words() + ", " + value.words() + ")]";
    }

    @Override
    public Shape shape() {
        Shape.Field first = new Shape.Field("key", key.shape());
        Shape.Field second = new Shape.Field("value", value.shape());
        return new Shape.Several(Shape.Group.of("Entry", first, second));
    }

    @Override
    public void write(@Nullable Object map, WireWriter out, Handles handles) {
        Map<?, ?> pairs = (Map<?, ?>) Objects.requireNonNull(map);
        out.count(pairs.keySet());
        for (Map.Entry<?, ?> pair : pairs.entrySet()) {
            key.write(pair.getKey(), out, handles);
            value.write(pair.getValue(), out, handles);
        }
    }

    @Override
    public Object read(WireReader in, Handles handles) {
        int count = in.count();
        Map<@Nullable Object, @Nullable Object> pairs = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            pairs.put(key.read(in, handles), value.read(in, handles));
        }
        return pairs;
    }
}
