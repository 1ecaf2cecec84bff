package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/**
 * A strided view in the middle of an array whose other elements must be neither read nor written.
 */
record Framed(Matrix view, float frame) {
  private static final int OFFSET = 5;
  private static final int GAP = 3;
  private static final float PAINT = 12345.678f;

  /** A view among NaNs, which spread from there into every result. */
  static Framed input(int rows, int columns) {
    return of(rows, columns, 0f, Float.NaN);
  }

  /** A view with some content, among elements that would show a write. */
  static Framed output(int rows, int columns, float content) {
    return of(rows, columns, content, PAINT);
  }

  private static Framed of(int rows, int columns, float content, float frame) {
    int stride = columns + GAP;
    float[] data = new float[OFFSET + rows * stride + OFFSET];
    Arrays.fill(data, frame);
    Matrix view = new Matrix(data, OFFSET, rows, columns, stride);
    for (int r = 0; r < rows; r++) {
      Arrays.fill(data, view.start(r), view.start(r) + columns, content);
    }
    return new Framed(view, frame);
  }

  void assertFrameUntouched() {
    float[] data = view.data().clone();
    for (int r = 0; r < view.rows(); r++) {
      Arrays.fill(data, view.start(r), view.start(r) + view.columns(), frame);
    }
    float[] untouched = new float[data.length];
    Arrays.fill(untouched, frame);
    assertThat(data).as("elements around the view").isEqualTo(untouched);
  }
}
