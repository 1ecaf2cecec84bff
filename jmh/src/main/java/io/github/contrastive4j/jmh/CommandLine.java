package io.github.contrastive4j.jmh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments, taken apart into this program's own and those that JMH reads.
 *
 * @param mode what to run
 * @param csv where the results go besides the terminal
 * @param jmh the other arguments, in their order
 */
record CommandLine(Mode mode, Optional<Path> csv, List<String> jmh) {
  /** What to run. */
  enum Mode {
    STANDARD,
    QUICK,
    SMOKE
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if an option lacks its value or has a wrong one
   */
  static CommandLine parse(String... args) {
    Mode mode = Mode.STANDARD;
    Optional<Path> csv = Optional.empty();
    List<String> jmh = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "-profile" -> mode = mode(value(args, i++, "quick or smoke"));
        case "-csv" -> csv = Optional.of(Path.of(value(args, i++, "a file")));
        default -> jmh.add(args[i]);
      }
    }
    if (mode == Mode.QUICK) {
      requireJvmOptions(jmh);
    }
    return new CommandLine(mode, csv, List.copyOf(jmh));
  }

  private static String value(String[] args, int option, String expected) {
    if (option + 1 == args.length) {
      throw new IllegalArgumentException(
          args[option] + " stands alone, expected " + expected + " after it");
    }
    return args[option + 1];
  }

  private static Mode mode(String profile) {
    return switch (profile) {
      case "quick" -> Mode.QUICK;
      case "smoke" -> Mode.SMOKE;
      default ->
          throw new IllegalArgumentException(
              "-profile is \"" + profile + "\", expected quick or smoke");
    };
  }

  /** The tour has a selection and times of its own; options that it ignored would mislead. */
  private static void requireJvmOptions(List<String> jmh) {
    for (int i = 0; i < jmh.size(); i += 2) {
      if (!jmh.get(i).startsWith("-jvm")) {
        throw new IllegalArgumentException(
            "-profile quick does not go with "
                + jmh.get(i)
                + ", only with options that begin with -jvm");
      }
    }
  }
}
