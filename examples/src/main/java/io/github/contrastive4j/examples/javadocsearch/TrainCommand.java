package io.github.contrastive4j.examples.javadocsearch;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code javadoc-search train}: what the command does without a sub-command, too. */
@Command(
    name = "train",
    description = "Trains a model and compares it with BM25; the default.",
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private TrainOptions options;

  @Override
  public Integer call() {
    options.job().run(spec.commandLine().getOut());
    return ExitCode.OK.code();
  }
}
