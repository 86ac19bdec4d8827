/**
 * The command {@code doctor}: one look at each thing that an installation needs. Needs no PIN,
 * leaves nothing behind, and goes on where one look fails.
 */
@NullMarked
package io.craton.hsm.cli.doctor;

import org.jspecify.annotations.NullMarked;
