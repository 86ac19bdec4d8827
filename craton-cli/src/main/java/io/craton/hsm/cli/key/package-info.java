/**
 * The commands {@code key ...}, and what they and the tour make keys of: {@link
 * io.craton.hsm.cli.key.KeyKind} is the table of what {@code --type} takes.
 */
@NullMarked
package io.craton.hsm.cli.key;

import org.jspecify.annotations.NullMarked;
