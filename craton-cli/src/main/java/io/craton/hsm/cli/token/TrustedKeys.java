package io.craton.hsm.cli.token;

import io.craton.hsm.Slot;
import io.craton.hsm.TrustInfo;
import io.craton.hsm.cli.console.Output;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys with {@code CKA_TRUSTED} that can be seen, and which of these marks do not count. */
final class TrustedKeys {
    private TrustedKeys() {}

    static List<Map<String, @Nullable Object>> json(Slot slot) {
        return slot.trustedKeys().stream().map(TrustedKeys::json).toList();
    }

    private static Map<String, @Nullable Object> json(TrustInfo key) {
        return Output.object(
                "unique_id", key.uniqueId(), "label", key.label(), "counts", key.counts());
    }

    static String words(Slot slot) {
        List<TrustInfo> keys = slot.trustedKeys();
        String useless =
                keys.stream()
                        .filter(key -> !key.counts())
                        .map(key -> "'" + key.label() + "' (" + key.uniqueId() + ")")
                        .collect(Collectors.joining(", "));
        return keys.size()
                + " public"
                + (useless.isEmpty() ? "" : "; does not count ('doctor' says why): " + useless);
    }
}
