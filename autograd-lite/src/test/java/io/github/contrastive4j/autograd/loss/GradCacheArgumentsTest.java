package io.github.contrastive4j.autograd.loss;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.loss.GradCache.BatchLoss;
import io.github.contrastive4j.autograd.loss.GradCache.Tower;
import io.github.contrastive4j.kernel.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a step asks of its towers, and of what they encode. */
class GradCacheArgumentsTest {
  private static final BatchLoss SUM = embeddings -> embeddings.getFirst().sum();

  private final Tape tape = new Tape();
  private final GradCache cache = new GradCache(2);
  private final Parameter weights =
      Parameter.dense(Matrix.copyOf(new float[][] {{100, 1}, {1, 1}}));

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void chunksMayDifferByRoundingAndNoMore(int column) {
    cache.step(tape, 1, SUM, changing(column, 0.05f));
    Tower tower = changing(column, 0.2f);
    assertThatIllegalStateException()
        .isThrownBy(() -> cache.step(tape, 1, SUM, tower))
        .withMessageStartingWith("the encodings of the chunk from row 0 differ by ");
  }

  /** Adds something to a column of the first row, but not the first time. */
  private Tower changing(int column, float by) {
    int[] calls = {0};
    return new Tower(
        2,
        (tape, from, to) -> {
          Matrix change = Matrix.zeros(to - from, 2);
          change.set(0, column, calls[0]++ > 0 ? by : 0);
          return tape.parameter(weights).add(tape.constant(change));
        });
  }

  @Test
  void towersThatAreNullAreRefused() {
    Tower tower = new Tower(2, (t, _, _) -> t.parameter(weights));
    assertThatNullPointerException()
        .isThrownBy(() -> cache.step(tape, 1, SUM, (Tower[]) null))
        .withMessage("towers is null, expected at least one");
    assertThatNullPointerException()
        .isThrownBy(() -> cache.step(tape, 1, SUM, null, tower))
        .withMessage("towers[0] is null, expected a tower");
  }

  @Test
  void embeddingsOfNoTowerAreRefused() {
    cache.step(tape, 1, SUM, new Tower(2, (t, _, _) -> t.parameter(weights)));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> cache.embeddings(-1))
        .withMessage("tower is -1, expected one of the last step, in [0, 1)");
  }

  @Test
  void encodingsOfDifferentWidthAreRefused() {
    Tower tower = new Tower(4, (t, from, _) -> t.variable(Matrix.zeros(2, from == 0 ? 2 : 3)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.step(tape, 1, SUM, tower))
        .withMessage("the encoding of rows 2 to 4 is 2 x 3, expected 2 x 2");
  }
}
