package io.github.contrastive4j.examples.javadocsearch;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of training, shared by the command without a sub-command and by {@code train}. */
final class TrainOptions {
  /** Where results go if nothing else is said: a build folder, which version control ignores. */
  static final String OUTPUT = "target/javadoc-search";

  static final String MODEL_NAME = "model.zip";

  private static final double TABLE_LEARNING_RATE = 0.05;
  private static final double PROJECTION_LEARNING_RATE = 0.001;
  private static final double SCALE = 40;
  private static final double DROPOUT = 0.3;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--sources",
      paramLabel = "<path>",
      description =
          "Java code to learn from: a directory, zip or sources jar."
              + " Default: the public API of the running JDK (lib/src.zip).")
  private Path sources;

  @Option(
      names = "--output",
      paramLabel = "<folder>",
      defaultValue = OUTPUT,
      description = "Where model and charts go. Default: ${DEFAULT-VALUE}")
  private Path output;

  @Option(
      names = "--epochs",
      paramLabel = "<n>",
      defaultValue = "15",
      description = "Passes over the training pairs. Default: ${DEFAULT-VALUE}")
  private int epochs;

  @Option(
      names = "--minutes",
      paramLabel = "<n>",
      defaultValue = "1.5",
      description =
          "Training ends after so many minutes even if epochs are left; fractions are allowed."
              + " Default: ${DEFAULT-VALUE}")
  private double minutes;

  @Option(
      names = "--batch-size",
      paramLabel = "<n>",
      defaultValue = "1024",
      description = "Pairs in a batch; each has all others as negatives. Default: ${DEFAULT-VALUE}")
  private int batchSize;

  @Option(
      names = "--dimension",
      paramLabel = "<n>",
      defaultValue = "128",
      description = "Numbers in an embedding. Default: ${DEFAULT-VALUE}")
  private int dimension;

  @Option(
      names = "--seed",
      paramLabel = "<n>",
      defaultValue = "1",
      description = "Seed of everything random. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "<n>",
      description = "Threads that parse and train. Default: all processors")
  private int threads = Runtime.getRuntime().availableProcessors();

  /**
   * Checks the options and takes them over.
   *
   * @return the job that they describe
   * @throws ParameterException if a number is out of range
   */
  TrainingJob job() {
    require(epochs >= 1, "--epochs", epochs, "at least 1");
    require(minutes > 0 && minutes < 1e6, "--minutes", minutes, "more than 0, at most 999999");
    require(batchSize >= 2, "--batch-size", batchSize, "at least 2");
    require(dimension >= 1 && dimension <= 4096, "--dimension", dimension, "1 to 4096");
    require(threads >= 1, "--threads", threads, "at least 1");
    TrainingSettings settings =
        new TrainingSettings(
            epochs,
            Duration.ofMillis(Math.max(1, Math.round(minutes * 60_000))),
            batchSize,
            dimension,
            TABLE_LEARNING_RATE,
            PROJECTION_LEARNING_RATE,
            SCALE,
            DROPOUT,
            seed);
    return new TrainingJob(sources, output, threads, FeatureSettings.defaults(), settings);
  }

  private void require(boolean holds, String option, Object value, String expected) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", expected " + expected);
    }
  }
}
