package io.craton.hsm;

/**
 * One of several changes of objects that are made together or not at all: see {@link
 * Session#changeObjects}. Immutable.
 */
public sealed interface ObjectChange {
    /**
     * Makes an object, as {@link Session#createObject} does.
     *
     * @param template wiped by the caller, if it has a secret
     */
    record Create(Template template) implements ObjectChange {
        /** Refuses nulls ({@code CKR_ARGUMENTS_BAD}). */
        public Create {
            Arguments.notNull(template, "the template");
        }
    }

    /**
     * Copies an object, as {@link Session#copyObject} does: as it was before any of the changes.
     *
     * @param object the source, which another change may destroy
     * @param changes what is different in the copy
     */
    record Copy(ObjectHandle object, Template changes) implements ObjectChange {
        /** Refuses nulls ({@code CKR_ARGUMENTS_BAD}). */
        public Copy {
            Arguments.notNull(object, "the object");
            Arguments.notNull(changes, "the template");
        }
    }

    /**
     * Changes attributes, as {@link Session#setAttributes} does.
     *
     * @param object the object
     * @param changes all of them or none
     */
    record Set(ObjectHandle object, Template changes) implements ObjectChange {
        /** Refuses nulls ({@code CKR_ARGUMENTS_BAD}). */
        public Set {
            Arguments.notNull(object, "the object");
            Arguments.notNull(changes, "the template");
        }
    }

    /**
     * Destroys an object, as {@link Session#destroyObject} does.
     *
     * @param object the object
     */
    record Destroy(ObjectHandle object) implements ObjectChange {
        /** Refuses nulls ({@code CKR_ARGUMENTS_BAD}). */
        public Destroy {
            Arguments.notNull(object, "the object");
        }
    }
}
