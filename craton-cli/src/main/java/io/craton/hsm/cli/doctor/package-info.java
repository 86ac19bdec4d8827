/** The check of an installation. */
@NullMarked
package io.craton.hsm.cli.doctor;

import org.jspecify.annotations.NullMarked;
