/**
 * What the store needs below it: a place for one small header and for many records of each slot,
 * all of them opaque bytes. An implementation knows nothing of PINs, keys, seals or objects;
 * whoever reads or changes what it keeps learns nothing and is noticed by the layer above.
 *
 * <p>{@link io.craton.hsm.store.spi.StorageProvider} is found by {@link java.util.ServiceLoader}
 * and chosen by its name with {@code token.store}. It opens a {@link
 * io.craton.hsm.store.spi.Storage}, which has a {@link io.craton.hsm.store.spi.SlotStorage} for
 * each slot: a {@link io.craton.hsm.store.spi.HeaderStore} and, for each token that is or was
 * there, a {@link io.craton.hsm.store.spi.RecordStore}. The module's own implementation is {@code
 * mapdb}; how to write another one is in {@code docs/store.md}.
 *
 * <p>What is promised to applications (a change that was acknowledged is there after a crash, one
 * that was not is there whole or not at all) is promised here first. Every method is called by
 * several threads at once unless it says otherwise; none may keep a lock while it calls a visitor
 * or a listener.
 */
@NullMarked
package io.craton.hsm.store.spi;

import org.jspecify.annotations.NullMarked;
