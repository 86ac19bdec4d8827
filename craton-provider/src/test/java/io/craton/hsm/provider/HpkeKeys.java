package io.craton.hsm.provider;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key schedule of HPKE in base mode, with HKDF-SHA256 and AES-128-GCM (RFC 9180, section 5.1):
 * what a program does with the secret of a KEM.
 */
record HpkeKeys(SecretKey key, byte[] baseNonce) {
    static HpkeKeys of(int kem, byte[] shared, byte[] info) throws Exception {
        byte[] suite =
                ByteBuffer.allocate(10)
                        .put("HPKE".getBytes())
                        .putShort((short) kem)
                        .putShort((short) 1)
                        .putShort((short) 1)
                        .array();
        byte[] none = new byte[0];
        byte[] context =
                concat(
                        new byte[] {0},
                        extract(none, suite, "psk_id_hash", none),
                        extract(none, suite, "info_hash", info));
        byte[] secret = extract(shared, suite, "secret", none);
        return new HpkeKeys(
                new SecretKeySpec(expand(secret, suite, "key", context, 16), "AES"),
                expand(secret, suite, "base_nonce", context, 12));
    }

    private static byte[] extract(byte[] salt, byte[] suite, String label, byte[] input)
            throws Exception {
        return mac(
                salt.length == 0 ? new byte[32] : salt,
                concat("HPKE-v1".getBytes(), suite, label.getBytes(), input));
    }

    private static byte[] expand(
            byte[] secret, byte[] suite, String label, byte[] context, int length)
            throws Exception {
        byte[] info =
                concat(
                        new byte[] {0, (byte) length},
                        "HPKE-v1".getBytes(),
                        suite,
                        label.getBytes(),
                        context,
                        new byte[] {1});
        return Arrays.copyOf(mac(secret, info), length);
    }

    private static byte[] mac(byte[] key, byte[] data) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    private static byte[] concat(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }
}
