package io.craton.hsm.testkit;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Begins the log anew with each test, and prints that of a test that fails. */
public final class LogListener implements TestExecutionListener {
    /** Made by JUnit. */
    public LogListener() {}

    @Override
    public void executionStarted(TestIdentifier started) {
        if (started.isTest()) {
            Logs.clear();
        }
    }

    @Override
    public void executionFinished(TestIdentifier finished, TestExecutionResult result) {
        String text = Logs.text();
        if (result.getStatus() == Status.FAILED && !text.isEmpty()) {
            System.err.println("logged by " + finished.getDisplayName() + ":\n" + text);
        }
    }
}
