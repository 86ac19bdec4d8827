package io.craton.hsm.provider;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.provider.cipher.KeyWrapCipher;
import io.craton.hsm.provider.cipher.RsaCipher;
import io.craton.hsm.provider.cipher.SymmetricCipher;
import io.craton.hsm.provider.cipher.Transformation;
import io.craton.hsm.provider.generator.CratonSecureRandom;
import io.craton.hsm.provider.generator.JdkDigest;
import io.craton.hsm.provider.generator.JdkParameters;
import io.craton.hsm.provider.keystore.CratonKeyStore;
import io.craton.hsm.provider.signature.CratonMac;
import io.craton.hsm.provider.signature.CratonSignature;
import io.craton.hsm.provider.signature.MacAlgorithm;
import io.craton.hsm.provider.signature.SignatureScheme;
import io.craton.hsm.spi.der.KeyOid;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The one table of the services of the provider: types, names, aliases, and what makes their
 * objects. Those that are about types of keys are in {@link KeyServices}, those that are about two
 * parties in {@link AgreementServices}.
 */
final class ServiceTable {
    private final ServiceList services = new ServiceList();

    private ServiceTable() {}

    static List<ServiceRow> rows() {
        return new ServiceTable().list();
    }

    private List<ServiceRow> list() {
        services.add(
                "KeyStore",
                CratonHsmProvider.NAME,
                List.of(),
                null,
                access -> new CratonKeyStore(access, CratonEntryAttribute::new));
        services.add(
                "SecureRandom", CratonHsmProvider.NAME, List.of(), null, CratonSecureRandom::new);
        signatures();
        ciphers();
        macs();
        KeyServices.addTo(services);
        AgreementServices.addTo(services);
        digests();
        parameters();
        return services.rows();
    }

    private void signatures() {
        for (SignatureScheme algorithm : SignatureScheme.ALL) {
            services.keyed(
                    "Signature",
                    algorithm.name(),
                    algorithm.aliases(),
                    ServiceList.isOfPair(algorithm::takes),
                    algorithm.mechanism(),
                    access -> new CratonSignature(access, algorithm, CratonContextSpec::read));
        }
    }

    private void ciphers() {
        for (Transformation algorithm : Transformation.ALL) {
            services.keyed(
                    "Cipher",
                    algorithm.name(),
                    algorithm.aliases(),
                    algorithm.kind() == Transformation.Kind.RSA
                            ? ServiceList.isPrivate(key -> key.keyType() == KeyType.CKK_RSA)
                            : ServiceList::isSecret,
                    algorithm.mechanism(),
                    access ->
                            switch (algorithm.kind()) {
                                case RSA -> new RsaCipher(access, algorithm);
                                case WRAP -> new KeyWrapCipher(access, algorithm);
                                default -> new SymmetricCipher(access, algorithm);
                            });
        }
    }

    private void macs() {
        MacAlgorithm.ALL.forEach(this::mac);
    }

    private void mac(MacAlgorithm algorithm) {
        ServiceRow row =
                new ServiceRow(
                        "Mac",
                        algorithm.name(),
                        algorithm.aliases(),
                        ServiceList::isSecret,
                        algorithm.mechanism(),
                        false,
                        access -> new CratonMac(access, algorithm));
        // A vector of the caller's, which Mac always has, is not approved to sign with.
        services.add(algorithm.vector() ? row.withoutApproval() : row);
    }

    private void digests() {
        Digest.with(DigestUse.DIGEST).forEach(this::digest);
    }

    private void digest(Digest digest, MechanismType mechanism) {
        Set<String> aliases = new LinkedHashSet<>();
        if (digest == Digest.SHA_1) {
            // An older name that the JDK goes on knowing.
            aliases.add("SHA");
        }
        aliases.add(digest.nameInside());
        aliases.add(digest.oid());
        aliases.remove(digest.standardName());
        services.add(
                "MessageDigest",
                digest.standardName(),
                List.copyOf(aliases),
                mechanism,
                access -> JdkDigest.of(access, digest, "SUN"));
    }

    private void parameters() {
        List<String> gcm = new ArrayList<>();
        List<String> cbc = new ArrayList<>();
        cbc.add(Transformation.AES_OID);
        for (int size = 0; size <= 40; size += 20) {
            gcm.add(Transformation.AES_OID + "." + (size + 6));
            cbc.add(Transformation.AES_OID + "." + (size + 2));
        }
        parameters("GCM", "SunJCE", gcm);
        parameters("AES", "SunJCE", cbc);
        parameters("OAEP", "SunJCE", List.of(Transformation.OAEP_OID));
        parameters("ChaCha20-Poly1305", "SunJCE", List.of(Transformation.CHACHA_OID));
        parameters("RSASSA-PSS", "SunRsaSign", List.of("PSS", KeyOid.RSASSA_PSS.oid()));
        parameters("EC", "SunEC", List.of("EllipticCurve", KeyOid.EC.oid()));
    }

    private void parameters(String name, String provider, List<String> aliases) {
        services.add(
                "AlgorithmParameters",
                name,
                aliases,
                null,
                access -> new JdkParameters(name, provider));
    }
}
