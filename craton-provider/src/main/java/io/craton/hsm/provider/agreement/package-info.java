/**
 * Key agreement. JCA makes {@link io.craton.hsm.provider.agreement.CratonKeyAgreement}; the shared
 * secret stays in the token unless the caller asks for its bytes and the key's template allows it.
 * The two factories are how the table of services names classes that only newer Java has.
 */
@NullMarked
package io.craton.hsm.provider.agreement;

import org.jspecify.annotations.NullMarked;
