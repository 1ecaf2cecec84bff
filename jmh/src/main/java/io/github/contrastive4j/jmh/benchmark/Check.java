package io.github.contrastive4j.jmh.benchmark;

/** Comparison of a result with what it should be, made before a benchmark is timed. */
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

  /**
   * Refuses an array that is too far off as a whole.
   *
   * @param what names the result in the message
   * @param actual the values
   * @param expected the values of another implementation
   * @param tolerance largest Euclidean length of the difference, relative to that of {@code
   *     expected}
   * @throws IllegalStateException if the difference is longer, or something is not a number
   */
  static void close(String what, float[] actual, float[] expected, double tolerance) {
    if (actual.length != expected.length) {
      throw new IllegalStateException(
          what + " has " + actual.length + " elements, expected " + expected.length);
    }
    double difference = 0;
    double length = 0;
    for (int i = 0; i < expected.length; i++) {
      double x = (double) actual[i] - expected[i];
      difference += x * x;
      length += (double) expected[i] * expected[i];
    }
    close("relative error of " + what, Math.sqrt(difference / length), 0, tolerance);
  }
}
