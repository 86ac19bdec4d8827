package io.craton.hsm.provider.agreement;

import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.token.HsmAccess;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes service objects of a kind that not every Java has: the class that does so is found by its
 * name.
 */
public interface SpiFactory {
    /**
     * A service object.
     *
     * @param access the module
     * @param only the one algorithm that is meant, or null for all of the kind
     */
    Object create(HsmAccess access, @Nullable KeyAlgorithm only);

    /**
     * The factory with this class name.
     *
     * @param type what it is
     * @param factory the name of a class with a constructor without arguments
     * @param platformClass the class of the platform without which it is of no use
     * @return empty if this Java, or the jar as it was built, lacks one of them
     */
    static <T> Optional<T> find(Class<T> type, String factory, String platformClass) {
        try {
            Class.forName(platformClass, false, SpiFactory.class.getClassLoader());
            return Optional.of(
                    Class.forName(factory, true, SpiFactory.class.getClassLoader())
                            .asSubclass(type)
                            .getDeclaredConstructor()
                            .newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            Logger log = LoggerFactory.getLogger(SpiFactory.class);
            log.debug("{} is not offered here: {}", factory, e.toString());
            return Optional.empty();
        }
    }
}
