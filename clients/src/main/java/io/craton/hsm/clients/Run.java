package io.craton.hsm.clients;

import java.nio.file.Path;

/** One half of a program, in a JVM of its own: {@code use|judge PROGRAM DIRECTORY}. */
public final class Run {
    /** The exit code if a program of this machine is missing. */
    public static final int MISSING = 77;

    /** Before what a judge has accepted. */
    public static final String ACCEPTED = "accepted: ";

    /** Before what is missing. */
    public static final String MISSES = "missing: ";

    private Run() {}

    /** Ends the JVM. */
    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[2]).toAbsolutePath();
        try {
            Class<?> type = Class.forName(arguments[1]);
            Program program = (Program) type.getDeclaredConstructor().newInstance();
            if (arguments[0].equals("use")) {
                program.use(new UsedToken(directory));
            } else {
                judge(program, new TrialPlace(directory));
            }
            System.exit(0);
        } catch (MissingProgramException e) {
            System.out.println(MISSES + e.program());
            System.exit(MISSING);
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    /** The judge is alone: a product on his class path is a mistake of the trial. */
    private static void judge(Program program, TrialPlace place) throws Exception {
        TrialPlace.check(
                Run.class.getResource("/io/craton/hsm/provider/CratonHsmProvider.class") == null,
                "the judge has none of the product's classes");
        String accepted = program.judge(place);
        TrialPlace.check(!accepted.isBlank(), "the judge says what he has accepted");
        System.out.println(ACCEPTED + accepted);
    }
}
