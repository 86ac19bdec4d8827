package io.craton.hsm.cli.backup;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.cli.key.KeyListCommand;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.spi.BackupContents;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code backup list}. */
@Command(
        name = "list",
        description = "Open a backup and list the objects in it, without restoring anything.")
final class BackupListCommand extends ArchiveCommand {
    @Override
    void run(BackupContents contents) {
        List<String> unreadable = new ArrayList<>();
        List<TokenObject> objects =
                contents.objects().stream()
                        .flatMap(object -> read(object, unreadable))
                        .filter(object -> object.attributes().has(AttributeType.CKA_CLASS))
                        .toList();
        Map<String, @Nullable Object> json = Archive.json(contents.info());
        json.put("sha256", contents.sha256());
        json.put("private_listed", contents.privateListed());
        json.put("objects", objects.stream().map(TokenObject::json).toList());
        json.put("unreadable_objects", unreadable);
        List<String> lines = new ArrayList<>(Archive.lines(contents.info()));
        lines.add("");
        lines.addAll(output().tableLines(KeyListCommand.table(objects)));
        lines.add(KeyListCommand.total(objects));
        if (!contents.privateListed()) {
            lines.add(
                    "Private objects are not listed: the SO PIN does not open them (security.so_recovery).");
        }
        if (!unreadable.isEmpty()) {
            lines.add(
                    "Objects that cannot be read, and will be missing after a restore: "
                            + String.join(", ", unreadable));
        }
        output().result(json, lines);
    }

    private static Stream<TokenObject> read(StoredObject object, List<String> unreadable) {
        try {
            // There is no session to have handles; nothing here needs one.
            return Stream.of(
                    new TokenObject(
                            new ObjectHandle(0), ObjectRecords.attributes(object.attributes())));
        } catch (HsmException e) {
            unreadable.add(object.id().toString());
            return Stream.empty();
        }
    }
}
