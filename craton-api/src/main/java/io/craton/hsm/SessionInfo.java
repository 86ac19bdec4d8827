package io.craton.hsm;

/**
 * The state of a session ({@code CK_SESSION_INFO}).
 *
 * @param slotId the slot that it is open on
 * @param state its state, by mode and by who is logged in
 * @param mode read-only or read-write
 */
public record SessionInfo(long slotId, SessionState state, SessionMode mode) {}
