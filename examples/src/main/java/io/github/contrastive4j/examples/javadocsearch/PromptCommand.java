package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.autograd.Tape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code javadoc-search prompt}: answers questions until the input ends. */
@Command(
    name = "prompt",
    description = "Answers questions, one a line, until exit or the end of the input.",
    sortOptions = false)
final class PromptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOptions options;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int top = options.top();
    SearchModel trained = options.load();
    SearchEngine engine = new SearchEngine(trained, new Tape());
    out.printf(
        Locale.ROOT,
        "%,d methods. Say what a method should do; \"exit\" ends.%n",
        trained.methods().size());
    Charset charset = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
    // Not closed: the standard input is not ours.
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, charset));
    try {
      while (true) {
        out.print("> ");
        out.flush();
        String line = in.readLine();
        if (line == null || line.strip().equals("exit")) {
          out.println();
          return ExitCode.OK.code();
        }
        if (!line.isBlank()) {
          AnswerList.print(engine, line.strip(), top, out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the standard input", e);
    }
  }
}
