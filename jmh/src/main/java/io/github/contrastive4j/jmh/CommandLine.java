package io.github.contrastive4j.jmh;

import io.github.contrastive4j.jmh.peers.ComparisonOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments, taken apart into this program's own and those that JMH reads.
 *
 * @param mode what to run
 * @param csv where the results go besides the terminal
 * @param comparison values of the options of a comparison, by name
 * @param jmh the other arguments, in their order
 */
record CommandLine(
    Mode mode, Optional<Path> csv, Map<String, String> comparison, List<String> jmh) {
  private static final String PROFILES = "quick, smoke or peers";

  /** What to run. */
  enum Mode {
    STANDARD,
    QUICK,
    SMOKE,
    PEERS
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if an option lacks its value or has a wrong one
   */
  static CommandLine parse(String... args) {
    Mode mode = Mode.STANDARD;
    Optional<Path> csv = Optional.empty();
    Map<String, String> comparison = new HashMap<>();
    List<String> jmh = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (ComparisonOptions.NAMES.contains(args[i])) {
        comparison.put(args[i], value(args, i++, "a value"));
        continue;
      }
      switch (args[i]) {
        case "-profile" -> mode = mode(value(args, i++, PROFILES));
        case "-csv" -> csv = Optional.of(Path.of(value(args, i++, "a file")));
        default -> jmh.add(args[i]);
      }
    }
    if (mode == Mode.QUICK) {
      requireJvmOptions(jmh);
    }
    requireAttention(mode, csv, comparison);
    return new CommandLine(mode, csv, Map.copyOf(comparison), List.copyOf(jmh));
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
      case "peers" -> Mode.PEERS;
      default ->
          throw new IllegalArgumentException(
              "-profile is \"" + profile + "\", expected " + PROFILES);
    };
  }

  /** Options that nothing reads would mislead. */
  private static void requireAttention(
      Mode mode, Optional<Path> csv, Map<String, String> comparison) {
    if (mode != Mode.PEERS && !comparison.isEmpty()) {
      throw new IllegalArgumentException(
          comparison.keySet().iterator().next() + " goes with -profile peers only");
    }
    if (mode == Mode.PEERS && csv.isPresent()) {
      throw new IllegalArgumentException("-profile peers writes its CSV into -out, without -csv");
    }
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
