package io.craton.hsm.provider.agreement;

import io.craton.hsm.AttributeType;
import io.craton.hsm.DigestUse;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.OtherKey;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyRef;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.spi.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one-step derivation of SP 800-56C (section 4.1), once, inside of the token. A block is the
 * digest, or the HMAC under the salt, of its number in 32 bits, the key and the fixed input; as
 * many blocks as it takes stand one behind the other, and the last one is cut. No number of bytes
 * that Java can count is beyond the 2^32 - 1 blocks of the standard.
 */
final class OneStepDerivation {
    private final DerivationScheme scheme;
    private final Session session;
    private final KeyRef base;
    private final ObjectHandle key;
    private final Bytes salt;
    private final Bytes info;
    // Of what is needed on the way.
    private final Template inside;

    OneStepDerivation(
            DerivationScheme scheme,
            Session session,
            KeyRef base,
            ObjectHandle key,
            DerivationRequest wanted) {
        this.scheme = scheme;
        this.session = session;
        this.base = base;
        this.key = key;
        this.salt = wanted.salt();
        this.info = wanted.info();
        this.inside = KeyTemplates.like(base, KeyTemplates.base()).build();
    }

    SecretKey derive(DerivedSecret result) {
        if (result.type() == null) {
            return value(result);
        }
        if (blocks(result.length()) == 1) {
            return result.take(base.token(), session, block(1, result.template(base)));
        }
        return result.take(base.token(), session, joined(result));
    }

    private int blocks(int length) {
        int block = scheme.hash().length();
        return length / block + (length % block == 0 ? 0 : 1);
    }

    /** Bytes of the block with this number, counted from 1, that the result takes. */
    private int taken(int number, int length) {
        int block = scheme.hash().length();
        return number < blocks(length) ? block : length - (number - 1) * block;
    }

    private SecretKey value(DerivedSecret result) {
        byte[] all = new byte[result.length()];
        try {
            int at = 0;
            for (int number = 1; at < all.length; number++) {
                at += copy(number, taken(number, all.length), all, at);
            }
            return new SecretKeySpec(all, result.algorithm());
        } finally {
            Arrays.fill(all, (byte) 0);
        }
    }

    private int copy(int number, int length, byte[] target, int at) {
        byte[] bytes = DerivedSecret.bytes(session, block(number, readable(length)));
        try {
            System.arraycopy(bytes, 0, target, at, length);
            return length;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private Template readable(int length) {
        return DerivedSecret.value(length).template(base);
    }

    /** The first block, and each other one behind what is there. */
    private ObjectHandle joined(DerivedSecret result) {
        int last = blocks(result.length());
        ObjectHandle all = block(1, inside);
        for (int number = 2; number <= last; number++) {
            ObjectHandle before = all;
            try {
                ObjectHandle next = block(number, piece(taken(number, result.length())));
                all = join(before, next, number == last ? result.template(base) : inside);
            } finally {
                session.destroyObject(before);
            }
        }
        return all;
    }

    private Template piece(int length) {
        return inside.toBuilder().set(AttributeType.CKA_VALUE_LEN, (long) length).build();
    }

    private ObjectHandle join(ObjectHandle first, ObjectHandle next, Template template) {
        try {
            Mechanism joining =
                    Mechanism.of(MechanismType.CKM_CONCATENATE_BASE_AND_KEY, new OtherKey(next));
            return session.deriveKey(joining, first, template);
        } finally {
            session.destroyObject(next);
        }
    }

    private ObjectHandle block(int number, Template template) {
        byte[] counter = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        ObjectHandle counted = with(MechanismType.CKM_CONCATENATE_DATA_AND_BASE, counter, key);
        try {
            return info.length() == 0
                    ? session.deriveKey(function(), counted, template)
                    : informed(counted, template);
        } finally {
            session.destroyObject(counted);
        }
    }

    private ObjectHandle informed(ObjectHandle counted, Template template) {
        ObjectHandle whole =
                with(MechanismType.CKM_CONCATENATE_BASE_AND_DATA, info.copy(), counted);
        try {
            return session.deriveKey(function(), whole, template);
        } finally {
            session.destroyObject(whole);
        }
    }

    private ObjectHandle with(MechanismType type, byte[] data, ObjectHandle from) {
        return session.deriveKey(Mechanism.of(type, new DerivationData(data)), from, inside);
    }

    // The first step of HKDF is an HMAC under the salt.
    private Mechanism function() {
        return scheme.kind() == DerivationScheme.Kind.ONE_STEP_HMAC
                ? HkdfInput.of(scheme.hash()).salt(salt).mechanism(HkdfInput.Steps.EXTRACT)
                : Mechanism.of(scheme.hash().mechanism(DigestUse.KEY_DERIVATION).orElseThrow());
    }
}
