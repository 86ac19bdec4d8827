/**
 * Objects: {@link io.craton.hsm.core.object.AttributeRules} is the table of which object has which
 * attributes; {@link io.craton.hsm.core.object.NewObject} checks what an application gives and adds
 * the rest, {@link io.craton.hsm.core.object.ObjectChanges} changes and copies, {@link
 * io.craton.hsm.core.object.ObjectRecords} writes and reads what the store keeps, and {@link
 * io.craton.hsm.core.object.ObjectIndex} finds. For the services of a session; who may see an
 * object is theirs to decide.
 */
@NullMarked
package io.craton.hsm.core.object;

import org.jspecify.annotations.NullMarked;
