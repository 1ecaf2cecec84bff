package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call that runs out of stack, wherever that is, leaves a workspace as good as new. */
@Timeout(60)
class ExhaustedStackTest {
  private static final int ANCHORS = 20;
  private static final int DIMENSIONS = 64;
  private static final long STACK_BYTES = 256 << 10;

  private final Parallelism sequential = Parallelism.sequential();
  private Workspace workspace = new Workspace();

  /** Whether the call has begun that is to run out of stack. */
  private boolean begun;

  /** A call in the workspace at hand, and what it results in. */
  private interface Call {
    List<Object> run();
  }

  @Test
  void otherCallsGoOnRight() throws Throwable {
    RankingLoss cosine = RankingLoss.of(Similarity.RAW_COSINE, 20);
    RankingLoss symmetric = cosine.withSymmetric(true);
    List<Call> calls =
        List.of(
            nested(RankingLoss.of(Similarity.EUCLIDEAN, 20), ANCHORS - 3),
            nested(cosine, ANCHORS),
            plain(symmetric, ANCHORS - 3),
            nested(symmetric, ANCHORS),
            sharded(cosine, ANCHORS - 5));
    Throwable[] thrown = {null};
    Thread thread = new Thread(null, () -> check(calls), "small stack", STACK_BYTES);
    thread.setUncaughtExceptionHandler((ended, throwable) -> thrown[0] = throwable);
    thread.start();
    thread.join();
    if (thrown[0] != null) {
      throw thrown[0];
    }
  }

  private void check(List<Call> calls) {
    List<List<Object>> expected = calls.stream().map(Call::run).toList();
    for (int failing = 0; failing < calls.size(); failing++) {
      int other = (failing + 1) % calls.size();
      boolean completed = false;
      for (int left = 0; !completed; left += 3) {
        workspace = new Workspace();
        calls.get(other).run();
        completed = completes(calls.get(failing), left);
        assertThat(calls.get(other).run())
            .as("call %d after %d with %d frames left", other, failing, left)
            .isEqualTo(expected.get(other));
      }
    }
  }

  /** Whether a call has enough of a stack with room for so many frames. */
  private boolean completes(Call call, int left) {
    begun = false;
    try {
      descend(call, left);
      return true;
    } catch (StackOverflowError e) {
      return false;
    }
  }

  /** To where there is no stack left, and back to where there is enough for some frames. */
  private int descend(Call call, int left) {
    int there;
    try {
      there = 1 + descend(call, left);
    } catch (StackOverflowError e) {
      if (begun) {
        throw e;
      }
      there = 0;
    }
    if (there == left) {
      begun = true;
      call.run();
    }
    return there;
  }

  private Call nested(RankingLoss loss, int anchors) {
    MatryoshkaRankingLoss nested =
        new MatryoshkaRankingLoss(loss, new int[] {32, DIMENSIONS}, new double[] {1, 1});
    return call(
        anchors,
        (batch, gradients) -> nested.forwardBackward(batch, gradients, workspace, sequential));
  }

  private Call plain(RankingLoss loss, int anchors) {
    return call(
        anchors,
        (batch, gradients) -> loss.forwardBackward(batch, gradients, workspace, sequential));
  }

  private static Call call(
      int anchors, ToDoubleBiFunction<RankingBatch, RankingGradients> forwardBackward) {
    RankingBatch batch = batch(anchors);
    Matrix a = Matrix.zeros(anchors, DIMENSIONS);
    Matrix c = Matrix.zeros(anchors, DIMENSIONS);
    RankingGradients gradients = RankingGradients.into(a, c);
    return () -> {
      double loss = forwardBackward.applyAsDouble(batch, gradients);
      return List.of(loss, Arrays.hashCode(a.data()), Arrays.hashCode(c.data()));
    };
  }

  private Call sharded(RankingLoss loss, int anchors) {
    RankingBatch batch = batch(anchors);
    ShardedRankingLoss whole = new ShardedRankingLoss(loss, anchors, anchors, null, null);
    RankingShard shard = RankingShard.of(batch.anchors(), 0, batch.candidates(), 0);
    return () -> {
      RankingStates states = whole.states();
      whole.sum(shard, states, workspace, sequential);
      return List.of(whole.reduce(states));
    };
  }

  private static RankingBatch batch(int anchors) {
    RandomGenerator random = new SplittableRandom(anchors);
    return RankingBatch.of(
        ContrastiveCases.rows(anchors, DIMENSIONS, 1, random),
        ContrastiveCases.rows(anchors, DIMENSIONS, 1, random));
  }
}
