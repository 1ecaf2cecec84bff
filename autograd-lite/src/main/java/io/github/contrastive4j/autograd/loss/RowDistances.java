package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.RowDistance;

/** The kernel's distances of two rows as operations on the tape, for many rows. */
final class RowDistances {
  /** Elements that are worth a task of their own. */
  private static final int LEAST_TASK = 1 << 15;

  private final RowDistance distance;
  private final Variable x;
  private final Variable y;

  /** Whether a row meets the one of the same index alone, and not all. */
  private final boolean paired;

  private RowDistances(RowDistance distance, Variable x, Variable y, boolean paired) {
    this.distance = distance;
    this.x = x;
    this.y = y;
    this.paired = paired;
  }

  /** Row i of x against row i of y: R × 1. */
  static Variable paired(RowDistance distance, Variable x, Variable y) {
    return new RowDistances(distance, x, y, true).record();
  }

  /** Every row of x against every row of y: R × N. */
  static Variable matrix(RowDistance distance, Variable x, Variable y) {
    return new RowDistances(distance, x, y, false).record();
  }

  private Variable record() {
    Variable output = x.tape().result(x.rows(), paired ? 1 : y.rows(), x, y);
    Matrix distances = output.value();
    forEachMeeting(
        x.rows(), y.rows(), (i, j) -> distances.set(i, column(j), (float) between(i, j)));
    return output.record(() -> {
      // Each side by rows of its own, one side after the other: y may be x.
      propagate(output, x, y, false);
      propagate(output, y, x, true);
    });
  }

  /** Adds to the gradient of one side; transposed, if that has the columns of the output. */
  private void propagate(Variable output, Variable side, Variable others, boolean transposed) {
    if (!side.requiresGradient()) {
      return;
    }
    Matrix distances = output.value();
    Matrix gradient = output.gradient();
    Matrix own = side.value();
    Matrix met = others.value();
    Matrix sink = side.gradient();
    forEachMeeting(
        own.rows(),
        met.rows(),
        (row, other) -> {
          int i = transposed ? other : row;
          int j = column(transposed ? row : other);
          distance.addGradient(
              gradient.get(i, j),
              distances.get(i, j),
              own.data(),
              own.start(row),
              met.data(),
              met.start(other),
              sink.data(),
              sink.start(row),
              own.columns());
        });
  }

  /** Where the distance to row j of y is. */
  private int column(int j) {
    return paired ? 0 : j;
  }

  /** Works on two rows that meet. */
  @FunctionalInterface
  private interface Meeting {
    void of(int row, int other);
  }

  /** Goes through all that a row meets, in ascending order, for each row: some rows at a time. */
  private void forEachMeeting(int rows, int others, Meeting meeting) {
    long elements = Math.max(1, (paired ? 1L : others) * x.columns());
    int some = (int) Math.max(1, LEAST_TASK / elements);
    x.tape()
        .parallelism()
        .forEachRange(
            rows,
            some,
            (from, to) -> {
              for (int row = from; row < to; row++) {
                int first = paired ? row : 0;
                int last = paired ? row + 1 : others;
                for (int other = first; other < last; other++) {
                  meeting.of(row, other);
                }
              }
            });
  }

  private double between(int i, int j) {
    Matrix a = x.value();
    Matrix b = y.value();
    return distance.of(a.data(), a.start(i), b.data(), b.start(j), a.columns());
  }
}
