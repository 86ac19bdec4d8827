package io.craton.hsm.remote;

import io.craton.hsm.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * The tests that {@code docs/remote.md} names: they are run and have to fail, or the page is wrong.
 * JUnit finds this as a service.
 */
public final class Differences implements InvocationInterceptor {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)\\.(\\w+)` \\|");

    /** Each as {@code Class.method}. */
    static final Set<String> NAMED = named();

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

    private static void run(Invocation<Void> test, Method method) throws Throwable {
        Class<?> file = method.getDeclaringClass().getNestHost();
        String name = file.getSimpleName() + "." + method.getName();
        if (!NAMED.contains(name)) {
            test.proceed();
            return;
        }
        try {
            test.proceed();
        } catch (Throwable e) {
            throw new TestAbortedException("differs, as docs/remote.md says", e);
        }
        throw new AssertionError(name + " passes through a daemon: take it out of docs/remote.md");
    }
}
