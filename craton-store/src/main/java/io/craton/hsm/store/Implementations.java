package io.craton.hsm.store;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.store.spi.StorageProvider;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Which implementation keeps headers and records. */
final class Implementations {
    private Implementations() {}

    /**
     * The implementation of a name, or the only one that there is.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if there is none of that name, or if there are
     *     several and none was chosen
     */
    static StorageProvider choose(@Nullable String name) {
        return choose(name, present());
    }

    private static List<StorageProvider> present() {
        ClassLoader ours = StorageProvider.class.getClassLoader();
        return ServiceLoader.load(StorageProvider.class, ours).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    static StorageProvider choose(@Nullable String name, List<StorageProvider> present) {
        List<StorageProvider> fitting =
                present.stream().filter(each -> name == null || each.name().equals(name)).toList();
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        if (present.isEmpty()) {
            throw refused("there is no record store on the class or module path");
        }
        List<String> names = present.stream().map(StorageProvider::name).sorted().toList();
        String all = String.join(", ", names);
        if (name == null) {
            throw refused(
                    "there are several record stores; set token.store to one of them: " + all);
        }
        String many =
                fitting.isEmpty()
                        ? "there is no such record store"
                        : "there are several of that name";
        throw refused("token.store is " + name + ", and " + many + "; present: " + all);
    }

    private static HsmException refused(String sentence) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, sentence);
    }
}
