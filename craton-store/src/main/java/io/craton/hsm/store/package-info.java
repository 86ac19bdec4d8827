/**
 * Encrypted records of tokens on disk or in memory. MapDB keeps the records; a journal of whole pages below it
 * makes each commit atomic and durable; every record is sealed before MapDB sees it.
 */
@NullMarked
package io.craton.hsm.store;

import org.jspecify.annotations.NullMarked;
