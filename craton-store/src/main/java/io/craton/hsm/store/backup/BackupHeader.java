package io.craton.hsm.store.backup;

import io.craton.hsm.BackupInfo;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.store.file.DiskFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The head of a backup: lines of text that anybody can read, up to an empty one. Every byte of it
 * is authenticated with the first and each further chunk.
 *
 * @param archive random, of this archive only
 * @param soPin how the SO PIN opens it
 * @param passphrase how a passphrase opens it, or null
 * @param shares how shares open it, or null
 * @param text the header as it is in the archive
 */
public record BackupHeader(
        BackupInfo info,
        byte[] archive,
        ArchiveKey soPin,
        @Nullable ArchiveKey passphrase,
        @Nullable ArchiveKey shares,
        byte[] text) {
    private static final String MAGIC = "CRATON-HSM-BACKUP ";
    private static final int LONGEST = 8192;

    /** How long the random name of an archive is, in bytes. */
    static final int ARCHIVE = 16;

    static BackupHeader of(
            BackupInfo info,
            byte[] archive,
            ArchiveKey soPin,
            @Nullable ArchiveKey passphrase,
            @Nullable ArchiveKey shares) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("product", "Craton HSM");
        lines.put("version", info.productVersion());
        lines.put("created", info.created().toString());
        lines.put("label", escape(info.label()));
        lines.put("serial", escape(info.serialNumber()));
        lines.put("slot", Integer.toString(info.slot()));
        lines.put("token", info.tokenId().toString());
        lines.put("sequence", Long.toString(info.sequence()));
        lines.put("public-objects", Long.toString(info.publicObjects()));
        lines.put("private-objects", Long.toString(info.privateObjects()));
        lines.put("archive", HexFormat.of().formatHex(archive));
        lines.put("so-pin", soPin.encode());
        if (passphrase != null) {
            lines.put("passphrase", passphrase.encode());
        }
        if (shares != null) {
            lines.put("threshold", Integer.toString(info.threshold()));
            lines.put("shares", shares.encode());
        }
        StringBuilder text =
                new StringBuilder(MAGIC).append(DiskFormat.BACKUP.number()).append('\n');
        lines.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
        byte[] bytes = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        return new BackupHeader(info, archive, soPin, passphrase, shares, bytes);
    }

    /** Spaces and letters stay legible; what could break a line does not. */
    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", " ")
                .replace("%2B", "+");
    }

    private static String unescape(String text) {
        return URLDecoder.decode(
                text.replace("+", "%2B").replace(" ", "+"), StandardCharsets.UTF_8);
    }

    public static BackupHeader read(InputStream in) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        String first = line(in, text);
        if (!first.startsWith(MAGIC)) {
            throw invalid("this is not a backup of Craton HSM");
        }
        Map<String, String> lines = new LinkedHashMap<>();
        try {
            int format = Integer.parseInt(first.substring(MAGIC.length()));
            if (DiskFormat.BACKUP.isNewer(format)) {
                throw new HsmException(
                        ReturnCode.CKR_FUNCTION_REJECTED,
                        "the backup " + DiskFormat.BACKUP.newer(format));
            }
            if (format < 1) {
                throw invalid("there has never been a backup of format " + format);
            }
            for (String line = line(in, text); !line.isEmpty(); line = line(in, text)) {
                int colon = line.indexOf(": ");
                if (colon < 0
                        || lines.put(line.substring(0, colon), line.substring(colon + 2)) != null) {
                    throw invalid("the header of the backup is damaged");
                }
            }
            return parse(format, lines, text.toByteArray());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid("the header of the backup is damaged");
        }
    }

    private static BackupHeader parse(int format, Map<String, String> lines, byte[] text) {
        String passphrase = lines.get("passphrase");
        String shares = lines.get("shares");
        BackupInfo info =
                new BackupInfo(
                        format,
                        required(lines, "version"),
                        Instant.parse(required(lines, "created")),
                        Integer.parseInt(required(lines, "slot")),
                        unescape(required(lines, "label")),
                        unescape(required(lines, "serial")),
                        UUID.fromString(required(lines, "token")),
                        Long.parseLong(required(lines, "sequence")),
                        Long.parseLong(required(lines, "public-objects")),
                        Long.parseLong(required(lines, "private-objects")),
                        passphrase != null,
                        shares == null ? 0 : Integer.parseInt(required(lines, "threshold")));
        byte[] archive = HexFormat.of().parseHex(required(lines, "archive"));
        if (archive.length != ARCHIVE
                || utf8(info.label()) > 32
                || utf8(info.serialNumber()) > 16
                || info.publicObjects() < 0
                || info.privateObjects() < 0
                || (shares != null && (info.threshold() < 2 || info.threshold() > 255))) {
            throw invalid("the header of the backup is damaged");
        }
        return new BackupHeader(
                info,
                archive,
                ArchiveKey.decode(required(lines, "so-pin"), true),
                passphrase == null ? null : ArchiveKey.decode(passphrase, true),
                shares == null ? null : ArchiveKey.decode(shares, false),
                text);
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String required(Map<String, String> lines, String key) {
        String value = lines.get(key);
        if (value == null) {
            throw invalid("the header of the backup has no line \"" + key + "\"");
        }
        return value;
    }

    private static String line(InputStream in, ByteArrayOutputStream text) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || text.size() >= LONGEST) {
                throw invalid("this is not a backup of Craton HSM, or only the beginning of one");
            }
            text.write(b);
            line.write(b);
        }
        text.write('\n');
        return line.toString(StandardCharsets.UTF_8);
    }

    static HsmException invalid(String sentence) {
        return new HsmException(
                ReturnCode.CKR_DATA_INVALID, sentence + "; nothing was changed: use another copy");
    }
}
