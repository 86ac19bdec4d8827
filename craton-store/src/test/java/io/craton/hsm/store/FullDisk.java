package io.craton.hsm.store;

import io.craton.hsm.HsmException;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.Change;
import java.nio.file.Path;
import java.util.List;

/** A process that commits until the operating system refuses, and says what can be read then. */
final class FullDisk {
    static final int SECRET = 20_000;

    private FullDisk() {}

    public static void main(String[] args) {
        int done = 0;
        try (SlotStores stores = Tokens.open(Path.of(args[0]))) {
            TokenStore token = stores.slot(0);
            token.unlock(UserType.CKU_USER, Tokens.USER);
            String refused = "";
            while (refused.isEmpty() && done < 10_000) {
                try {
                    token.commit(
                            List.of(
                                    new Change.Put(
                                            Tokens.id(done),
                                            true,
                                            Tokens.ascii("key"),
                                            new byte[SECRET])));
                    done++;
                } catch (HsmException e) {
                    refused = e.code().name();
                }
            }
            int readable = 0;
            for (int i = 0; i < done; i++) {
                byte[] secret = token.secret(Tokens.id(i));
                readable += secret != null && secret.length == SECRET ? 1 : 0;
            }
            int listed = token.objects(true).size();
            String small;
            try {
                token.commit(List.of(new Change.Delete(Tokens.id(0))));
                small = "deleted";
            } catch (HsmException e) {
                small = e.code().name();
            }
            System.out.println(refused + " " + done + " " + readable + " " + listed + " " + small);
        }
    }
}
