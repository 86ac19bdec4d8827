package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.provider.CratonDerivationSpec;
import io.craton.hsm.provider.CratonKeySpec;
import io.craton.hsm.provider.agreement.DerivationScheme;
import io.craton.hsm.provider.key.OpaqueKey;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a key can do for which nobody asked: no door gives WRAP beside another use, for a key that
 * wraps and encrypts, or whose other half decrypts, opens what it has wrapped (B39).
 */
final class Births {
    private static final Set<AttributeType<Boolean>> BESIDE =
            Set.of(CKA_ENCRYPT, CKA_DECRYPT, CKA_SIGN, CKA_SIGN_RECOVER, CKA_VERIFY, CKA_DERIVE);

    private final Bench bench;
    private final List<String> wrong = new ArrayList<>();

    private Births(Bench bench) {
        this.bench = bench;
    }

    /** The ways by which a key comes to wrap beside another use. */
    static List<String> wrong() throws Exception {
        try (Bench bench = new Bench(builder -> builder)) {
            Births births = new Births(bench);
            MechanismTable.all().forEach(births::generated);
            births.byProvider(bench.provider());
            return births.wrong;
        }
    }

    private void generated(MechanismSpec spec) {
        for (KeyType type : spec.keyTypes()) {
            if (spec.can(Flag.CKF_GENERATE_KEY_PAIR)) {
                KeyPairHandles pair =
                        bench.session()
                                .generateKeyPair(
                                        Mechanism.of(spec.type()),
                                        Keys.domain(type),
                                        Template.empty());
                look(spec.type().name(), List.of(pair.publicKey(), pair.privateKey()));
            }
            if (spec.can(Flag.CKF_GENERATE)) {
                secret(spec, type);
            }
        }
    }

    private void secret(MechanismSpec spec, KeyType type) {
        Samples.Sample sample = Samples.of(spec, type).get(0);
        for (Integer length : new Integer[] {null, 32}) {
            try {
                ObjectHandle made =
                        bench.session()
                                .generateKey(
                                        Mechanism.of(spec.type(), sample.of(null, 0)),
                                        Asks.kind(ObjectClass.CKO_SECRET_KEY, type, length));
                look(spec.type() + " " + type, List.of(made));
            } catch (HsmException e) {
                // With or without a length: one of the two is right.
            }
        }
    }

    private void look(String how, List<ObjectHandle> halves) {
        boolean wraps = false;
        boolean other = false;
        for (ObjectHandle half : halves) {
            Template attributes = bench.attributes(half);
            wraps |= attributes.get(CKA_WRAP, false);
            other |= BESIDE.stream().anyMatch(use -> attributes.get(use, false));
        }
        if (wraps && other) {
            wrong.add(how);
        }
    }

    private void byProvider(Provider provider) throws GeneralSecurityException {
        for (Provider.Service service : provider.getServices()) {
            String name = service.getAlgorithm();
            switch (service.getType()) {
                case "KeyGenerator" ->
                        look(service, KeyGenerator.getInstance(name, provider).generateKey());
                case "KeyPairGenerator" -> {
                    if (!name.startsWith("SLH-DSA")) {
                        KeyPair pair =
                                KeyPairGenerator.getInstance(name, provider).generateKeyPair();
                        look(service, pair.getPrivate(), pair.getPublic());
                    }
                }
                case "SecretKeyFactory" -> look(service, secret(name, provider));
                default -> {
                    // Makes no keys.
                }
            }
        }
    }

    /** Imported, or derived where the factory does that. */
    private static SecretKey secret(String name, Provider provider)
            throws GeneralSecurityException {
        SecretKeyFactory factory = SecretKeyFactory.getInstance(name, provider);
        if (DerivationScheme.ALL.stream().noneMatch(each -> each.name().equals(name))) {
            // The halves of a key of XTS differ.
            byte[] value = new byte[32];
            value[31] = 1;
            return factory.translateKey(new SecretKeySpec(value, name));
        }
        String type = name.endsWith("AESCMAC") ? "AES" : "Generic";
        SecretKey base =
                SecretKeyFactory.getInstance(type, provider)
                        .generateSecret(
                                CratonKeySpec.builder()
                                        .deriving()
                                        .token(false)
                                        .keySpec(new SecretKeySpec(new byte[32], type))
                                        .build());
        return factory.generateSecret(CratonDerivationSpec.from(base).key("AES", 16));
    }

    private void look(Provider.Service service, Key... halves) {
        List<ObjectHandle> handles = new ArrayList<>();
        for (Key half : halves) {
            if (half instanceof OpaqueKey key) {
                handles.add(key.ref().use((session, handle) -> handle));
            }
        }
        // The public half of a pair is an object beside the private one.
        bench
                .session()
                .findObjects(Template.builder().objectClass(ObjectClass.CKO_PUBLIC_KEY).build())
                .stream()
                .filter(handle -> handles.stream().anyMatch(half -> sameId(half, handle)))
                .toList()
                .forEach(handles::add);
        look(service.getType() + " " + service.getAlgorithm(), handles);
    }

    private boolean sameId(ObjectHandle one, ObjectHandle other) {
        byte[] id = bench.attributes(one).get(CKA_ID, new byte[0]);
        return id.length > 0
                && java.util.Arrays.equals(id, bench.attributes(other).get(CKA_ID, new byte[0]));
    }
}
