/**
 * The objects of a token: read from the store into the index, changed in both together. Used by the
 * logins, which bring private objects into sight, and by the services; a change is in the store
 * before anybody sees it.
 */
@NullMarked
package io.craton.hsm.core.token.content;

import org.jspecify.annotations.NullMarked;
