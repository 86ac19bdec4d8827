package io.craton.hsm;

/**
 * Names an object within one token and one opening of the module ({@code CK_OBJECT_HANDLE}).
 * Handles are never 0, cannot be guessed and are never used again for another object.
 *
 * @param value the number behind the handle
 */
public record ObjectHandle(long value) {}
