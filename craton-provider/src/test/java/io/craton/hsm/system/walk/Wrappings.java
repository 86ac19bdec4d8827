package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.system.walk.Step.Door;
import io.craton.hsm.system.walk.Step.Product;
import io.craton.hsm.system.walk.Step.Role;
import java.util.ArrayList;
import java.util.List;

/** Wrapping with every mechanism that wraps, by {@code C_WrapKey} and with authenticated data. */
final class Wrappings {
    private static final byte[] AAD = {1};

    private Wrappings() {}

    /** Every way to wrap one key with another. */
    static List<Step> of(Item.Key by, Item.Key content) {
        List<Step> steps = new ArrayList<>();
        for (MechanismSpec spec : MechanismTable.all()) {
            if (!spec.can(Flag.CKF_WRAP) || !spec.keyTypes().contains(by.keyType())) {
                continue;
            }
            boolean aead = isAead(spec.type());
            for (Samples.Sample sample : Samples.of(spec, by.keyType())) {
                steps.add(step("wrap", Door.API, spec, sample, by, content));
                steps.add(step("wrap", Door.FUNCTIONS, spec, sample, by, content));
                if (aead) {
                    steps.add(step("wrap with data", Door.API, spec, sample, by, content));
                    steps.add(step("wrap with data", Door.FUNCTIONS, spec, sample, by, content));
                    steps.add(step("wrap message", Door.API, spec, sample, by, content));
                }
            }
            if (spec.type() == MechanismType.CKM_AES_GCM) {
                steps.add(step("wrap message", Door.API, spec, SHORT_TAG, by, content));
            }
        }
        return steps;
    }

    private static final Samples.Sample SHORT_TAG =
            new Samples.Sample(
                    "iv of the module, tag 32", false, (o, n) -> new Gcm(null, new byte[0], 32));

    static boolean isAead(MechanismType type) {
        return type == MechanismType.CKM_AES_GCM
                || type == MechanismType.CKM_AES_CCM
                || type == MechanismType.CKM_CHACHA20_POLY1305;
    }

    private static Step step(
            String kind,
            Door door,
            MechanismSpec spec,
            Samples.Sample sample,
            Item.Key by,
            Item.Key content) {
        return new Step(
                kind,
                door,
                spec.type(),
                sample.name(),
                List.of(by, content),
                List.of(new Role(0, CKA_WRAP)),
                Template.empty(),
                (bench, items) -> wrap(bench, kind, door, spec.type(), sample, items));
    }

    private static List<Product> wrap(
            Bench bench,
            String kind,
            Door door,
            MechanismType type,
            Samples.Sample sample,
            List<Item> items) {
        Item.Key by = (Item.Key) items.get(0);
        Item.Key content = (Item.Key) items.get(1);
        Mechanism mechanism = Mechanism.of(type, sample.of(null, 0));
        if (kind.equals("wrap message")) {
            Aead aead = Doors.aead(mechanism, null);
            byte[] body =
                    bench.session()
                            .wrapKeyAuthenticated(type, aead, by.handle(), content.handle(), AAD);
            return List.of(
                    new Product.Wrapped(
                            Doors.join(body, aead.tag()),
                            Doors.complete(type, aead, body.length),
                            AAD));
        }
        byte[] aad = kind.equals("wrap") ? null : AAD;
        byte[] wrapped;
        if (door == Door.API) {
            wrapped =
                    aad == null
                            ? bench.session().wrapKey(mechanism, by.handle(), content.handle())
                            : bench.session()
                                    .wrapKeyAuthenticated(
                                            mechanism, by.handle(), content.handle(), aad);
        } else {
            wrapped =
                    Doors.bytes(
                            out ->
                                    aad == null
                                            ? bench.session()
                                                    .functions()
                                                    .wrapKey(
                                                            mechanism,
                                                            by.handle(),
                                                            content.handle(),
                                                            out)
                                            : bench.session()
                                                    .functions()
                                                    .wrapKeyAuthenticated(
                                                            mechanism,
                                                            by.handle(),
                                                            content.handle(),
                                                            aad,
                                                            out));
        }
        return List.of(new Product.Wrapped(wrapped, fitted(mechanism, wrapped.length), aad));
    }

    /** The mechanism as an unwrapping needs it. */
    private static Mechanism fitted(Mechanism mechanism, int length) {
        return mechanism.parameters() instanceof Ccm ccm
                ? Mechanism.of(
                        mechanism.type(),
                        new Ccm(length - ccm.macLength(), ccm.nonce(), ccm.aad(), ccm.macLength()))
                : mechanism;
    }

    /** The length of the tag at the end of what a mechanism makes, in bytes. */
    static int tag(Mechanism mechanism) {
        if (mechanism.parameters() instanceof Gcm gcm) {
            return gcm.tagBits() / 8;
        }
        if (mechanism.parameters() instanceof Ccm ccm) {
            return ccm.macLength();
        }
        return mechanism.parameters() instanceof ChaCha20Poly1305 ? 16 : 0;
    }
}
