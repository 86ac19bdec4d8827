package io.craton.hsm.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.Hsm;
import io.craton.hsm.MessageCipher;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Slot;
import io.craton.hsm.VerifyOperation;
import io.craton.hsm.testkit.Markdown;
import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import io.craton.hsm.wire.mechanism.ParameterForm;
import io.craton.hsm.wire.value.ValueCodec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table has every function of the API, and its numbers and forms stay what they are. */
class WireFunctionTest {
    private static final List<Class<?>> API =
            List.of(
                    Hsm.class,
                    Slot.class,
                    Session.class,
                    SessionFunctions.class,
                    SignOperation.class,
                    VerifyOperation.class,
                    CipherOperation.class,
                    DigestOperation.class,
                    MessageCipher.class);

    /** A new method of the API is written here, with its reason, or is in the table. */
    @Test
    void everyMethodOfTheApi_travelsOrHasAReasonNotTo() throws IOException {
        Map<String, String> staying = reasons();
        List<String> unexplained = new ArrayList<>();
        TreeSet<String> unused = new TreeSet<>(staying.keySet());
        for (Class<?> type : API) {
            for (Method method : type.getDeclaredMethods()) {
                boolean travels = WireFunction.of(method).isPresent();
                boolean explained = unused.remove(signature(method));
                if (isPublicCall(method) && travels == explained) {
                    unexplained.add(signature(method));
                }
            }
        }
        assertThat(unexplained).as("methods with both, or neither, a row and a reason").isEmpty();
        assertThat(unused).as("reasons for methods that there are not").isEmpty();
        assertThat(staying.values()).allMatch(reason -> reason.length() > 10);
    }

    private static boolean isPublicCall(Method method) {
        return !method.isSynthetic() && !Modifier.isStatic(method.getModifiers());
    }

    private static String signature(Method method) {
        String parameters =
                Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", "));
        return method.getDeclaringClass().getSimpleName()
                + "."
                + method.getName()
                + "("
                + parameters
                + ")";
    }

    private static Map<String, String> reasons() throws IOException {
        Map<String, String> reasons = new TreeMap<>();
        for (String line : lines("staying-methods.txt")) {
            String[] parts = line.split(" : ", 2);
            reasons.put(parts[0], parts[1]);
        }
        return reasons;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = WireFunctionTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    /** The file is changed by hand: who changes a line of it breaks every client that there is. */
    @Test
    void numbersAndForms_stay() throws IOException {
        List<String> now =
                Arrays.stream(WireFunction.values()).map(WireFunctionTest::line).toList();
        assertThat(now).containsExactlyElementsOf(lines("wire-functions.txt"));
    }

    private static String line(WireFunction function) {
        return function.number()
                + " "
                + function.words()
                + " ("
                + words(function)
                + ") "
                + function.result().words();
    }

    private static String words(WireFunction function) {
        return function.arguments().stream()
                .map(ValueCodec::words)
                .collect(Collectors.joining(", "));
    }

    /** What a client without rights of its own may do would else be everything. */
    @Test
    void whatSetsUpTheToken_needsTheRightToAdminister() {
        assertThat(
                        Stream.of(WireFunction.values())
                                .filter(function -> function.right() == Right.ADMIN))
                .extracting(WireFunction::words)
                .contains(
                        "C_InitToken",
                        "C_InitPIN",
                        "Slot.backup",
                        "Slot.trust",
                        "Session.destroyUnreadable");
    }

    @PageTest
    void tables_areOnThePage() {
        Page page = Page.of("docs/wire.md");
        page.has(
                "functions",
                Markdown.table(
                        "| Number | Function | Right | Called on | Takes | Gives |",
                        Arrays.stream(WireFunction.values()).map(WireFunctionTest::cells)));
        page.has(
                "parameters",
                Markdown.table(
                        "| Structure | Fields | Mechanisms |",
                        Arrays.stream(ParameterForm.values()).map(WireFunctionTest::cells)));
    }

    private static List<String> cells(WireFunction function) {
        Class<?> owner = function.owner();
        boolean onConnection = owner == Hsm.class || owner == WireDoor.class;
        String receiver = owner == SessionFunctions.class ? "Session" : owner.getSimpleName();
        return List.of(
                Integer.toString(function.number()),
                "`" + function.words() + "`",
                function.right().name().toLowerCase(java.util.Locale.ROOT),
                onConnection ? "" : receiver,
                words(function),
                function.result().words());
    }

    private static List<String> cells(ParameterForm form) {
        String mechanisms =
                form.mechanisms().stream()
                        .sorted()
                        .map(type -> "`" + type + "`")
                        .collect(Collectors.joining(", "));
        return List.of("`" + form.structure() + "`", form.fields(), mechanisms);
    }
}
