package io.craton.hsm.cli.token;

import io.craton.hsm.Slot;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.TokenInfo.Flag;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token in words: the one place that names its facts, for {@code token info}, {@code token list}
 * and JSON.
 */
final class TokenFacts {
    private final Slot slot;
    private final TokenInfo info;

    TokenFacts(Slot slot) {
        this.slot = slot;
        this.info = slot.tokenInfo();
    }

    Map<String, @Nullable Object> json() {
        return Output.object(
                "slot_id", slot.id(),
                "token_present", slot.info().tokenPresent(),
                "initialized", info.initialized(),
                "label", info.label(),
                "serial_number", info.serialNumber(),
                "manufacturer", info.manufacturer(),
                "model", info.model(),
                "object_count", info.objects() < 0 ? null : info.objects(),
                "user_pin_initialized", info.flags().contains(Flag.CKF_USER_PIN_INITIALIZED),
                "user_pin", userPin(),
                "so_pin", soPin(),
                "session_count", info.sessions(),
                "max_sessions", info.maxSessions(),
                "rw_session_count", info.rwSessions(),
                "max_rw_sessions", info.maxRwSessions(),
                "pin_min_len", info.minPinLength(),
                "pin_max_len", info.maxPinLength(),
                "flags", flagBits(),
                "flag_names", info.flags().stream().sorted().map(Flag::name).toList(),
                "time", info.time().toString());
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        line(lines, "Slot ID", slot.id());
        line(
                lines,
                "Initialized",
                info.initialized() ? "yes" : "no (run: token init --label LABEL)");
        line(lines, "Label", info.label());
        line(lines, "Serial Number", info.serialNumber());
        line(lines, "Manufacturer", info.manufacturer());
        line(lines, "Model", info.model());
        line(lines, "Objects", objects());
        line(lines, "SO PIN", soPin());
        line(lines, "User PIN", userPin());
        line(lines, "Sessions", info.sessions() + "/" + info.maxSessions());
        line(lines, "RW Sessions", info.rwSessions() + "/" + info.maxRwSessions());
        line(lines, "PIN Length", info.minPinLength() + "-" + info.maxPinLength());
        line(lines, "Flags", String.format("0x%08x", flagBits()));
        for (Flag flag : info.flags().stream().sorted().toList()) {
            line(lines, "", flag.name());
        }
        return lines;
    }

    static Table list(List<TokenFacts> tokens) {
        Table table =
                new Table(
                        "Slot",
                        "Initialized",
                        "Label",
                        "Serial Number",
                        "Objects",
                        "SO PIN",
                        "User PIN");
        for (TokenFacts token : tokens) {
            table.row(
                    Long.toString(token.slot.id()),
                    token.info.initialized() ? "yes" : "no",
                    token.info.label(),
                    token.info.serialNumber(),
                    token.objects(),
                    token.soPin(),
                    token.userPin());
        }
        return table;
    }

    private String objects() {
        return info.objects() < 0 ? "unknown" : Long.toString(info.objects());
    }

    private long flagBits() {
        return info.flags().stream().mapToLong(Flag::bit).reduce(0, (a, b) -> a | b);
    }

    private String soPin() {
        return info.initialized()
                ? state(
                        Flag.CKF_SO_PIN_LOCKED,
                        Flag.CKF_SO_PIN_FINAL_TRY,
                        Flag.CKF_SO_PIN_COUNT_LOW)
                : "not set";
    }

    private String userPin() {
        return info.flags().contains(Flag.CKF_USER_PIN_INITIALIZED)
                ? state(
                        Flag.CKF_USER_PIN_LOCKED,
                        Flag.CKF_USER_PIN_FINAL_TRY,
                        Flag.CKF_USER_PIN_COUNT_LOW)
                : "not set";
    }

    private String state(Flag locked, Flag finalTry, Flag countLow) {
        if (info.flags().contains(locked)) {
            return "locked";
        }
        if (info.flags().contains(finalTry)) {
            return "set, one try left";
        }
        return info.flags().contains(countLow) ? "set, wrong tries since the last login" : "set";
    }

    private static void line(List<String> lines, String name, Object value) {
        lines.add(String.format("%-15s%s", name.isEmpty() ? "" : name + ":", value));
    }
}
