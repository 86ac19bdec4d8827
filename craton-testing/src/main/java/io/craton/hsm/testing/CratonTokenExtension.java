package io.craton.hsm.testing;

import io.craton.hsm.Hsm;
import io.craton.hsm.Slot;
import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.spi.Causes;
import java.io.IOException;
import java.lang.reflect.Method;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.Provider;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Opens a token for each test, or for a class that asks for one before its tests, and closes it
 * afterwards; see {@link CratonToken}.
 */
public final class CratonTokenExtension implements BeforeEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(CratonTokenExtension.class);

    private static final String OF_THE_CLASS = "token";

    private interface Part {
        Object of(TestToken token) throws GeneralSecurityException, IOException;
    }

    private static final Map<Class<?>, Part> PARTS =
            Map.of(
                    TestToken.class, token -> token,
                    Hsm.class, TestToken::hsm,
                    Slot.class, TestToken::slot,
                    CratonHsmProvider.class, TestToken::provider,
                    Provider.class, TestToken::provider,
                    KeyStore.class, TestToken::keyStore,
                    Faults.class, TestToken::faults);

    /** Made by JUnit. */
    public CratonTokenExtension() {}

    // JUnit before 5.13 closes only what has this type.
    @SuppressWarnings("deprecation")
    private record Resource(TestToken token)
            implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            token.close();
        }
    }

    /**
     * Opens the token before the test, so that it is there also for a test that takes none of its
     * parts.
     */
    @Override
    public void beforeEach(ExtensionContext context) {
        token(context);
    }

    /** Of methods: a constructor does not say whether it is for a test or for all of them. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARTS.containsKey(parameter.getParameter().getType())
                && parameter.getDeclaringExecutable() instanceof Method;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Part part = PARTS.get(parameter.getParameter().getType());
        try {
            if (part == null) {
                throw new ParameterResolutionException("this parameter is none of a token");
            }
            return part.of(token(context));
        } catch (GeneralSecurityException | IOException e) {
            throw failure("the key store of the test token cannot be loaded", e);
        }
    }

    // The reason is in the first line, where reports of tests show it.
    private static ParameterResolutionException failure(String what, Exception reason) {
        return new ParameterResolutionException(what + ": " + Causes.of(reason), reason);
    }

    // A store answers with what the ones above it have: the token that the whole class has made, if
    // it has.
    private static TestToken token(ExtensionContext context) {
        Object key = ownAnnotation(context) ? context.getUniqueId() : OF_THE_CLASS;
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(key, any -> new Resource(open(context)), Resource.class)
                .token();
    }

    private static boolean ownAnnotation(ExtensionContext context) {
        return context.getTestMethod()
                .flatMap(method -> AnnotationSupport.findAnnotation(method, CratonToken.class))
                .isPresent();
    }

    private static TestToken open(ExtensionContext context) {
        CratonToken wanted =
                AnnotationSupport.findAnnotation(context.getElement(), CratonToken.class)
                        .or(() -> inherited(context))
                        .orElseThrow(
                                () ->
                                        new ParameterResolutionException(
                                                "there is no @CratonToken on this test or its class"));
        try {
            return TestToken.open(wanted);
        } catch (InvalidParameterException e) {
            throw new ParameterResolutionException("the test token cannot be made: " + e, e);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw failure("the test token cannot be made", e);
        }
    }

    private static java.util.Optional<CratonToken> inherited(ExtensionContext context) {
        for (Class<?> type = context.getTestClass().orElse(null);
                type != null;
                type = type.getEnclosingClass()) {
            var found = AnnotationSupport.findAnnotation(type, CratonToken.class);
            if (found.isPresent()) {
                return found;
            }
        }
        return java.util.Optional.empty();
    }
}
