package io.craton.hsm.wire.value;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One of several changes of objects: a byte says which kind it is. */
final class ChangeCodec implements ValueCodec {
    private final Map<Integer, Class<?>> kinds = new LinkedHashMap<>();
    private final Map<Class<?>, ValueCodec> codecs = new LinkedHashMap<>();

    ChangeCodec() {
        add(1, ObjectChange.Create.class);
        add(2, ObjectChange.Copy.class);
        add(3, ObjectChange.Set.class);
        add(4, ObjectChange.Destroy.class);
    }

    private void add(int number, Class<?> kind) {
        kinds.put(number, kind);
        codecs.put(kind, new RecordCodec(kind));
    }

    @Override
    public String words() {
        return kinds.entrySet().stream()
                .map(kind -> kind.getKey() + " " + codec(kind.getValue()).words())
                .collect(Collectors.joining(" or "));
    }

    @Override
    public Shape shape() {
        List<Shape.Field> fields = new ArrayList<>();
        for (Class<?> kind : kinds.values()) {
            fields.add(new Shape.Field(kind.getSimpleName(), codec(kind).shape()));
        }
        return new Shape.Choice("ObjectChange", false, fields);
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        Class<?> kind = Objects.requireNonNull(value).getClass();
        for (Map.Entry<Integer, Class<?>> one : kinds.entrySet()) {
            if (one.getValue() == kind) {
                out.octet(one.getKey());
            }
        }
        codec(kind).write(value, out, handles);
    }

    @Override
    public @Nullable Object read(WireReader in, Handles handles) {
        int number = in.octet();
        Class<?> kind = kinds.get(number);
        if (kind == null) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, number + " is the number of no kind of change");
        }
        return codec(kind).read(in, handles);
    }

    private ValueCodec codec(Class<?> kind) {
        return Objects.requireNonNull(codecs.get(kind));
    }
}
