/** How the provider reaches the token: opening, sessions, login, stable references to objects. */
@NullMarked
package io.craton.hsm.provider.token;

import org.jspecify.annotations.NullMarked;
