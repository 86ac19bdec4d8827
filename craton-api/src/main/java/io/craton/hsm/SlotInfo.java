package io.craton.hsm;

/**
 * What a slot is ({@code CK_SLOT_INFO}).
 *
 * @param description at most 64 bytes of UTF-8
 * @param manufacturer at most 32 bytes of UTF-8
 * @param tokenPresent whether an initialised token is in the slot
 * @param hardwareVersion such as {@code 0.10}
 * @param firmwareVersion such as {@code 0.10}
 */
public record SlotInfo(
        String description,
        String manufacturer,
        boolean tokenPresent,
        String hardwareVersion,
        String firmwareVersion) {}
