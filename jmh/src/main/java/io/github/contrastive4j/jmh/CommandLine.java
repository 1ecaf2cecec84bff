package io.github.contrastive4j.jmh;

import io.github.contrastive4j.jmh.comparison.ComparisonOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The arguments, taken apart into this program's own and those that JMH reads.
 *
 * @param mode what to run
 * @param comparison values of the options of a comparison, by name
 * @param jmh the other arguments, in their order
 */
record CommandLine(Mode mode, Map<String, String> comparison, List<String> jmh) {
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
    Map<String, String> comparison = new HashMap<>();
    List<String> jmh = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (ComparisonOptions.NAMES.contains(args[i])) {
        comparison.put(args[i], value(args, i++, "a value"));
      } else if (args[i].equals("-profile")) {
        mode = mode(value(args, i++, PROFILES));
      } else {
        jmh.add(args[i]);
      }
    }
    if (mode != Mode.PEERS && !comparison.isEmpty()) {
      throw new IllegalArgumentException(
          comparison.keySet().iterator().next() + " goes with -profile peers only");
    }
    return new CommandLine(mode, Map.copyOf(comparison), List.copyOf(jmh));
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

  /**
   * Refuses options of JMH that the profile would ignore, because it has a selection and times of
   * its own; they would mislead.
   *
   * @throws IllegalArgumentException if there is one
   */
  void requireUsed() {
    switch (mode) {
      case QUICK -> requireAmong("-rf", "-rff");
      case PEERS -> requireAmong("-f", "-wi", "-w", "-i", "-r");
      case STANDARD, SMOKE -> {
        // These hand all options over to JMH.
      }
    }
  }

  private void requireAmong(String... names) {
    for (int i = 0; i < jmh.size(); i += 2) {
      if (!List.of(names).contains(jmh.get(i)) && !jmh.get(i).startsWith("-jvm")) {
        throw new IllegalArgumentException(
            "-profile "
                + mode.name().toLowerCase(Locale.ROOT)
                + " does not go with "
                + jmh.get(i)
                + ", of the options of JMH only with "
                + String.join(", ", names)
                + " and those that begin with -jvm");
      }
    }
  }
}
