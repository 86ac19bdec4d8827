package io.craton.hsm;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An implementation of the module, such as {@code craton-core}. Those on the class or module path
 * are found by {@link java.util.ServiceLoader}; the configuration decides which one serves. For who
 * implements one, and for programs that have to know what is offered before they open it;
 * applications call {@link Hsm#open}.
 *
 * <p>Safe for use by any number of threads. Nothing is started, read or locked before {@link
 * #open}.
 */
public interface HsmProvider {
    /** Its name in {@code module.implementation}, such as {@code core}; no other has it. */
    String name();

    /**
     * Whether it is the one to serve a configuration: by default one that names it, or none.
     *
     * @param config any configuration
     */
    default boolean serves(HsmConfig config) {
        String wanted = wanted(config);
        return wanted == null || wanted.equals(name());
    }

    /**
     * The mechanisms that a module with this configuration offers, as far as that is known before
     * it is opened.
     */
    Set<MechanismType> mechanisms(HsmConfig config);

    /**
     * Opens a new instance of the module.
     *
     * @throws HsmException as {@link Hsm#open}
     */
    Hsm open(HsmConfig config);

    /**
     * The implementation that serves a configuration.
     *
     * @throws HsmException {@code CKR_LIBRARY_LOAD_FAILED} if there is none; {@code
     *     CKR_ARGUMENTS_BAD} if there are several
     */
    static HsmProvider of(HsmConfig config) {
        List<HsmProvider> found =
                ServiceLoader.load(HsmProvider.class, HsmProvider.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        List<HsmProvider> serving = found.stream().filter(one -> one.serves(config)).toList();
        if (serving.size() == 1) {
            return serving.get(0);
        }
        throw serving.isEmpty() ? none(found, config) : several(serving);
    }

    private static @Nullable String wanted(HsmConfig config) {
        ConfigKey key = ConfigKey.MODULE_IMPLEMENTATION;
        return config.isSet(key) ? config.string(key) : null;
    }

    private static HsmException none(List<HsmProvider> found, HsmConfig config) {
        if (found.isEmpty()) {
            return new HsmException(
                    ReturnCode.CKR_LIBRARY_LOAD_FAILED,
                    "no implementation of the module was found; put craton-core beside craton-api on the class or module path");
        }
        String wanted = wanted(config);
        String what =
                wanted == null
                        ? "no implementation of the module serves this configuration"
                        : "module.implementation is \""
                                + wanted
                                + "\", and there is none of that name";
        return new HsmException(
                ReturnCode.CKR_LIBRARY_LOAD_FAILED,
                what
                        + " on the class or module path; there is "
                        + names(found)
                        + ". Add its jar, or change the setting");
    }

    private static HsmException several(List<HsmProvider> serving) {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD,
                "several implementations of the module serve this configuration: "
                        + names(serving)
                        + "; name one of them in module.implementation, or take the jars of the others away");
    }

    private static String names(List<HsmProvider> providers) {
        return providers.stream().map(HsmProvider::name).sorted().collect(Collectors.joining(", "));
    }
}
