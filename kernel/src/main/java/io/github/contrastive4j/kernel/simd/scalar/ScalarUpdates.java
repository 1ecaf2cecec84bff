package io.github.contrastive4j.kernel.simd.scalar;

import io.github.contrastive4j.kernel.simd.AdamWFactors;
import io.github.contrastive4j.kernel.simd.ElementUpdate;
import io.github.contrastive4j.kernel.simd.Float32Updates;
import io.github.contrastive4j.kernel.simd.UpdateKernels;

/**
 * Steps of optimizers in loops that the compiler vectorizes: those whose arrays are all read and
 * written at one index. Elements that have different indices are copied, a block at a time; without
 * vectors they would take two to eight times as long.
 */
final class ScalarUpdates implements UpdateKernels {
  /** Elements updated at a time: few enough for the copies to stay in the first-level cache. */
  private static final int BLOCK = 1024;

  private static final int MOST_STATES = 2;

  /**
   * Blocks of a thread, 16 KiB: gradients and values, and states. Arrays alone, because a class of
   * ours would keep its loader as long as the thread lives.
   */
  private static final ThreadLocal<float[][][]> BLOCKS =
      ThreadLocal.withInitial(
          () -> new float[][][] {new float[2][BLOCK], new float[MOST_STATES][BLOCK]});

  /** An update of elements that have the same indices in all arrays. */
  @FunctionalInterface
  private interface Loop {
    void run(float[] g, float[][] states, float[] w, int from, int to);
  }

  @Override
  public ElementUpdate momentum(float momentum, float rate) {
    return update((g, states, w, from, to) -> {
      float[] velocity = states[0];
      for (int k = from; k < to; k++) {
        Float32Updates.momentum(momentum, rate, g, k, velocity, k, w, k);
      }
    });
  }

  @Override
  public ElementUpdate adagrad(float rate, float epsilon, float least) {
    return update((g, states, w, from, to) -> {
      float[] squares = states[0];
      for (int k = from; k < to; k++) {
        Float32Updates.adagrad(rate, epsilon, least, g, k, squares, k, w, k);
      }
    });
  }

  @Override
  public ElementUpdate adamW(AdamWFactors factors) {
    return update((g, states, w, from, to) -> {
      float[] means = states[0];
      float[] squares = states[1];
      for (int block = from; block < to; block += BLOCK) {
        // One loop for all would exceed the limit for unrolling, and have no vectors.
        int end = Math.min(block + BLOCK, to);
        for (int k = block; k < end; k++) {
          Float32Updates.mean(factors, g, k, means, k);
        }
        for (int k = block; k < end; k++) {
          Float32Updates.square(factors, g, k, means, squares, k);
        }
        for (int k = block; k < end; k++) {
          Float32Updates.value(factors, means, squares, k, w, k);
        }
      }
    });
  }

  private static ElementUpdate update(Loop loop) {
    return (g, gAt, states, at, w, wAt, length) -> {
      if (gAt == wAt && at == wAt) {
        loop.run(g, states, w, wAt, wAt + length);
        return;
      }
      float[][][] blocks = BLOCKS.get();
      float[] gradients = blocks[0][0];
      float[] values = blocks[0][1];
      float[][] ownStates = blocks[1];
      for (int k = 0; k < length; k += BLOCK) {
        int n = Math.min(BLOCK, length - k);
        System.arraycopy(g, gAt + k, gradients, 0, n);
        System.arraycopy(w, wAt + k, values, 0, n);
        for (int s = 0; s < states.length; s++) {
          System.arraycopy(states[s], at + k, ownStates[s], 0, n);
        }
        loop.run(gradients, ownStates, values, 0, n);
        System.arraycopy(values, 0, w, wAt + k, n);
        for (int s = 0; s < states.length; s++) {
          System.arraycopy(ownStates[s], 0, states[s], at + k, n);
        }
      }
    };
  }
}
