package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Templates of keys, written briefly. */
final class Keys {
    static final byte[] P256 = HexFormat.of().parseHex("06082a8648ce3d030107");
    static final byte[] X25519 = HexFormat.of().parseHex("06032b656e");
    static final byte[] ED25519 = HexFormat.of().parseHex("06032b6570");

    private Keys() {}

    /** Exactly these uses. */
    static Template uses(
            ObjectClass objectClass, KeyType type, List<AttributeType<Boolean>> wanted) {
        Template.Builder uses = Template.builder();
        Asks.uses(objectClass, type).forEach(use -> uses.set(use, wanted.contains(use)));
        return uses.build();
    }

    /** A token key with a label. */
    static Template named(String name) {
        return Template.builder().token(true).label(name).build();
    }

    static Template guarded(boolean sensitive, boolean extractable, boolean isPrivate) {
        return Template.builder()
                .set(CKA_SENSITIVE, sensitive)
                .set(CKA_EXTRACTABLE, extractable)
                .set(CKA_PRIVATE, isPrivate)
                .build();
    }

    static Template frozen() {
        return Template.builder().set(CKA_MODIFIABLE, false).build();
    }

    static Template all(Template... parts) {
        Template.Builder all = Template.builder();
        List.of(parts).forEach(all::setAll);
        return all.build();
    }

    /** What generation of a pair needs to know. */
    static Template domain(KeyType type) {
        Template.Builder domain = Template.builder();
        switch (type) {
            case CKK_RSA ->
                    domain.set(CKA_MODULUS_BITS, 2048L)
                            .set(CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1});
            case CKK_EC -> domain.set(CKA_EC_PARAMS, P256);
            case CKK_EC_EDWARDS -> domain.set(CKA_EC_PARAMS, ED25519);
            case CKK_EC_MONTGOMERY -> domain.set(CKA_EC_PARAMS, X25519);
            // The fast ones: SLH-DSA takes seconds otherwise.
            case CKK_SLH_DSA ->
                    domain.set(CKA_PARAMETER_SET, ParameterSet.CKP_SLH_DSA_SHA2_128F.code());
            default ->
                    domain.set(
                            CKA_PARAMETER_SET,
                            Arrays.stream(ParameterSet.values())
                                    .filter(set -> set.keyType() == type)
                                    .findFirst()
                                    .orElseThrow()
                                    .code());
        }
        return domain.build();
    }
}
