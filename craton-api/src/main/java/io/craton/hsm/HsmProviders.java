package io.craton.hsm;

import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The implementations on the class or module path, and which of them serves. */
final class HsmProviders {
    private HsmProviders() {}

    /** As {@link HsmProvider#of}. */
    static HsmProvider serving(HsmConfig config) {
        List<HsmProvider> found = present();
        List<HsmProvider> serving = found.stream().filter(one -> one.serves(config)).toList();
        if (serving.size() == 1) {
            return serving.get(0);
        }
        throw serving.isEmpty() ? none(found, config) : several(serving);
    }

    private static List<HsmProvider> present() {
        ClassLoader ours = HsmProvider.class.getClassLoader();
        try {
            return ServiceLoader.load(HsmProvider.class, ours).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError e) {
            // an Error would come out of whatever looks through the JVM's security providers
            throw new HsmException(
                    ReturnCode.CKR_LIBRARY_LOAD_FAILED,
                    "an implementation of the module cannot be loaded; install its jar again, or take it"
                            + " from the class or module path",
                    e);
        }
    }

    /** The name in {@code module.implementation}, if one is set. */
    static Optional<String> wanted(HsmConfig config) {
        ConfigKey key = ConfigKey.MODULE_IMPLEMENTATION;
        return config.isSet(key) ? Optional.of(config.string(key)) : Optional.empty();
    }

    private static HsmException none(List<HsmProvider> found, HsmConfig config) {
        if (found.isEmpty()) {
            return new HsmException(
                    ReturnCode.CKR_LIBRARY_LOAD_FAILED,
                    "no implementation of the module was found; put craton-core beside craton-api on the class or module path");
        }
        String problem =
                wanted(config)
                        .map(
                                name ->
                                        "module.implementation is \""
                                                + name
                                                + "\", and there is none of that name")
                        .orElse("no implementation of the module serves this configuration");
        return new HsmException(
                ReturnCode.CKR_LIBRARY_LOAD_FAILED,
                problem
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
