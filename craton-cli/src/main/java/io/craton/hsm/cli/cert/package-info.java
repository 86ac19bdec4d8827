/**
 * The commands {@code cert ...} on certificates of the token, through the same rules as the key
 * store of the provider: {@link io.craton.hsm.cli.cert.Certificates} is for the tour, too.
 */
@NullMarked
package io.craton.hsm.cli.cert;

import org.jspecify.annotations.NullMarked;
