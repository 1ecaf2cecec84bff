package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.contrastive4j.autograd.loss.Ranking;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TapeMemoryTest {
  private static final int ROWS = 96;
  private static final int COLUMNS = 64;
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  private final SplittableRandom random = new SplittableRandom(3);
  private final Tape tape = new Tape();
  private final Parameter table = Parameter.sparse(OperationCheck.random(500, COLUMNS, random));
  private final Parameter weight = Parameter.dense(OperationCheck.random(COLUMNS, COLUMNS, random));
  private final Parameter bias = Parameter.dense(OperationCheck.random(1, COLUMNS, random));
  private final int[] classes = random.ints(ROWS, 0, COLUMNS).toArray();
  private final int[] picks = random.ints(5000, 0, 500).toArray();
  private final IndexBags bags = bags(ROWS);

  private IndexBags bags(int size) {
    int[][] indices = new int[size][];
    for (int b = 0; b < size; b++) {
      indices[b] = random.ints(1 + b % 7, 0, 500).toArray();
    }
    return IndexBags.of(indices);
  }

  /** A step that uses every operation. */
  private void step(IndexBags bags) {
    tape.reset();
    Variable x = tape.parameter(table).embeddingBag(bags, Pooling.MEAN);
    Variable w = tape.parameter(weight);
    Variable b = tape.parameter(bias);
    Variable tower = x.matmul(w).add(b).tanh().matmul(w, Transpose.RIGHT).gelu();
    Variable other = w.matmul(x, Transpose.BOTH).transpose().multiply(b).relu().subtract(x);
    Variable wide = Variable.concatColumns(tower, other).columnRange(COLUMNS / 2, 3 * COLUMNS / 2);
    Variable tall = Variable.concatRows(tower, wide).rowRange(1, x.rows() + 1);
    Variable units = tall.normalizeRows();
    Variable square = x.matmul(units, Transpose.LEFT).gatherRows(0, 1, 1);
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 10).withSymmetric(true);
    Variable total = Ranking.of(tower, units).loss(loss);
    total = total.add(units.logSumExpRows().mean()).add(square.sumRows().add(100).sum());
    if (bags.size() == ROWS) {
      total = total.add(wide.softmaxCrossEntropy(classes));
    }
    total.scale(0.5).reciprocal().backward();
    table.zeroGradient();
    weight.zeroGradient();
    bias.zeroGradient();
  }

  @Test
  void stepsOfTheSameShapesShareTheTapesMemory() {
    step(bags);
    long first = tape.allocatedBytes();
    assertThat(first).isGreaterThan(30L * ROWS * COLUMNS * Float.BYTES);
    for (int k = 0; k < 20; k++) {
      step(bags);
    }
    assertThat(tape.allocatedBytes()).isEqualTo(first);
  }

  /** A step without the large loops of the kernel, whose vectors are objects until compiled. */
  private void lightStep() {
    tape.reset();
    Variable x = tape.parameter(table).embeddingBag(bags, Pooling.SUM);
    Variable y = x.add(tape.parameter(bias)).tanh().multiply(x).relu().subtract(x).scale(3);
    Variable z =
        Variable.concatColumns(x, y).columnRange(1, COLUMNS + 1).rowRange(0, ROWS / 2).gelu();
    Variable picked = tape.parameter(table).gatherRows(picks).mean();
    z.sumRows().add(1e3).reciprocal().mean().add(picked).backward();
    table.zeroGradient();
    bias.zeroGradient();
  }

  @Test
  void steadyStateAllocatesTheNodesOfTheTapeOnly() {
    lightStep();
    assertThat(bytesPerStep(this::lightStep, 16_384)).isLessThan(16_384);
    assertThat(tape.allocatedBytes()).isGreaterThan(20 * 16_384);
  }

  /** Heap bytes that a step allocates, once they are below the bound or the warm-up is over. */
  private static long bytesPerStep(Runnable step, long bound) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long deadline = System.nanoTime() + WARM_UP.toNanos();
    long perStep;
    do {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int k = 0; k < 20; k++) {
        step.run();
      }
      perStep = (threads.getCurrentThreadAllocatedBytes() - before) / 20;
      // Compiled code allocates less than interpreted code does.
    } while (perStep >= bound && System.nanoTime() < deadline);
    return perStep;
  }

  @Test
  void changingShapesStayWithinTheMemoryOfTheLargest() {
    for (int k = 0; k < 10; k++) {
      step(bags);
    }
    long largest = tape.allocatedBytes();
    for (int size = ROWS - 1; size > ROWS - 6; size--) {
      step(bags(size));
    }
    assertThat(tape.allocatedBytes()).isLessThan(largest + largest / 4);
  }

  @Test
  void resetMakesRoomWithoutTouchingValuesOfParameters() {
    Matrix before = Matrix.of(weight.value().toArray(), COLUMNS, COLUMNS);
    step(bags);
    step(bags);
    assertThat(weight.value().toArray()).isEqualTo(before.toArray());
  }

  @Test
  void releaseLetsGoOfAllMemory() {
    step(bags);
    tape.release();
    assertThat(tape.allocatedBytes()).isZero();
    step(bags);
    assertThat(tape.allocatedBytes()).isPositive();
  }
}
