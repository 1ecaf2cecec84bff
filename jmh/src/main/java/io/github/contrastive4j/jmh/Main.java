package io.github.contrastive4j.jmh;

import io.github.contrastive4j.jmh.comparison.Comparison;
import io.github.contrastive4j.jmh.comparison.ComparisonOptions;
import io.github.contrastive4j.jmh.fork.ForkJvm;
import java.io.IOException;
import java.io.PrintStream;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs the benchmarks.
 *
 * <pre>
 * java -jar benchmarks.jar [JMH options]                  standard JMH, then a table of the results
 * java -jar benchmarks.jar -profile quick                 a tour of all stages
 * java -jar benchmarks.jar -profile smoke [JMH options]   every benchmark once, as short as can be
 * java -jar benchmarks.jar -profile peers -out directory  side by side with other libraries
 * </pre>
 *
 * Exit code 1 if the arguments are wrong, no benchmark matches, or, with a profile, a benchmark
 * fails.
 */
public final class Main {
  private static final String USAGE =
      """
      contrastive4j benchmarks: java -jar benchmarks.jar [-profile <name>] [JMH options]

        -profile quick  Print a small table of all stages in some minutes; of the JMH
                        options, -rf, -rff and those that begin with -jvm are allowed.
        -profile smoke  Run every benchmark once, as short as can be; exit code 1 if one fails.
        -profile peers  Measure this library and others side by side and write tables and charts;
                        for a jar built with -Ppeers. The options are
          -out <dir>        where the results go (default: peers)
          -shapes <list>    such as 1024x384,usual,large (default: usual), or none
          -batches <list>   B for time and memory against the batch, D = 256, or none
                            (default: 512,1024,2048,4096,8192,16384,32768,65536)
          -workers <list>   threads that share a call (default: 1,2)
          -f <n>            rounds in which all take turns (default: 3)
          -wi -w -i -r      iterations of each turn and their times, as in JMH
                            (default: 5 of 1s and 5 of 300ms)

      Without -profile this is JMH. It measures the FMA peak of one worker first; GFLOP/s
      and the fraction of the peak are secondary results of every benchmark, in the file of
      -rf csv -rff <file> too. Parameters:
      -p B=1024 -p D=768 -p workers=2 -p similarity=RAW_COSINE. The options of JMH are:
      """;

  private Main() {}

  /**
   * Runs what the arguments ask for.
   *
   * @param args see above
   */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  private static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      CommandLine command = CommandLine.parse(args);
      String[] rest = command.jmh().toArray(String[]::new);
      CommandLineOptions options = new CommandLineOptions(rest);
      if (StandardRun.onlyInforms(options)) {
        if (options.shouldHelp()) {
          out.println(USAGE);
        }
        org.openjdk.jmh.Main.main(rest);
        return 0;
      }
      command.requireUsed();
      switch (command.mode()) {
        case STANDARD -> new StandardRun(options, out).run();
        case QUICK -> new QuickTour(options, out).run();
        case SMOKE -> new SmokeRun(options, out).run();
        case PEERS -> {
          var selection = ComparisonOptions.of(command.comparison(), options);
          new Comparison(selection, ForkJvm.of(options), out).run();
        }
      }
      return 0;
    } catch (CommandLineOptionException | IllegalArgumentException e) {
      err.println(e.getMessage());
    } catch (RunnerException e) {
      report(e, err);
    } catch (IOException e) {
      err.println("ERROR: " + e);
    }
    return 1;
  }

  /** JMH keeps what happened in a fork among the suppressed exceptions of the cause. */
  private static void report(Throwable failure, PrintStream err) {
    err.println("ERROR: " + failure);
    for (Throwable inFork : failure.getSuppressed()) {
      report(inFork, err);
    }
    if (failure.getCause() != null) {
      report(failure.getCause(), err);
    }
  }
}
