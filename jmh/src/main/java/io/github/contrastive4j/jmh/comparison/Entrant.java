package io.github.contrastive4j.jmh.comparison;

/**
 * A library that competes, and its benchmark.
 *
 * @param library its name
 * @param benchmark class and method
 * @param shares whether several workers can share a call
 */
record Entrant(String library, String benchmark, boolean shares) {
  /** The name of this library in results. */
  static final String OURS = "contrastive4j";

  static Entrant ours(Class<?> type, String method) {
    return new Entrant(OURS, type.getName() + "." + method, true);
  }
}
