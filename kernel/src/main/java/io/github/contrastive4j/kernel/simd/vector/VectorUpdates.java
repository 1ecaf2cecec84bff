package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;

import io.github.contrastive4j.kernel.simd.AdamWFactors;
import io.github.contrastive4j.kernel.simd.ElementUpdate;
import io.github.contrastive4j.kernel.simd.Float32Updates;
import io.github.contrastive4j.kernel.simd.UpdateKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Steps of optimizers, a vector at a time and the rest one by one. Products and sums are rounded
 * apart, never fused, as they are for single elements.
 */
final class VectorUpdates implements UpdateKernels {
  @Override
  public ElementUpdate momentum(float momentum, float rate) {
    return (g, gAt, states, at, w, wAt, length) -> {
      float[] velocity = states[0];
      int k = 0;
      for (; k <= length - LANES; k += LANES) {
        FloatVector gradient = FloatVector.fromArray(SPECIES, g, gAt + k);
        FloatVector kept = FloatVector.fromArray(SPECIES, velocity, at + k).mul(momentum);
        FloatVector sum = kept.add(gradient);
        sum = sum.blend(0f, sum.abs().compare(VectorOperators.LE, Float.MIN_NORMAL));
        sum.intoArray(velocity, at + k);
        FloatVector.fromArray(SPECIES, w, wAt + k).sub(sum.mul(rate)).intoArray(w, wAt + k);
      }
      for (; k < length; k++) {
        Float32Updates.momentum(momentum, rate, g, gAt + k, velocity, at + k, w, wAt + k);
      }
    };
  }

  @Override
  public ElementUpdate adagrad(float rate, float epsilon, float least) {
    return (g, gAt, states, at, w, wAt, length) -> {
      float[] squares = states[0];
      int k = 0;
      for (; k <= length - LANES; k += LANES) {
        FloatVector gradient = FloatVector.fromArray(SPECIES, g, gAt + k);
        FloatVector before = FloatVector.fromArray(SPECIES, squares, at + k);
        FloatVector counted = gradient.blend(0f, gradient.abs().compare(VectorOperators.LE, least));
        FloatVector sum = before.add(counted.mul(counted));
        sum.intoArray(squares, at + k);
        FloatVector divisor = sum.lanewise(VectorOperators.SQRT).add(epsilon);
        FloatVector change = gradient.mul(rate).div(divisor);
        FloatVector.fromArray(SPECIES, w, wAt + k).sub(change).intoArray(w, wAt + k);
      }
      for (; k < length; k++) {
        Float32Updates.adagrad(rate, epsilon, least, g, gAt + k, squares, at + k, w, wAt + k);
      }
    };
  }

  @Override
  public ElementUpdate adamW(AdamWFactors f) {
    return (g, gAt, states, at, w, wAt, length) -> {
      float[] means = states[0];
      float[] squares = states[1];
      FloatVector stays = FloatVector.broadcast(SPECIES, Float.MIN_NORMAL - f.besideMean());
      int k = 0;
      for (; k <= length - LANES; k += LANES) {
        FloatVector gradient = FloatVector.fromArray(SPECIES, g, gAt + k);
        FloatVector keptMean = FloatVector.fromArray(SPECIES, means, at + k).mul(f.keepMean());
        FloatVector mean = keptMean.add(gradient.mul(f.addMean()));
        FloatVector keptSquare =
            FloatVector.fromArray(SPECIES, squares, at + k).mul(f.keepSquare());
        VectorMask<Float> faded = mean.abs().compare(VectorOperators.LE, Float.MIN_NORMAL);
        mean = mean.blend(0f, faded);
        VectorMask<Float> tiny = gradient.abs().compare(VectorOperators.LE, f.leastGradient());
        FloatVector counted = gradient.blend(0f, tiny);
        FloatVector square = keptSquare.add(counted.mul(f.addSquare()).mul(counted));
        FloatVector least = stays.blend(Float.MIN_NORMAL, faded);
        square = square.blend(0f, square.abs().compare(VectorOperators.LE, least));
        mean.intoArray(means, at + k);
        square.intoArray(squares, at + k);
        FloatVector root = square.mul(f.squareBias()).lanewise(VectorOperators.SQRT);
        FloatVector change = mean.mul(f.meanBias()).mul(f.rate()).div(root.add(f.epsilon()));
        FloatVector kept = FloatVector.fromArray(SPECIES, w, wAt + k).mul(f.keepValue());
        kept.sub(change).intoArray(w, wAt + k);
      }
      for (; k < length; k++) {
        Float32Updates.adamW(f, g, gAt + k, means, squares, at + k, w, wAt + k);
      }
    };
  }
}
