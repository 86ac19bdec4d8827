/** Key agreement and key encapsulation. */
@NullMarked
package io.craton.hsm.provider.agreement;

import org.jspecify.annotations.NullMarked;
