package io.github.contrastive4j.kernel.simd;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A matrix in column panels, inside a larger array of NaNs: what a loop must not read spreads from
 * there, and what it must not write shows.
 */
record Panel(float[] data, int at, int stride, int rows, int columns) {

  static Panel of(int rows, int columns) {
    int panels = (columns + PANEL - 1) / PANEL;
    int stride = (rows + 3) * PANEL;
    int at = 2 * PANEL;
    float[] data = new float[at + panels * stride + PANEL];
    Arrays.fill(data, Float.NaN);
    return new Panel(data, at, stride, rows, columns);
  }

  static Panel gaussian(int rows, int columns, RandomGenerator random) {
    Panel panel = of(rows, columns);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        panel.set(r, c, (float) random.nextGaussian());
      }
    }
    return panel;
  }

  static Panel filled(int rows, int columns, float value) {
    Panel panel = of(rows, columns);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        panel.set(r, c, value);
      }
    }
    return panel;
  }

  Panel copy() {
    return new Panel(data.clone(), at, stride, rows, columns);
  }

  float get(int row, int column) {
    return data[index(row, column)];
  }

  void set(int row, int column, float value) {
    data[index(row, column)] = value;
  }

  /** Whether everything outside the matrix is still NaN. */
  boolean frameIsUntouched() {
    float[] rest = data.clone();
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        rest[index(r, c)] = Float.NaN;
      }
    }
    for (float value : rest) {
      if (!Float.isNaN(value)) {
        return false;
      }
    }
    return true;
  }

  private int index(int row, int column) {
    return at + column / PANEL * stride + row * PANEL + column % PANEL;
  }
}
