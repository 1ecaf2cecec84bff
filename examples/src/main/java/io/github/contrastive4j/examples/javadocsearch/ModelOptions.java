package io.github.contrastive4j.examples.javadocsearch;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the commands that ask a trained model. */
final class ModelOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "<file>",
      defaultValue = TrainOptions.OUTPUT + "/" + TrainOptions.MODEL_NAME,
      description = "The model that training saved. Default: ${DEFAULT-VALUE}")
  private Path model;

  @Option(
      names = "--top",
      paramLabel = "<n>",
      defaultValue = "5",
      description = "Methods to show. Default: ${DEFAULT-VALUE}")
  private int top;

  SearchModel load() {
    return ModelFile.load(model);
  }

  int top() {
    if (top < 1) {
      throw new ParameterException(spec.commandLine(), "--top is " + top + ", expected at least 1");
    }
    return top;
  }
}
