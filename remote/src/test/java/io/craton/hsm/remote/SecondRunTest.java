package io.craton.hsm.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.core.TestModule;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the second run is one: the module is in another process, and nothing of it in this one. */
class SecondRunTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.craton.hsm.core.CoreHsmProvider",
                "io.craton.hsm.engine.Engines",
                "io.craton.hsm.store.SlotStoreProvider",
                "io.craton.hsm.audit.FileAuditLogProvider",
                "io.craton.hsm.daemon.UnixDoor",
                "org.mapdb.DB"
            })
    void module_isNotOnTheClassPath(String name) {
        assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void differences_areFew_andEachIsATest() throws IOException {
        assertThat(Differences.NAMED).isNotEmpty().hasSizeLessThanOrEqualTo(20);
        for (String name : Differences.NAMED) {
            int dot = name.indexOf('.');
            assertThat(source(name.substring(0, dot)))
                    .as(name)
                    .contains(" " + name.substring(dot + 1) + "(");
        }
    }

    @Test
    void testsThatAreNotRepeated_areOnThePage_andNoOthers() throws IOException {
        String build = Files.readString(Repository.file("remote/pom.xml"));
        Set<String> excluded =
                found("<exclude>io/craton/hsm/(?:core|provider)/(?:\\w+/)?(\\w+)\\.java<", build);
        Set<String> packages = found("<exclude>io/craton/hsm/(core/\\w+)/\\*<", build);
        excluded.addAll(packages);
        String page = Files.readString(Repository.file("docs/remote.md"));
        String table =
                page.substring(
                        page.indexOf("These are not repeated"), page.indexOf("These tests fail"));
        Set<String> named = found("`((?:core/)?\\w+)`", table.substring(table.indexOf("|---")));
        named.removeAll(
                Set.of(
                        "ConformanceTest",
                        "ApplicationAloneTest",
                        "KeysAfterAKillTest",
                        "TomcatAtADaemonTest"));
        assertThat(named).isEqualTo(excluded);
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of every test with this name: those of two modules may have the same one. */
    private static String source(String test) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String module : List.of("craton-core", "craton-provider")) {
            try (Stream<Path> files = Files.walk(Repository.file(module + "/src/test/java"))) {
                for (Path file : files.filter(one -> one.endsWith(test + ".java")).toList()) {
                    text.append(Files.readString(file));
                }
            }
        }
        return text.toString();
    }

    @Test
    void module_isInAnotherProcess() {
        try (TestModule module = TestModule.open()) {
            module.userSession().close();
            AuditRecord.Caller caller = module.audit.last(AuditEvent.LOGIN).caller();
            assertThat(DaemonProcess.OF_THIS_RUN.id()).isNotEqualTo(ProcessHandle.current().pid());
            assertThat(caller.client()).isEqualTo("user " + System.getProperty("user.name"));
            assertThat(caller.application()).isNotNull();
            String mine = "process " + ProcessHandle.current().pid();
            assertThat(caller.peer()).isEqualTo("unix socket, " + mine);
        }
    }
}
