package io.github.contrastive4j.examples.javadocsearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class JavadocSearchTest {
  @TempDir Path directory;

  private record Run(int exitCode, String out, String err) {}

  private static Run run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        JavadocSearch.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] texts = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    int exitCode = JavadocSearch.execute(commandLine, texts);
    return new Run(exitCode, out.toString(), err.toString());
  }

  private Run train(Path output) {
    return run(
        "--sources",
        directory.resolve("src"),
        "--output",
        output,
        "--dimension",
        32,
        "--epochs",
        12,
        "--batch-size",
        64);
  }

  /** The last number of a line: here many methods share a sentence, and any of them is right. */
  private static double lenientMrr(String out, String system) {
    Matcher matcher = Pattern.compile("(?m)^" + system + "(?:\\s+([0-9.]+)){4}").matcher(out);
    assertThat(matcher.find()).as("a line for %s in %s", system, out).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void learnsSynonymsSavesAndAnswers() throws IOException {
    SynonymSources.write(directory.resolve("src"), 120);
    Path output = directory.resolve("out");
    Run training = train(output);
    assertThat(training.err()).isEmpty();
    assertThat(training.exitCode()).isZero();
    assertThat(training.out()).contains("960 documented methods", "12/12", "MRR@10", "Recall@10");
    double trained = lenientMrr(training.out(), "trained model");
    assertThat(trained).isGreaterThan(0.6);
    assertThat(trained).isGreaterThan(lenientMrr(training.out(), "untrained model") + 0.2);
    assertThat(trained).isGreaterThan(lenientMrr(training.out(), "BM25 \\(Lucene\\)") + 0.2);
    assertThat(output).isDirectoryContaining("glob:**/learning-curve.png");
    assertThat(output).isDirectoryContaining("glob:**/results.png");

    Path model = output.resolve("model.zip");
    Run search = run("search", "--model", model, "--top", 1, "alters", "the", "hue");
    assertThat(search.exitCode()).isZero();
    assertThat(search.out()).contains("modifyColor");

    // The same seed gives the same numbers.
    assertThat(lenientMrr(train(directory.resolve("again")).out(), "trained model"))
        .isEqualTo(trained);

    InputStream before = System.in;
    String questions = "halts the deadline\n\n?\nexit\nnot reached\n";
    System.setIn(new ByteArrayInputStream(questions.getBytes(StandardCharsets.UTF_8)));
    try {
      Run prompt = run("prompt", "--model", model, "--top", 1);
      assertThat(prompt.exitCode()).isZero();
      assertThat(prompt.out()).contains("960 methods", "stopDueDate", "Nothing to search for");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void theShortestTimeIsEnoughForABatch() throws IOException {
    SynonymSources.write(directory.resolve("src"), 60);
    Run training =
        run(
            "--sources",
            directory.resolve("src"),
            "--output",
            directory.resolve("out"),
            "--dimension",
            8,
            "--batch-size",
            32,
            "--minutes",
            1e-5);
    assertThat(training.err()).isEmpty();
    assertThat(training.exitCode()).isZero();
    assertThat(training.out()).contains(" 1/15 ").doesNotContain(" 2/15 ");
  }

  @Test
  void helpListsCommandsAndExitCodes() {
    Run help = run("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("train", "search", "prompt", "--sources", "--minutes");
    for (ExitCode code : ExitCode.values()) {
      assertThat(help.out()).containsPattern(code.code() + "\\s+" + Pattern.quote(code.meaning()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "search", "prompt"})
  void everyCommandHasHelp(String command) {
    Run help = run(command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Usage: javadoc-search " + command);
  }

  @ParameterizedTest
  @CsvSource({
    "--unknown,         1",
    "--epochs,          0",
    "--epochs,          many",
    "--minutes,         0",
    "--minutes,         NaN",
    "--batch-size,      1",
    "--dimension,       0",
    "--threads,         0",
  })
  void wrongOptionsAreNamed(String option, String value) {
    Run wrong = run(option, value);
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(wrong.err()).contains(option).doesNotContain("\tat ");
  }

  @Test
  void searchWithoutWordsOrResultsIsWrongUsage() {
    assertThat(run("search").exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run("search", "--top", "0", "x").exitCode()).isEqualTo(ExitCode.USAGE.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "search", "prompt"})
  void optionsThatACommandDoesNotReadAreWrongUsage(String command) {
    Run run = run("--epochs", 3, command);
    assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
    if (!command.equals("search")) {
      assertThat(run.err())
          .contains("Option '--epochs' is before " + command + ", which does not read it");
    }
    assertThat(run("--help", command).exitCode()).isZero();
  }

  @Test
  void missingSourcesEndWithTheirCode() {
    Run missing = run("--sources", directory.resolve("no"), "--output", directory.resolve("out"));
    assertThat(missing.exitCode()).isEqualTo(ExitCode.SOURCES.code());
    assertThat(missing.err()).startsWith("error: no such sources").doesNotContain("\tat ");
  }

  @Test
  void tooFewMethodsEndWithTheSameCode() throws IOException {
    Files.writeString(directory.resolve("A.java"), "class A { /** Runs. */ void run() {} }");
    Run few = run("--sources", directory, "--output", directory.resolve("out"));
    assertThat(few.exitCode()).isEqualTo(ExitCode.SOURCES.code());
    assertThat(few.err()).contains("too few documented methods");
  }

  @Test
  void aMissingModelEndsWithItsCode() {
    for (String command : new String[] {"search", "prompt"}) {
      Run missing =
          command.equals("search")
              ? run(command, "--model", directory.resolve("no.zip"), "x")
              : run(command, "--model", directory.resolve("no.zip"));
      assertThat(missing.exitCode()).isEqualTo(ExitCode.MODEL.code());
      assertThat(missing.err()).startsWith("error: no model at").doesNotContain("\tat ");
    }
  }

  @Test
  void anOutputThatIsAFileEndsWithItsCode() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    Run refused = run("--sources", directory, "--output", file);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.OUTPUT.code());
    assertThat(refused.err()).startsWith("error: cannot make the folder");
  }

  @Test
  void tooLittleMemoryIsSaidBeforeTheWork() {
    Run refused = run("--dimension", 4096, "--output", directory, "--sources", directory);
    if (Runtime.getRuntime().maxMemory() < 8L << 30) {
      assertThat(refused.exitCode()).isEqualTo(ExitCode.MEMORY.code());
      assertThat(refused.err()).contains("MB of heap", "-Xmx");
    }
  }
}
