package io.craton.hsm.provider;

import io.craton.hsm.Digest;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.provider.agreement.CratonKeyAgreement;
import io.craton.hsm.provider.agreement.KdfFactory;
import io.craton.hsm.provider.agreement.SpiFactory;
import io.craton.hsm.provider.key.KeyAlgorithm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Agreement, encapsulation and derivation, as far as this Java has classes for them. */
final class AgreementServices {
    private final ServiceList services;

    private AgreementServices(ServiceList services) {
        this.services = services;
    }

    static void addTo(ServiceList services) {
        new AgreementServices(services).agreements();
    }

    private void agreements() {
        agreement("ECDH", KeyType.CKK_EC, null);
        agreement("XDH", KeyType.CKK_EC_MONTGOMERY, null);
        for (KeyAlgorithm only : KeyAlgorithm.ofType(KeyType.CKK_EC_MONTGOMERY)) {
            agreement(only.name(), only.keyType(), only);
        }
        SpiFactory.find(
                        SpiFactory.class,
                        "io.craton.hsm.provider.kem.CratonKem$Factory",
                        "javax.crypto.KEM")
                .ifPresent(this::kems);
        SpiFactory.find(
                        KdfFactory.class,
                        "io.craton.hsm.provider.kdf.CratonKdf$Factory",
                        "javax.crypto.KDF")
                .ifPresent(this::kdfs);
    }

    private void agreement(String name, KeyType type, @Nullable KeyAlgorithm only) {
        List<String> aliases = only == null ? List.of() : List.of(only.oid());
        // One mechanism agrees on all curves; whether those of Montgomery are offered, their
        // generation tells.
        @Nullable MechanismType needs =
                type == KeyType.CKK_EC
                        ? MechanismType.CKM_ECDH1_DERIVE
                        : type.generator().orElse(null);
        services.keyed(
                "KeyAgreement",
                name,
                aliases,
                ServiceList.isPrivate(
                        key -> key.keyType() == type && (only == null || only.equals(key))),
                needs,
                access -> new CratonKeyAgreement(access, type, only));
    }

    private void kems(SpiFactory factory) {
        MechanismType needs = MechanismType.CKM_ML_KEM;
        List<KeyAlgorithm> all = KeyAlgorithm.ofType(KeyType.CKK_ML_KEM);
        services.keyed(
                "KEM",
                "ML-KEM",
                List.of(),
                ServiceList.isOfPair(all::contains),
                needs,
                access -> factory.create(access, null));
        for (KeyAlgorithm only : all) {
            services.keyed(
                    "KEM",
                    only.name(),
                    List.of(only.oid()),
                    ServiceList.isOfPair(only::equals),
                    needs,
                    access -> factory.create(access, only));
        }
    }

    private void kdfs(KdfFactory factory) {
        for (Digest digest : Digest.values()) {
            digest.hkdfOid().ifPresent(oid -> hkdf(factory, digest, oid));
        }
    }

    private void hkdf(KdfFactory factory, Digest digest, String oid) {
        services.add(
                "KDF",
                "HKDF-" + digest.nameInside(),
                List.of(oid),
                MechanismType.CKM_HKDF_DERIVE,
                access -> factory.create(access, digest));
    }
}
