package io.craton.hsm.system.walk;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One call that the attacker can make. It names its items and can be run again on others of the
 * same kind, so that a finding is repeated on a new token before anybody is told of it.
 *
 * @param kind which function
 * @param door through which door
 * @param mechanism the mechanism, or null
 * @param detail what else tells it from its like
 * @param items the items that it works on
 * @param roles in which role each key takes part
 * @param asked the attributes that it asks for
 * @param call makes the call
 */
record Step(
        String kind,
        Door door,
        @Nullable MechanismType mechanism,
        String detail,
        List<Item> items,
        List<Role> roles,
        Template asked,
        Call call) {

    /** The doors of the module. */
    enum Door {
        API,
        FUNCTIONS,
        JCA
    }

    /**
     * How a key takes part.
     *
     * @param item which item, from 0
     * @param use the attribute that permits it
     */
    record Role(int item, AttributeType<Boolean> use) {}

    /** Makes a call; fails as the door does. */
    interface Call {
        List<Product> make(Bench bench, List<Item> items) throws Exception;
    }

    /** What a call gave. */
    sealed interface Product {
        /**
         * A key.
         *
         * @param handle its handle
         * @param formula its value, given the real one
         */
        record NewKey(ObjectHandle handle, BiFunction<Atoms, byte[], Bits> formula)
                implements Product {}

        /**
         * A key that was unwrapped from the second item.
         *
         * @param handle its handle
         * @param altered whether the bytes were not those that the module made
         */
        record Unwrapped(ObjectHandle handle, boolean altered) implements Product {}

        /**
         * A wrapped key: the first key of the step wraps, the second is wrapped.
         *
         * @param bytes the bytes
         * @param mechanism what wrapped, with its parameter
         * @param aad what was authenticated beside it, or null
         */
        record Wrapped(byte[] bytes, Mechanism mechanism, byte @Nullable [] aad)
                implements Product {}

        /**
         * Bytes that left the token.
         *
         * @param bytes the bytes
         * @param known what the attacker put in their place, of the same length; or nothing
         */
        record Output(byte[] bytes, byte[] known) implements Product {}

        /**
         * A yes to a right tag; who may ask often enough finds a short one.
         *
         * @param tag the length of the tag in bytes
         */
        record Accepted(int tag) implements Product {}

        /**
         * The call gave nothing that can be read.
         *
         * @param made which readable keys were made on its way
         */
        record Opaque(List<String> made) implements Product {}

        /** The call did what it should and gave nothing. */
        record Done() implements Product {}
    }

    /** What it does in a line. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        parts.add(kind);
        if (mechanism != null) {
            parts.add(mechanism.name());
        }
        if (!detail.isEmpty()) {
            parts.add(detail);
        }
        items.forEach(item -> parts.add("{" + item.name() + "}"));
        if (asked.size() > 0) {
            parts.add(Show.template(asked));
        }
        if (door != Door.API) {
            parts.add("by " + door);
        }
        return String.join(" ", parts);
    }
}
