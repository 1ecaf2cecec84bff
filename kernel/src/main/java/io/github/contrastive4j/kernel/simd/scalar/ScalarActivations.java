package io.github.contrastive4j.kernel.simd.scalar;

import io.github.contrastive4j.kernel.simd.ActivationKernels;
import io.github.contrastive4j.kernel.simd.Float64Activations;

/** Activations, one element at a time: the compiler vectorizes no exponentials. */
final class ScalarActivations implements ActivationKernels {
  @Override
  public void tanh(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int k = 0; k < length; k++) {
      y[yAt + k] = (float) Math.tanh(x[xAt + k]);
    }
  }

  @Override
  public void tanhGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length, boolean add) {
    for (int k = 0; k < length; k++) {
      float value = (float) (dy[dyAt + k] * Float64Activations.tanhDerivative(x[xAt + k]));
      dx[dxAt + k] = add ? dx[dxAt + k] + value : value;
    }
  }

  @Override
  public void gelu(float[] x, int xAt, float[] y, int yAt, int length) {
    for (int k = 0; k < length; k++) {
      y[yAt + k] = (float) Float64Activations.gelu(x[xAt + k]);
    }
  }

  @Override
  public void geluGradient(
      float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length, boolean add) {
    for (int k = 0; k < length; k++) {
      float value = (float) (dy[dyAt + k] * Float64Activations.geluDerivative(x[xAt + k]));
      dx[dxAt + k] = add ? dx[dxAt + k] + value : value;
    }
  }
}
