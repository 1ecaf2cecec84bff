package io.github.contrastive4j.kernel;

/**
 * Matrices of one shape, cut into elements that follow each other in all of them: rows, or as many
 * rows as a task has where no matrix has gaps between them. Tasks do not depend on the workers.
 */
final class ElementRuns {
  /** Works on elements that follow each other. */
  @FunctionalInterface
  interface Run {
    /**
     * Works on a run.
     *
     * @param row where it starts
     * @param length number of elements
     */
    void apply(int row, int length);
  }

  private ElementRuns() {}

  /**
   * Works on all runs.
   *
   * @param parallelism who works
   * @param run what is to be done
   * @param matrices what it works on, at least one
   */
  static void forEach(Parallelism parallelism, Run run, Matrix... matrices) {
    int rows = matrices[0].rows();
    int columns = matrices[0].columns();
    boolean dense = true;
    for (Matrix matrix : matrices) {
      dense &= matrix.isDense();
    }
    forEach(rows, columns, dense, parallelism, run);
  }

  private static void forEach(
      int rows, int columns, boolean dense, Parallelism parallelism, Run run) {
    parallelism.forEachRange(
        rows,
        RowTasks.height(columns),
        (from, to) -> forEach(from, to - from, columns, dense, run));
  }

  private static void forEach(int from, int rows, int columns, boolean dense, Run run) {
    int height = dense ? rows : 1;
    for (int r = from; r < from + rows; r += height) {
      run.apply(r, height * columns);
    }
  }
}
