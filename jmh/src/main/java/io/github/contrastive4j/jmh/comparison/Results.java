package io.github.contrastive4j.jmh.comparison;

import java.util.ArrayList;
import java.util.List;

/**
 * All that a comparison has measured so far.
 *
 * @param times of all libraries
 * @param curve our times against the batch
 * @param memory of all libraries against the batch
 */
record Results(List<Timing> times, List<Timing> curve, List<Memory> memory) {
  Results() {
    this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }
}
