package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java in the README compiles as it stands there, and what trains a model does. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final String IMPORTS =
      """
      import io.github.contrastive4j.autograd.*;
      import io.github.contrastive4j.autograd.io.*;
      import io.github.contrastive4j.autograd.loss.*;
      import io.github.contrastive4j.autograd.nn.*;
      import io.github.contrastive4j.autograd.nn.Module;
      import io.github.contrastive4j.autograd.optim.*;
      import io.github.contrastive4j.kernel.*;
      import java.nio.file.Path;
      import java.util.*;
      import java.util.random.RandomGenerator;
      """;

  /** What each block takes as given, in the order of the README. */
  private static final List<String> GIVEN =
      List.of(
          "",
          "",
          "EmbeddingBag table, Sequential tower, Adagrad optimizer",
          "float[] queryEmbeddings, float[] documentEmbeddings",
          "Variable anchors, Variable positives, Variable hardNegatives",
          "Tape tape, Variable users, Variable items, double[] probabilities, long[] itemIds",
          "Tape tape, long seed, MultipleNegativesRankingLoss loss, int rows",
          """
          RankingLoss loss, Matrix anchors, int firstAnchor, Matrix candidates, int firstCandidate,
          int anchorsInAll, int candidatesInAll, RankingStates statesOfOtherProcesses,
          RankingGradients gradients, Workspace workspace, Parallelism team\
          """);

  /** The caller's own methods, by the names that the README gives them. */
  private static final String ENCODERS =
      """
      class Encoders {
        static Variable encodeQueries(Tape t, int from, int to) {
          throw new UnsupportedOperationException();
        }

        static Variable encodeDocuments(Tape t, int from, int to) {
          throw new UnsupportedOperationException();
        }
      }
      """;

  @Test
  void itsJavaCompilesAndTrains(@TempDir Path directory) throws Exception {
    List<String> blocks = blocks();
    assertThat(blocks).hasSameSizeAs(GIVEN);
    compile(blocks, directory);
    URL[] classes = {directory.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
      loader.loadClass("Block0").getMethod("run").invoke(null);
    }
  }

  private static List<String> blocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(README));
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  private static void compile(List<String> blocks, Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(Files.writeString(directory.resolve("Encoders.java"), IMPORTS + ENCODERS));
    for (int b = 0; b < blocks.size(); b++) {
      String head =
          "public class Block%d extends Encoders {\n"
              + "public static void run(%s) throws Exception {\n";
      String source = IMPORTS + head.formatted(b, GIVEN.get(b)) + blocks.get(b) + "}\n}\n";
      files.add(Files.writeString(directory.resolve("Block" + b + ".java"), source));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path"));
      Iterable<? extends JavaFileObject> units = manager.getJavaFileObjectsFromPaths(files);
      boolean compiled = compiler.getTask(messages, manager, null, options, null, units).call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }
}
