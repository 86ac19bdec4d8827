package io.craton.hsm.cli;

import io.craton.hsm.cli.console.Environment;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Streams in memory, and a person at a terminal who has decided on all answers beforehand. */
public final class TestIo implements Terminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> prompts = new ArrayList<>();
    private byte[] input = new byte[0];
    private boolean interactive;

    public TestIo answers(String... typed) {
        interactive = true;
        answers.addAll(List.of(typed));
        return this;
    }

    public TestIo stdin(String text) {
        input = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    public TestIo stdin(byte[] bytes) {
        input = bytes;
        return this;
    }

    public TestIo environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Io io() {
        return new Io(
                new ByteArrayInputStream(input),
                Io.standardOutput(out),
                Io.standardError(err),
                Environment.of(environment),
                this);
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    public List<String> prompts() {
        return prompts;
    }

    @Override
    public boolean interactive() {
        return interactive;
    }

    @Override
    public boolean outputIsTerminal() {
        return interactive;
    }

    @Override
    public boolean errorIsTerminal() {
        return interactive;
    }

    @Override
    public int columns() {
        return interactive ? 80 : Integer.MAX_VALUE;
    }

    @Override
    public byte[] readSecret(String prompt) {
        prompts.add(prompt);
        return answers.isEmpty() ? null : answers.remove().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String readLine(String prompt) {
        prompts.add(prompt);
        return answers.isEmpty() ? null : answers.remove();
    }
}
