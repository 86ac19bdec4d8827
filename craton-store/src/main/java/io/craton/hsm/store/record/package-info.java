/**
 * The records of objects, sealed one by one; the manifests that miss none; the commits that change
 * both in one step. Used by the module's own package and the archives. What was deleted, brought
 * back or swapped below is an error that names the record, or one when records are added up.
 */
@NullMarked
package io.craton.hsm.store.record;

import org.jspecify.annotations.NullMarked;
