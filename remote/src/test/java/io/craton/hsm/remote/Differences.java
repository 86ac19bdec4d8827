package io.craton.hsm.remote;

import io.craton.hsm.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * The tests that {@code docs/remote.md} names: they are run and have to fail, or the page is wrong.
 * JUnit finds this as a service.
 */
public final class Differences implements InvocationInterceptor, AfterAllCallback {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)\\.(\\w+)` \\|");

    /** Each as {@code Class.method}. */
    static final Set<String> NAMED = named();

    private final Map<Method, Boolean> hasFailed = new ConcurrentHashMap<>();

    /** Made by JUnit. */
    public Differences() {}

    private static Set<String> named() {
        Set<String> found = new TreeSet<>();
        try {
            Matcher row = ROW.matcher(Files.readString(Repository.file("docs/remote.md")));
            while (row.find()) {
                found.add(row.group(1) + "." + row.group(2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> test,
            ReflectiveInvocationContext<Method> what,
            ExtensionContext context)
            throws Throwable {
        run(test, what.getExecutable());
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> test,
            ReflectiveInvocationContext<Method> what,
            ExtensionContext context)
            throws Throwable {
        run(test, what.getExecutable());
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> test, DynamicTestInvocationContext what, ExtensionContext context)
            throws Throwable {
        run(test, factory(context));
    }

    private static Method factory(ExtensionContext context) {
        ExtensionContext at = context;
        while (at.getTestMethod().isEmpty()) {
            at = at.getParent().orElseThrow();
        }
        return at.getRequiredTestMethod();
    }

    private static String name(Method method) {
        Class<?> file = method.getDeclaringClass().getNestHost();
        return file.getSimpleName() + "." + method.getName();
    }

    private void run(Invocation<Void> test, Method method) throws Throwable {
        if (!NAMED.contains(name(method))) {
            test.proceed();
            return;
        }
        try {
            test.proceed();
            hasFailed.putIfAbsent(method, false);
        } catch (Throwable e) {
            hasFailed.put(method, true);
            throw new TestAbortedException("differs, as docs/remote.md says", e);
        }
    }

    /** One that has several cases differs if one of them does. */
    @Override
    public void afterAll(ExtensionContext context) {
        hasFailed.forEach(
                (method, failed) -> {
                    boolean here = method.getDeclaringClass() == context.getRequiredTestClass();
                    if (here && !failed) {
                        throw new AssertionError(
                                name(method) + " passes through a daemon: docs/remote.md is wrong");
                    }
                });
    }
}
