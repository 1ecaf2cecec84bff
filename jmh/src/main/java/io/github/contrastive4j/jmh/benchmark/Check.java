package io.github.contrastive4j.jmh.benchmark;

/** Comparison of a kernel's result with the truth, made before a benchmark is timed. */
final class Check {
  private Check() {}

  /**
   * Refuses a result that is too far off.
   *
   * @param what names the result in the message
   * @param actual the kernel's value
   * @param expected the value of a float64 loop
   * @param tolerance largest absolute difference that rounding can explain
   * @throws IllegalStateException if the difference is larger, or the result is not a number
   */
  static void close(String what, double actual, double expected, double tolerance) {
    if (!(Math.abs(actual - expected) <= tolerance)) {
      throw new IllegalStateException(
          "%s is %s, expected %s up to %.1e; a wrong result is not worth timing"
              .formatted(what, actual, expected, tolerance));
    }
  }
}
