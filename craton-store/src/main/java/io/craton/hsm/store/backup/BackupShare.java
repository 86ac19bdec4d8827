package io.craton.hsm.store.backup;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.header.TokenHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A share of a backup's key as text: {@code craton-share-ARCHIVE-POINT-VALUES-CHECK}, in hex. */
final class BackupShare {
    private static final String PREFIX = "craton-share-";
    private static final int CHECK = 4;

    private BackupShare() {}

    static String encode(byte[] archive, int point, byte[] values) {
        HexFormat hex = HexFormat.of();
        byte[] name = Arrays.copyOf(archive, 4);
        String text =
                PREFIX
                        + hex.formatHex(name)
                        + "-"
                        + hex.toHexDigits((byte) point)
                        + "-"
                        + hex.formatHex(values);
        return text + "-" + check(text);
    }

    private static String check(String text) {
        byte[] sum = Hmac.sha256(text.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(sum, 0, CHECK);
    }

    /** The secret behind these shares. */
    static byte[] combine(List<String> shares, byte[] archive, int threshold) {
        Map<Integer, Shamir.Share> points = new LinkedHashMap<>();
        for (String text : shares) {
            Shamir.Share share = decode(text.strip(), archive);
            points.put(share.point(), share);
        }
        if (points.size() < threshold) {
            throw bad(
                    "the backup needs "
                            + threshold
                            + " different shares; there are "
                            + points.size());
        }
        return Shamir.combine(points.values());
    }

    private static Shamir.Share decode(String text, byte[] archive) {
        int end = text.lastIndexOf('-');
        String[] parts = end < 0 ? new String[0] : text.substring(0, end).split("-", -1);
        if (parts.length != 5
                || !text.startsWith(PREFIX)
                || !check(text.substring(0, end)).equals(text.substring(end + 1))) {
            throw bad("a share is not complete or has a typing error");
        }
        HexFormat hex = HexFormat.of();
        if (!parts[2].equals(hex.formatHex(archive, 0, 4))) {
            throw bad("a share belongs to another backup");
        }
        try {
            byte[] values = hex.parseHex(parts[4]);
            int point = HexFormat.fromHexDigits(parts[3]);
            if (values.length == TokenHeader.KEY && point >= 1 && point <= 255) {
                return new Shamir.Share(point, values);
            }
        } catch (IllegalArgumentException e) {
            throw bad("a share is not hexadecimal");
        }
        throw bad("a share is not complete");
    }

    private static HsmException bad(String sentence) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, sentence);
    }
}
