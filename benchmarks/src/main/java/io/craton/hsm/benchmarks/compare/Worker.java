package io.craton.hsm.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The process of one rival. It prints {@code ready OPERATION,...}; then each line {@code OPERATION
 * COUNT} on its input is answered with how many nanoseconds of processor time, of all threads, and
 * of wall time so many took, or with {@code failed} and why.
 */
final class Worker {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Worker() {}

    /** The name of the {@link Rival}, and the directory of the run. */
    public static void main(String[] arguments) throws Exception {
        Rival rival = Rival.valueOf(arguments[0]);
        Map<Measured, Task> tasks = Subjects.tasks(rival, Path.of(arguments[1]));
        String names = tasks.keySet().stream().map(Enum::name).collect(Collectors.joining(","));
        System.out.println("ready " + names);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            Task task = tasks.get(Measured.valueOf(words[0]));
            if (task == null) {
                throw new IllegalArgumentException("not one of mine: " + line);
            }
            System.out.println(measure(task, Long.parseLong(words[1])));
        }
        // Nothing of the module is needed any more, and its threads would keep the process.
        System.exit(0);
    }

    private static String measure(Task task, long count) {
        try {
            return run(task, count);
        } catch (Exception e) {
            return "failed " + e;
        }
    }

    private static String run(Task task, long count) throws Exception {
        long processor = SYSTEM.getProcessCpuTime();
        long wall = System.nanoTime();
        for (long i = 0; i < count; i++) {
            task.run();
        }
        wall = System.nanoTime() - wall;
        processor = SYSTEM.getProcessCpuTime() - processor;
        return processor + " " + wall;
    }
}
