package io.craton.hsm.system.walk;

import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.system.walk.Step.Call;
import io.craton.hsm.system.walk.Step.Door;
import io.craton.hsm.system.walk.Step.Role;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A step that makes a key, but for the attributes that it asks for.
 *
 * @param kind which function
 * @param door through which door
 * @param mechanism the mechanism, or null
 * @param detail what else tells it from its like
 * @param items the items that it works on
 * @param roles in which role each key takes part
 * @param objectClass the class of what is made
 * @param keyType its key type
 * @param fixed the attributes that it needs in any case
 * @param call the call, given all attributes
 */
record Shape(
        String kind,
        Door door,
        @Nullable MechanismType mechanism,
        String detail,
        List<Item> items,
        List<Role> roles,
        ObjectClass objectClass,
        KeyType keyType,
        Template fixed,
        Function<Template, Call> call) {

    Step with(Template ask) {
        Template all = fixed.toBuilder().setAll(ask).build();
        return new Step(kind, door, mechanism, detail, items, roles, all, call.apply(all));
    }
}
