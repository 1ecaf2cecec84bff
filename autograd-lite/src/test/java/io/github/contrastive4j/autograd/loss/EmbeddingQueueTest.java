package io.github.contrastive4j.autograd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class EmbeddingQueueTest {

  /** Rows (id, −id), in a window of a larger array. */
  private static Matrix rows(long... ids) {
    float[] data = new float[1 + 3 * ids.length];
    Matrix matrix = new Matrix(data, 1, ids.length, 2, 3);
    for (int r = 0; r < ids.length; r++) {
      matrix.set(r, 0, ids[r]);
      matrix.set(r, 1, -ids[r]);
    }
    return matrix;
  }

  private static void enqueue(EmbeddingQueue queue, long... ids) {
    queue.enqueue(rows(ids), ids);
  }

  private static void assertHolds(EmbeddingQueue queue, long... ids) {
    assertThat(queue.size()).isEqualTo(ids.length);
    assertThat(queue.ids()).isEqualTo(ids);
    assertThat(queue.matrix().toArray()).isEqualTo(rows(ids).toArray());
  }

  @Test
  void mayHaveOneRowOfOneDimension() {
    EmbeddingQueue queue = new EmbeddingQueue(1, 1);
    queue.enqueue(Matrix.copyOf(new float[][] {{3}}), new long[] {7});
    queue.enqueue(Matrix.copyOf(new float[][] {{4}}), new long[] {8});
    assertThat(queue.matrix().toArray()).containsExactly(4);
    assertThat(queue.ids()).containsExactly(8);
  }

  @Test
  void growsUntilItIsFull() {
    EmbeddingQueue queue = new EmbeddingQueue(5, 2);
    assertHolds(queue);
    enqueue(queue, 1, 2);
    assertHolds(queue, 1, 2);
    enqueue(queue, 3, 4, 5);
    assertHolds(queue, 1, 2, 3, 4, 5);
  }

  @Test
  void thenNewRowsTakeThePlaceOfTheOldest() {
    EmbeddingQueue queue = new EmbeddingQueue(5, 2);
    enqueue(queue, 1, 2, 3);
    enqueue(queue, 4, 5, 6);
    assertHolds(queue, 6, 2, 3, 4, 5);
    enqueue(queue, 7, 8, 9, 10, 11);
    assertHolds(queue, 11, 7, 8, 9, 10);
    enqueue(queue);
    assertHolds(queue, 11, 7, 8, 9, 10);
    enqueue(queue, 12);
    assertHolds(queue, 11, 12, 8, 9, 10);
  }

  @Test
  void copiesWhatComesIn() {
    EmbeddingQueue queue = new EmbeddingQueue(2, 2);
    Matrix batch = rows(1);
    long[] ids = {1};
    queue.enqueue(batch, ids);
    batch.set(0, 0, 9);
    ids[0] = 9;
    assertHolds(queue, 1);
  }

  @Test
  void enqueuingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    EmbeddingQueue queue = new EmbeddingQueue(5, 2);
    Matrix batch = rows(1, 2);
    long[] ids = {1, 2};
    long bytes = Long.MAX_VALUE;
    for (int trial = 0; trial < 50 && bytes > 0; trial++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int k = 0; k < 1000; k++) {
        queue.enqueue(batch, ids);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(bytes).isZero();
  }

  @Test
  void theViewIsLive() {
    EmbeddingQueue queue = new EmbeddingQueue(2, 2);
    enqueue(queue, 1, 2);
    Matrix view = queue.matrix();
    enqueue(queue, 3);
    assertThat(view.toArray()).isEqualTo(rows(3, 2).toArray());
    assertThat(queue.matrix().data()).isSameAs(view.data());
  }

  @Test
  void itsIdsFollowThoseOfTheCandidates() {
    EmbeddingQueue queue = new EmbeddingQueue(4, 2);
    assertThat(queue.idsBehind(new long[] {8, 9})).containsExactly(8, 9);
    enqueue(queue, 1, 2);
    assertThat(queue.idsBehind(new long[] {8, 9})).containsExactly(8, 9, 1, 2);
  }

  @Test
  void itsRowsAreNegativesUnlessTheyShareAnId() {
    Tape tape = new Tape();
    Variable q = tape.variable(GoldenBatch.anchors());
    Variable d = tape.variable(GoldenBatch.positives());
    long[] ids = {1, 2, 3, 4};
    EmbeddingQueue queue = new EmbeddingQueue(8, GoldenBatch.COLUMNS);
    Ranking pairs = Ranking.ofPairs(q, d);
    assertThat(loss(pairs.withQueue(queue.matrix()))).isEqualTo(loss(pairs));

    queue.enqueue(GoldenBatch.positives(), ids);
    Ranking queued = pairs.withQueue(queue.matrix());
    assertThat(loss(queued)).isGreaterThan(Math.log(2));
    long[] sameAsQuery = queue.idsBehind(ids);
    assertThat(loss(queued.withIds(ids, sameAsQuery))).isLessThan(loss(queued) - 0.5);

    queue.clear();
    queue.enqueue(GoldenBatch.firstNegatives(), new long[] {11, 12, 13, 14});
    Ranking hard = pairs.withQueue(queue.matrix()).withIds(ids, queue.idsBehind(ids));
    assertThat(loss(hard)).isCloseTo(0.762282845911251, within(3e-6));
  }

  private static double loss(Ranking batch) {
    return batch.loss(GoldenBatch.LOSS).scalar();
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingQueue(0, 2))
        .withMessage("capacity is 0, expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingQueue(2, 0))
        .withMessage("dimension is 0, expected at least 1");
    EmbeddingQueue queue = new EmbeddingQueue(2, 2);
    Matrix nan = Matrix.copyOf(new float[][] {{1, 2}, {3, Float.NaN}});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.enqueue(nan, new long[2]))
        .withMessage("batch[1][1] is NaN, expected a finite number");
    enqueue(queue, 1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.enqueue(queue.matrix(), queue.ids()))
        .withMessage("batch is memory of this queue, expected a matrix of its own");
    queue.clear();
    assertThat(queue.size()).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> enqueue(queue, 1, 2, 3))
        .withMessage("rows of batch is 3, expected at most the capacity 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.enqueue(Matrix.zeros(1, 3), new long[1]))
        .withMessage("columns of batch is 3, expected the dimension 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.enqueue(rows(1), new long[2]))
        .withMessage("length of batchIds is 2, expected 1, one for each row");
    assertThatNullPointerException()
        .isThrownBy(() -> queue.enqueue(null, new long[1]))
        .withMessageStartingWith("batch is null");
    assertThatNullPointerException()
        .isThrownBy(() -> queue.enqueue(rows(1), null))
        .withMessageStartingWith("batchIds is null");
    assertThatNullPointerException()
        .isThrownBy(() -> queue.idsBehind(null))
        .withMessageStartingWith("candidateIds is null");
    assertThat(queue.size()).isZero();
  }

  @Test
  void whatIsNotFiniteIsRefusedInAnyRowAndColumn() {
    EmbeddingQueue queue = new EmbeddingQueue(2, 2);
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      for (int i = 0; i < 4; i++) {
        Matrix batch = rows(1, 2);
        batch.set(i / 2, i % 2, value);
        String name = "batch[%d][%d]".formatted(i / 2, i % 2);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> queue.enqueue(batch, new long[2]))
            .withMessage(name + " is " + value + ", expected a finite number");
      }
    }
    assertThat(queue.size()).isZero();
  }

  @Test
  void goesOnWhereAnotherWas() {
    for (long[] filled : new long[][] {{}, {1, 2}, {1, 2, 3, 4, 5}}) {
      EmbeddingQueue first = new EmbeddingQueue(5, 2);
      enqueue(first, filled);
      enqueue(first, 6, 7);
      EmbeddingQueue second = new EmbeddingQueue(5, 2);
      enqueue(second, 8, 9, 10);
      second.load(first.state());
      assertHolds(second, first.ids());
      enqueue(first, 11, 12);
      enqueue(second, 11, 12);
      assertHolds(second, first.ids());
    }
  }

  @Test
  void aQueueThatIsJustFullHasAState() {
    EmbeddingQueue first = new EmbeddingQueue(2, 2);
    enqueue(first, 7, 8);
    EmbeddingQueue second = new EmbeddingQueue(2, 2);
    second.load(first.state());
    assertHolds(second, 7, 8);
    assertThat(second.state().next()).isZero();
  }

  @Test
  void statesThatDoNotFitAreRefused() {
    EmbeddingQueue queue = new EmbeddingQueue(5, 2);
    enqueue(queue, 1, 2);
    assertThatNullPointerException()
        .isThrownBy(() -> queue.load(null))
        .withMessageStartingWith("state is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.load(new EmbeddingQueue(4, 2).state()))
        .withMessage("rows of state are 4 x 2, expected 5 x 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.load(new EmbeddingQueue(5, 3).state()))
        .withMessage("rows of state are 5 x 3, expected 5 x 2");
    assertHolds(queue, 1, 2);
    Matrix rows = Matrix.zeros(5, 2);
    assertThatNullPointerException()
        .isThrownBy(() -> new EmbeddingQueueState(null, new long[5], 0, 0))
        .withMessageStartingWith("rows is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new EmbeddingQueueState(rows, null, 0, 0))
        .withMessageStartingWith("ids is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingQueueState(rows, new long[4], 0, 0))
        .withMessage("ids has 4 elements, expected one for each of 5 rows");
    for (int size : new int[] {-1, 6}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new EmbeddingQueueState(rows, new long[5], size, 0))
          .withMessage("size is " + size + ", expected 0 to the capacity 5");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingQueueState(rows, new long[5], 3, 2))
        .withMessage("next is 2, expected the size 3");
    for (int next : new int[] {-1, 5}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new EmbeddingQueueState(rows, new long[5], 5, next))
          .withMessage("next is " + next + ", expected a row in [0, 5)");
    }
  }
}
