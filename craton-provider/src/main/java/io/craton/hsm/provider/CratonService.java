package io.craton.hsm.provider;

import io.craton.hsm.provider.key.EncodedPublicKey;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.signature.BlindlyChosen;
import io.craton.hsm.provider.token.HsmAccess;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A service that makes its objects without reflection and knows its own keys. */
final class CratonService extends Provider.Service {
    // The classes of JCA that choose a provider late, and their methods that do so without a key.
    private static final Set<String> CHOOSERS =
            Set.of("java.security.Signature$Delegate", "javax.crypto.Mac");
    private static final Set<String> CHOICES = Set.of("chooseFirstProvider", "engineSetParameter");

    private final TokenProvider provider;
    private final @Nullable Predicate<Key> keys;
    private final Function<HsmAccess, Object> factory;
    // The thread that was last answered that a key is taken, by its number; 0 for none. Threads
    // overwrite each other's, which costs a look at the stack.
    private volatile long answered;

    CratonService(TokenProvider provider, ServiceRow row) {
        super(
                provider,
                row.type(),
                row.algorithm(),
                provider.getClass().getName(),
                names(row.aliases()),
                Map.of());
        this.provider = provider;
        this.keys = row.keys();
        this.factory = row.factory();
    }

    // The JDK knows each object identifier in two forms.
    private static List<String> names(List<String> aliases) {
        List<String> names = new ArrayList<>(aliases);
        for (String alias : aliases) {
            if (alias.matches("[0-2](\\.[0-9]+)+")) {
                names.add("OID." + alias);
            }
        }
        return names;
    }

    @Override
    public Object newInstance(@Nullable Object constructorParameter)
            throws NoSuchAlgorithmException {
        if (constructorParameter != null && !getType().equals("SecureRandom")) {
            throw new NoSuchAlgorithmException(
                    getType() + " " + getAlgorithm() + " takes no parameter");
        }
        Object made = factory.apply(provider.access());
        if (made instanceof BlindlyChosen object && !keyShown() && blindly()) {
            object.chosenBlindly();
        }
        return made;
    }

    // JCA asks whether a key is taken, and has an object made for it next.
    private boolean keyShown() {
        boolean shown = answered == Thread.currentThread().getId();
        answered = 0;
        return shown;
    }

    // JCA does not say whether the caller has named this provider, has shown a key, or neither; the
    // methods in Mac and Signature that take the first provider do. To look costs more than all
    // else of an initialisation: where a key was shown, it is known without.
    private static boolean blindly() {
        return StackWalker.getInstance().walk(CratonService::choosing);
    }

    // Only what JCA itself does just before: a caller may have methods of the same names.
    private static boolean choosing(Stream<StackWalker.StackFrame> frames) {
        return frames.dropWhile(frame -> frame.getClassName().equals(CratonService.class.getName()))
                .takeWhile(frame -> CHOOSERS.contains(frame.getClassName()))
                .map(StackWalker.StackFrame::getMethodName)
                .anyMatch(CHOICES::contains);
    }

    /**
     * Own keys only, and those that the service takes, so that JCA leaves the keys of others to
     * their providers; and public keys with which nobody else verifies. Asked in every TLS
     * handshake: of an own key it looks at nothing but the Java object, and of none at the token.
     *
     * @throws InvalidParameterException if the parameter is no key, and for a type of service that
     *     JCA does not ask, as the JDK's own services do
     */
    @Override
    public boolean supportsParameter(@Nullable Object parameter) {
        Predicate<Key> taken = keys;
        if (taken == null || (parameter != null && !(parameter instanceof Key))) {
            return super.supportsParameter(parameter);
        }
        boolean own =
                OpaqueKey.isOwn(parameter, provider.access())
                        || parameter instanceof EncodedPublicKey;
        boolean supported =
                own ? parameter instanceof Key key && taken.test(key) : verifies(taken, parameter);
        if (supported) {
            answered = Thread.currentThread().getId();
        }
        return supported;
    }

    // With which nobody else does.
    private boolean verifies(Predicate<Key> taken, @Nullable Object parameter) {
        return parameter instanceof PublicKey key
                && getType().equals("Signature")
                && UnclaimedKeys.isUnclaimed(getAlgorithm(), key)
                && X509PublicKeys.encoded(key).filter(taken).isPresent();
    }
}
