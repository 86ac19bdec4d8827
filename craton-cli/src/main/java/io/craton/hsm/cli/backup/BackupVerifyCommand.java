package io.craton.hsm.cli.backup;

import io.craton.hsm.spi.BackupContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code backup verify}. */
@Command(
        name = "verify",
        description = "Open a backup and check it from end to end, without restoring anything.")
final class BackupVerifyCommand extends ArchiveCommand {
    @Override
    void run(BackupContents contents) {
        Map<String, @Nullable Object> json = Archive.json(contents.info());
        json.put("status", "valid");
        json.put("sha256", contents.sha256());
        List<String> lines = new ArrayList<>(List.of("Backup Verification: VALID"));
        lines.addAll(Archive.lines(contents.info()));
        lines.add("SHA-256:       " + contents.sha256());
        output().result(json, lines);
    }
}
