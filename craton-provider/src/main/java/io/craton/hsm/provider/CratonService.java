package io.craton.hsm.provider;

import io.craton.hsm.provider.key.EncodedPublicKey;
import io.craton.hsm.provider.key.TokenKey;
import io.craton.hsm.provider.signature.BlindlyChosen;
import io.craton.hsm.provider.token.HsmAccess;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A service that makes its objects without reflection and knows its own keys. */
final class CratonService extends Provider.Service {
    private final CratonHsmProvider provider;
    private final boolean keyed;
    private final Function<HsmAccess, Object> factory;

    CratonService(CratonHsmProvider provider, ServiceTable.Row row) {
        super(
                provider,
                row.type(),
                row.algorithm(),
                CratonHsmProvider.class.getName(),
                names(row.aliases()),
                Map.of());
        this.provider = provider;
        this.keyed = row.keyed();
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
        if (made instanceof BlindlyChosen object && blindly()) {
            object.chosenBlindly();
        }
        return made;
    }

    // JCA does not say whether the caller has named this provider, has shown a key, or neither; the
    // methods in Mac and
    // Signature that take the first provider do.
    private static boolean blindly() {
        return StackWalker.getInstance()
                .walk(
                        frames ->
                                frames.limit(8)
                                        .map(StackWalker.StackFrame::getMethodName)
                                        .anyMatch(
                                                name ->
                                                        name.equals("chooseFirstProvider")
                                                                || name.equals(
                                                                        "engineSetParameter")));
    }

    /**
     * Own keys only, so that JCA leaves the keys of others to their providers. Asked in every TLS
     * handshake: it looks at nothing but the Java object.
     */
    @Override
    public boolean supportsParameter(@Nullable Object parameter) {
        if (!keyed) {
            return super.supportsParameter(parameter);
        }
        return TokenKey.isOwn(parameter, provider.access())
                || parameter instanceof EncodedPublicKey;
    }
}
