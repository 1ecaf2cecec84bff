package io.github.contrastive4j.autograd.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.autograd.IndexBags;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Pooling;
import io.github.contrastive4j.autograd.SparseGradient;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EmbeddingBagTest {
  private static final IndexBags BAGS = IndexBags.of(new int[][] {{0, 2}, {1}});

  private static EmbeddingBag bag(Pooling pooling) {
    EmbeddingBag bag = new EmbeddingBag(3, 2, pooling, new SplittableRandom(1));
    bag.load(Map.of("table", Matrix.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2)));
    return bag;
  }

  @Test
  void sumsOrAveragesTheRowsOfEachBag() {
    Tape tape = new Tape();
    assertThat(bag(Pooling.SUM).forward(tape, BAGS).value().toArray()).containsExactly(6, 8, 3, 4);
    assertThat(bag(Pooling.MEAN).forward(tape, BAGS).value().toArray()).containsExactly(3, 4, 3, 4);
  }

  @Test
  void theGradientIsSparse() {
    EmbeddingBag bag = new EmbeddingBag(10, 2, Pooling.SUM, new SplittableRandom(1));
    bag.forward(new Tape(), IndexBags.of(new int[][] {{7, 2}, {7, 9}})).sum().backward();
    Parameter table = bag.namedParameters().get("table");
    assertThat(table.isSparse()).isTrue();
    SparseGradient gradient = (SparseGradient) table.gradient();
    assertThat(IntStream.range(0, gradient.count()).map(gradient::row)).containsExactly(7, 2, 9);
    assertThat(gradient.values().toArray()).containsExactly(2, 2, 1, 1, 1, 1);
  }

  @Test
  void rowsHaveALengthOfAboutOneAndComeFromTheSeed() {
    EmbeddingBag bag = new EmbeddingBag(200, 64, Pooling.SUM, new SplittableRandom(9));
    Matrix table = bag.state().get("table");
    double square = 0;
    for (float value : table.toArray()) {
      square += value * value;
    }
    assertThat(square / 200).isBetween(0.95, 1.05);
    EmbeddingBag same = new EmbeddingBag(200, 64, Pooling.SUM, new SplittableRandom(9));
    assertThat(same.state().get("table").toArray()).isEqualTo(table.toArray());
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    SplittableRandom random = new SplittableRandom(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingBag(0, 2, Pooling.SUM, random))
        .withMessage("rows is 0, expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingBag(2, 0, Pooling.SUM, random))
        .withMessage("dimension is 0, expected at least 1");
    assertThatNullPointerException()
        .isThrownBy(() -> new EmbeddingBag(2, 2, null, random))
        .withMessageStartingWith("pooling is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new EmbeddingBag(2, 2, Pooling.SUM, random).forward(null, null))
        .withMessageStartingWith("tape is null");
  }

  @Test
  void aTableThatIsThereIsTrainedInPlace() {
    Matrix table = Matrix.copyOf(new float[][] {{1, 2}, {3, 4}, {5, 6}});
    EmbeddingBag bag = new EmbeddingBag(table, Pooling.SUM);
    assertThat(bag.forward(new Tape(), BAGS).value().toArray()).containsExactly(6, 8, 3, 4);
    assertThat(bag.state().get("table")).isSameAs(table);
    assertThat(bag).hasToString("EmbeddingBag[3 x 2, SUM]");
  }
}
