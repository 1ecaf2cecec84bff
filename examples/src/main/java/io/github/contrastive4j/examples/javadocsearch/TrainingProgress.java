package io.github.contrastive4j.examples.javadocsearch;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how training goes: a bar with loss, pairs/s and time left while it runs, on a terminal; a
 * line with the same numbers and the validation metrics after each epoch, everywhere.
 */
final class TrainingProgress implements AutoCloseable {
  private static final int MILLIS_BETWEEN_UPDATES = 200;
  private static final int WIDTH = 100;

  private final PrintWriter out;
  private final int epochs;
  private final long totalPairs;
  private final Duration budget;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private ProgressBar bar;
  private volatile long pairs;
  private long trainingNanos;
  private long epochStart = start;
  private long epochFirstPair;

  TrainingProgress(PrintWriter out, int epochs, long totalPairs, Duration budget) {
    this.out = out;
    this.epochs = epochs;
    this.totalPairs = totalPairs;
    this.budget = budget;
    Console console = System.console();
    // A bar is made of carriage returns: in a file or a pipe it would be noise.
    this.terminal = console != null && console.isTerminal();
    out.println(" epoch    loss  MRR@10  Recall@1  Recall@10   pairs/s  time left");
  }

  /** Prints the metrics of the untrained model. */
  void untrained(RetrievalMetrics metrics) {
    print(0, "     -", metrics, "        -", "");
    restart();
  }

  /** Counts a batch. */
  void batch(int batchPairs, double loss) {
    pairs += batchPairs;
    if (terminal) {
      if (bar == null) {
        bar = newBar();
      }
      bar.stepTo(pairs);
      long nanos = trainingNanos + System.nanoTime() - epochStart;
      bar.setExtraMessage(
          String.format(Locale.ROOT, " loss %.4f, %,d pairs/s", loss, pairsPerSecond(nanos)));
    }
  }

  private long pairsPerSecond(long nanos) {
    return Math.round(pairs / Math.max(1e-9, nanos / 1e9));
  }

  /** Stops the clock: validation does not count as training. */
  void epochTrained() {
    trainingNanos += System.nanoTime() - epochStart;
    close();
  }

  /** Prints a line. */
  void epochValidated(int epoch, double meanLoss, RetrievalMetrics metrics) {
    print(
        epoch,
        String.format(Locale.ROOT, "%.4f", meanLoss),
        metrics,
        String.format(Locale.ROOT, "%,9d", pairsPerSecond(trainingNanos)),
        text(timeLeft()));
    restart();
  }

  private void restart() {
    epochStart = System.nanoTime();
    epochFirstPair = pairs;
  }

  private Duration timeLeft() {
    double elapsed = System.nanoTime() - start;
    double byPairs = pairs == 0 ? 0 : elapsed * (totalPairs - pairs) / pairs;
    return Duration.ofNanos((long) Math.max(0, Math.min(byPairs, budget.toNanos() - elapsed)));
  }

  private ProgressBar newBar() {
    return new ProgressBarBuilder()
        .setTaskName("Training")
        .setInitialMax(totalPairs)
        .startsFrom(epochFirstPair, Duration.ofNanos(System.nanoTime() - start))
        .setUnit(" pairs", 1)
        .setEtaFunction(_ -> Optional.of(timeLeft()))
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(MILLIS_BETWEEN_UPDATES)
        .setMaxRenderedLength(WIDTH)
        .clearDisplayOnFinish()
        .build();
  }

  private void print(
      int epoch, String loss, RetrievalMetrics metrics, String pairsPerSecond, String timeLeft) {
    out.printf(
        Locale.ROOT,
        "%3d/%-3d %6s  %6.4f  %8.4f  %9.4f %s  %9s%n",
        epoch,
        epochs,
        loss,
        metrics.mrrAt10(),
        metrics.recallAt1(),
        metrics.recallAt10(),
        pairsPerSecond,
        timeLeft);
    out.flush();
  }

  private static String text(Duration duration) {
    return String.format(Locale.ROOT, "%d:%02d", duration.toMinutes(), duration.toSecondsPart());
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
