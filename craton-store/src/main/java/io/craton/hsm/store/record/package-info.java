/**
 * The records of objects, sealed one by one; the manifests that miss none; the commits that change
 * both in one step.
 */
@NullMarked
package io.craton.hsm.store.record;

import org.jspecify.annotations.NullMarked;
