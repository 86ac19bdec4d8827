package io.craton.hsm.provider;

import io.craton.hsm.Digest;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismType;
import io.craton.hsm.provider.agreement.AgreementScheme;
import io.craton.hsm.provider.agreement.CratonDerivation;
import io.craton.hsm.provider.agreement.CratonKeyAgreement;
import io.craton.hsm.provider.agreement.DerivationScheme;
import io.craton.hsm.provider.agreement.KdfFactory;
import io.craton.hsm.provider.agreement.SpiFactory;
import io.craton.hsm.provider.key.KeyAlgorithm;
import java.util.List;

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
        AgreementScheme.ALL.forEach(this::agreement);
        DerivationScheme.ALL.forEach(this::derivation);
        SpiFactory.find(
                        SpiFactory.class,
                        "io.craton.hsm.provider.kem.CratonKem$Factory",
                        "javax.crypto.KEM")
                .ifPresent(this::kems);
        SpiFactory.find(
                        SpiFactory.class,
                        "io.craton.hsm.provider.kem.CratonDhKem$Factory",
                        "javax.crypto.KEM")
                .ifPresent(this::dhKem);
        SpiFactory.find(
                        KdfFactory.class,
                        "io.craton.hsm.provider.kdf.CratonKdf$Factory",
                        "javax.crypto.KDF")
                .ifPresent(this::kdfs);
    }

    private void agreement(AgreementScheme scheme) {
        ServiceRow row =
                new ServiceRow(
                        "KeyAgreement",
                        scheme.name(),
                        scheme.aliases(),
                        ServiceList.isPrivate(scheme::takes),
                        scheme.needs(),
                        false,
                        access ->
                                new CratonKeyAgreement(access, scheme, CratonAgreementSpec::read));
        // X9.63 with SHA-1 alone is not approved (SP 800-135 section 5.1).
        services.add(scheme.kdf() == Kdf.CKD_SHA1_KDF ? row.withoutApproval() : row);
    }

    private void derivation(DerivationScheme scheme) {
        services.add(
                "SecretKeyFactory",
                scheme.name(),
                scheme.aliases(),
                scheme.needs(),
                access -> new CratonDerivation(access, scheme, CratonDerivationSpec::read));
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

    private void dhKem(SpiFactory factory) {
        services.keyed(
                "KEM",
                "DHKEM",
                List.of(),
                ServiceList.isPrivate(AgreementServices::agrees),
                MechanismType.CKM_CONCATENATE_DATA_AND_BASE,
                access -> factory.create(access, null));
    }

    private static boolean agrees(KeyAlgorithm key) {
        return key.keyType() == KeyType.CKK_EC || key.keyType() == KeyType.CKK_EC_MONTGOMERY;
    }

    // Under the names that HKDF has on every Java, where it has an object identifier.
    private void kdfs(KdfFactory factory) {
        for (DerivationScheme scheme : DerivationScheme.ALL) {
            Digest digest = scheme.digest();
            if (scheme.kind() == DerivationScheme.Kind.HKDF && digest != null) {
                digest.hkdfOid().ifPresent(oid -> hkdf(factory, scheme, digest, oid));
            }
        }
    }

    private void hkdf(KdfFactory factory, DerivationScheme scheme, Digest digest, String oid) {
        services.add(
                "KDF",
                scheme.name(),
                List.of(oid),
                scheme.needs(),
                access -> factory.create(access, digest));
    }
}
