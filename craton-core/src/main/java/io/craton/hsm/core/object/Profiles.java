package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * The profile objects of the token (PKCS#11 v3.2 section 4.13): what an application can rely on.
 */
public final class Profiles {
    private static final long BASELINE_PROVIDER = 1;
    private static final long EXTENDED_PROVIDER = 2;
    private static final long AUTHENTICATION_TOKEN = 3;
    private static final long PUBLIC_CERTIFICATES_TOKEN = 4;

    private static final List<Template> OBJECTS =
            LongStream.of(
                            BASELINE_PROVIDER,
                            EXTENDED_PROVIDER,
                            AUTHENTICATION_TOKEN,
                            PUBLIC_CERTIFICATES_TOKEN)
                    .mapToObj(Profiles::profile)
                    .toList();

    private Profiles() {}

    /** Their attributes. */
    public static List<Template> objects() {
        return OBJECTS;
    }

    /** The unique id of one of them. */
    public static UUID id(Template profile) {
        return UUID.fromString(profile.get(CKA_UNIQUE_ID, ""));
    }

    private static Template profile(long number) {
        // A fixed id of the random kind: the object is the same in every token and over restarts.
        UUID id = new UUID(0x4352_4154_4F4E_4000L, 0x8000_0000_0000_0000L | number);
        return Template.builder()
                .objectClass(ObjectClass.CKO_PROFILE)
                .token(true)
                .set(CKA_PRIVATE, false)
                .set(CKA_MODIFIABLE, false)
                .label("")
                .set(CKA_COPYABLE, false)
                .set(CKA_DESTROYABLE, false)
                .set(CKA_UNIQUE_ID, id.toString())
                .set(CKA_PROFILE_ID, number)
                .build();
    }
}
