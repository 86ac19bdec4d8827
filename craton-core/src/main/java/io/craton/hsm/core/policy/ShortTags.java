package io.craton.hsm.core.policy;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import java.util.Map;
import java.util.Optional;

/**
 * Which tags are too short to be believed. A tag whose length the caller chooses can be asked for
 * byte by byte, each with 256 tries, and so be built; nobody gets a tag so who could not make it
 * anyway. Immutable.
 */
public final class ShortTags {
    private static final int SHORTEST = 8;
    private static final int SHORTEST_OF_GCM = 12;

    /**
     * The uses that check tags, and the bit of the one that makes them; none makes what unwraps.
     */
    private static final Map<Use, Integer> MAKERS =
            Map.of(
                    Use.VERIFY, Use.SIGN.bit(),
                    Use.MESSAGE_VERIFY, Use.MESSAGE_SIGN.bit(),
                    Use.DECRYPT, Use.ENCRYPT.bit(),
                    Use.MESSAGE_DECRYPT, Use.MESSAGE_ENCRYPT.bit(),
                    Use.UNWRAP, 0);

    /** A tag whose length the caller chose, and the least that it should have; in bytes. */
    private record Tag(int length, int shortest) {
        static Optional<Tag> of(MechanismParameters parameters) {
            if (parameters instanceof MechanismParameters.MacLength mac) {
                return Optional.of(new Tag(mac.length(), SHORTEST));
            } else if (parameters instanceof MechanismParameters.Ccm ccm) {
                return Optional.of(new Tag(ccm.macLength(), SHORTEST));
            } else if (parameters instanceof MechanismParameters.Gcm gcm) {
                return Optional.of(new Tag(gcm.tagBits() / Byte.SIZE, SHORTEST_OF_GCM));
            }
            return Optional.empty();
        }
    }

    private final boolean allowed;

    /**
     * @param allowed {@code algorithms.allow_short_tags}
     */
    ShortTags(boolean allowed) {
        this.allowed = allowed;
    }

    /**
     * Refuses to check a short tag.
     *
     * @param use what is to be done
     * @param mechanism with the parameter that says how long the tag is
     * @param uses what the key permits, as bits
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID}
     */
    public void check(Use use, Mechanism mechanism, int uses) {
        Integer maker = MAKERS.get(use);
        Tag tag = maker == null ? null : Tag.of(mechanism.parameters()).orElse(null);
        if (maker == null || tag == null || tag.length() >= tag.shortest()) {
            return;
        }
        if ((uses & maker) == 0 || !allowed) {
            throw refusal(tag, mechanism.type());
        }
    }

    private static HsmException refusal(Tag tag, MechanismType type) {
        return new HsmException(
                ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                "a tag of less than "
                        + tag.shortest()
                        + " bytes could be found by trying: with "
                        + type
                        + " it is taken only if algorithms.allow_short_tags is true, and never to unwrap or"
                        + " with a key that may not make it");
    }
}
