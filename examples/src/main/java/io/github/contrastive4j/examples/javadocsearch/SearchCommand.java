package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.autograd.Tape;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code javadoc-search search "..."}: answers one question with a trained model. */
@Command(
    name = "search",
    description = "Answers a question with the trained model.",
    sortOptions = false)
final class SearchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOptions options;

  @Parameters(
      paramLabel = "<words>",
      arity = "1..*",
      description = "What the method does, in plain English.")
  private List<String> words;

  @Override
  public Integer call() {
    int top = options.top();
    SearchEngine engine = new SearchEngine(options.load(), new Tape());
    AnswerList.print(engine, String.join(" ", words), top, spec.commandLine().getOut());
    return ExitCode.OK.code();
  }
}
