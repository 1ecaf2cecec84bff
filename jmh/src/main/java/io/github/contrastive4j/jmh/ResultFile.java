package io.github.contrastive4j.jmh;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.util.FileUtils;

/**
 * The file of JMH's options -rf and -rff, for results of several runs: JMH itself would write each
 * of them over the one before.
 */
final class ResultFile {
  private final ResultFormatType format;
  private final Optional<String> name;

  /** Without one of the two options there is no file. */
  ResultFile(Options options) {
    format = options.getResultFormat().orElse(Defaults.RESULT_FORMAT);
    if (options.getResult().hasValue()) {
      name = Optional.of(options.getResult().get());
    } else if (options.getResultFormat().hasValue()) {
      String suffix = format.toString().toLowerCase(Locale.ROOT);
      name = Optional.of(Defaults.RESULT_FILE_PREFIX + "." + suffix);
    } else {
      name = Optional.empty();
    }
  }

  /** Makes the file, before anything is measured in vain. */
  void prepare() throws IOException {
    if (name.isPresent()) {
      FileUtils.touch(name.get());
    }
  }

  /** Writes all results, and says where. */
  void write(Collection<RunResult> results, PrintStream out) {
    if (name.isPresent()) {
      ResultFormatFactory.getInstance(format, name.get()).writeOut(results);
      out.println("Written to " + name.get());
    }
  }
}
