package io.craton.hsm;

import java.util.List;
import java.util.Map;

/**
 * What has become of the token objects that can be seen, since a moment: see {@link
 * Session#changesSince}. Immutable.
 *
 * @param number the moment up to which this tells, as {@link Slot#changeCount()} counts
 * @param complete whether {@code present} are all token objects that can be seen, and not those
 *     alone that have come or changed
 * @param present the attributes that were asked for, of objects as they are at that moment
 * @param gone the handles of objects that cannot be seen any more; none if {@code complete}
 */
public record TokenChanges(
        long number,
        boolean complete,
        Map<ObjectHandle, Template> present,
        List<ObjectHandle> gone) {}
