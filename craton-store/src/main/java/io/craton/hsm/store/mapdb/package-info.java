/**
 * The storage of the module: records in MapDB over the volume of pages, two copies of the header,
 * in a directory that one process owns. Found as a service with the name {@code mapdb}; nothing
 * else in the module names it. What it writes is in {@code docs/formats.md} and is read by every
 * later release.
 */
@NullMarked
package io.craton.hsm.store.mapdb;

import org.jspecify.annotations.NullMarked;
