package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.kernel.Matrix;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SparseGradientTest {
  private final SparseGradient gradient = new SparseGradient(10, 2);

  @Test
  void addsToRowsAndKeepsTheOrderOfTheirFirstTouch() {
    float[] source = {9, 1, 2, 3};
    gradient.addRow(7, 1, source, 1);
    gradient.addRow(3, -1, source, 2);
    gradient.addRow(7, 10, source, 0);
    assertThat(gradient.count()).isEqualTo(2);
    assertThat(gradient.row(0)).isEqualTo(7);
    assertThat(gradient.row(1)).isEqualTo(3);
    assertThat(gradient.values().toArray()).containsExactly(91, 12, -2, -3);
  }

  @Test
  void isEmptyAfterZeroingAndCanBeFilledAgain() {
    gradient.addRow(7, 1, new float[] {1, 2}, 0);
    gradient.zero();
    assertThat(gradient.count()).isZero();
    assertThat(gradient.values().rows()).isZero();
    gradient.addRow(8, 1, new float[] {3, 4}, 0);
    gradient.addRow(7, 1, new float[] {5, 6}, 0);
    assertThat(gradient.row(0)).isEqualTo(8);
    assertThat(gradient.values().toArray()).containsExactly(3, 4, 5, 6);
  }

  @Test
  void equalsTheDenseGradientOnRandomRows() {
    int rows = 500;
    SplittableRandom random = new SplittableRandom(5);
    SparseGradient sparse = new SparseGradient(rows, 3);
    float[] dense = new float[3 * rows];
    for (int k = 0; k < 2000; k++) {
      int row = random.nextInt(rows);
      float[] source = {random.nextInt(9), random.nextInt(9), random.nextInt(9)};
      sparse.addRow(row, 2, source, 0);
      for (int c = 0; c < 3; c++) {
        dense[3 * row + c] += 2 * source[c];
      }
    }
    float[] scattered = new float[3 * rows];
    for (int k = 0; k < sparse.count(); k++) {
      for (int c = 0; c < 3; c++) {
        scattered[3 * sparse.row(k) + c] = sparse.values().get(k, c);
      }
    }
    assertThat(scattered).isEqualTo(dense);
  }

  @Test
  void rowsAndRangesOutOfBoundsAreRefused() {
    float[] source = {1, 2};
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> gradient.addRow(10, 1, source, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> gradient.addRow(-1, 1, source, 0))
        .withMessage("row is -1, expected one in [0, 10)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> gradient.addRow(0, 1, source, 1))
        .withMessage("offset is 1, expected that of 2 of the 2 elements of source");
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> gradient.row(0));
    assertThat(gradient.count()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SparseGradient(-1, 2))
        .withMessage("rows is -1, expected at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SparseGradient(1, 0))
        .withMessage("columns is 0, expected at least 1");
  }

  @Test
  void aRowThatIsRefusedIsNotTouched() {
    gradient.addRow(4, 1, new float[] {1, 2}, 0);
    float[] own = gradient.values().data();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gradient.addRow(5, 1, own, 1))
        .withMessageStartingWith("source is the array of this gradient");
    DenseGradient dense = new DenseGradient(Matrix.zeros(10, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dense.addRow(5, 1, dense.values().data(), 4))
        .withMessageStartingWith("source is the array of this gradient");
    for (Gradient any : new Gradient[] {gradient, dense}) {
      assertThatNullPointerException()
          .isThrownBy(() -> any.addRow(5, 1, null, 0))
          .withMessageStartingWith("source is null");
    }
    assertThat(gradient.count()).isEqualTo(1);
    assertThat(gradient.values().toArray()).containsExactly(1, 2);
  }

  /** No array holds as many rows as the table has. */
  @Test
  void aTableOfWideRowsMayBeLarge() {
    int columns = 1 << 25;
    SparseGradient wide = new SparseGradient(1000, columns);
    float[] source = new float[columns];
    source[columns - 1] = 3;
    wide.addRow(999, 2, source, 0);
    assertThat(wide.values().get(0, columns - 1)).isEqualTo(6);
  }
}
