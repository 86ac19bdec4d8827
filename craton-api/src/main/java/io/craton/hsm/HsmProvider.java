package io.craton.hsm;

import java.util.Set;

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
        return HsmProviders.wanted(config).map(name()::equals).orElse(true);
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
     * @throws HsmException {@code CKR_LIBRARY_LOAD_FAILED} if there is none, or one cannot be
     *     loaded; {@code CKR_ARGUMENTS_BAD} if there are several
     */
    static HsmProvider of(HsmConfig config) {
        return HsmProviders.serving(config);
    }
}
