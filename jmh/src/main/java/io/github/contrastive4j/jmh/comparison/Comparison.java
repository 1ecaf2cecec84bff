package io.github.contrastive4j.jmh.comparison;

import io.github.contrastive4j.jmh.fork.ForkJvm;
import io.github.contrastive4j.jmh.fork.Peak;
import io.github.contrastive4j.jmh.fork.Platform;
import io.github.contrastive4j.jmh.table.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures this library and others side by side: time at a list of shapes, then time and memory
 * against the size of the batch.
 */
public final class Comparison {
  /** Embedding dimensions of the runs against the batch. */
  private static final int COLUMNS = 256;

  /** Where others keep several matrices of B × B, more than this takes more than 16 GB. */
  private static final int MOST_STORED_ROWS = 16_384;

  private final ComparisonOptions options;
  private final ForkJvm jvm;
  private final PrintStream out;
  private final Results results = new Results();

  /**
   * Prepares a comparison.
   *
   * @param options what is measured
   * @param jvm what is forked
   * @param out where results are printed as they come in
   */
  public Comparison(ComparisonOptions options, ForkJvm jvm, PrintStream out) {
    this.options = options;
    this.jvm = jvm;
    this.out = out;
  }

  /**
   * Measures everything and writes the results, those before a failure too.
   *
   * @throws IllegalArgumentException if the jar has no peers
   * @throws RunnerException if a benchmark fails, for example because results differ
   * @throws IOException if a process cannot be started or a file not be written
   */
  public void run() throws RunnerException, IOException {
    requirePeers();
    String platform = Platform.describe(jvm);
    Peak peak = Peak.measure(jvm);
    Report report = new Report(options.directory(), Report.heading(platform, peak), results);
    report.prepare();
    out.println(report.title());
    out.print(Tables.times(results.times()).header());
    Timer timer = new Timer(jvm, options.effort(), peak);
    try {
      for (Shape shape : options.shapes()) {
        for (int workers : options.workers()) {
          compete(timer, shape, workers);
        }
      }
      againstTheBatch(timer);
    } finally {
      report.write();
    }
    out.println("Written to " + options.directory());
  }

  private static void requirePeers() {
    for (Contest contest : Contest.values()) {
      for (Entrant entrant : contest.entrants(1)) {
        String type = entrant.benchmark().substring(0, entrant.benchmark().lastIndexOf('.'));
        try {
          Class.forName(type, false, Comparison.class.getClassLoader());
        } catch (ClassNotFoundException e) {
          throw new IllegalArgumentException(
              "this jar holds no other libraries; build it with\n"
                  + "  mvn -q -B -ntp -pl kernel,jmh package -DskipTests -Ppeers",
              e);
        }
      }
    }
  }

  private void compete(Timer timer, Shape shape, int workers) throws RunnerException {
    for (Contest contest : Contest.values()) {
      if (contest.admits(shape)) {
        add(timer.run(contest, contest.entrants(workers), shape, workers));
      }
    }
  }

  private void add(List<Timing> timings) {
    results.times().addAll(timings);
    print(timings, results.times());
  }

  private void print(List<Timing> timings, List<Timing> all) {
    Table<Timing> table = Tables.times(all);
    timings.forEach(timing -> out.print(table.line(timing)));
  }

  private void againstTheBatch(Timer timer) throws RunnerException, IOException {
    if (options.batches().isEmpty()) {
      return;
    }
    int workers = options.workers().isEmpty() ? 1 : Collections.max(options.workers());
    List<Entrant> ours = Contest.LOSS.entrants(workers).subList(0, 1);
    for (int b : options.batches()) {
      List<Timing> timings = timer.run(Contest.LOSS, ours, new Shape(b, COLUMNS), workers);
      results.curve().addAll(timings);
      print(timings, results.curve());
    }
    if (!MemoryFork.possible()) {
      out.println("This system does not tell the memory of a process.");
      return;
    }
    MemoryFork memory = new MemoryFork(jvm, workers);
    out.printf("%n%s", Tables.MEMORY.header());
    for (int b : options.batches()) {
      Shape shape = new Shape(b, COLUMNS);
      add(memory.ours(shape));
      if (b <= MOST_STORED_ROWS) {
        add(memory.libtorch(shape));
      }
    }
  }

  private void add(Memory memory) {
    results.memory().add(memory);
    out.print(Tables.MEMORY.line(memory));
  }
}
