package io.github.contrastive4j.jmh.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.github.contrastive4j.kernel.Matrix;
import java.nio.FloatBuffer;

/** Starts libtorch in this process with a number of threads, and hands matrices over to it. */
final class Libtorch {
  private Libtorch() {}

  /**
   * Starts the engine, which reads its number of threads only once.
   *
   * @param threads those within an operation and those between operations
   * @throws IllegalStateException if the process has started it with another number
   */
  static Engine start(int threads) {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", Integer.toString(threads));
    // All that it needs is on the class path; it must neither download nor report anything.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    Engine engine = Engine.getEngine("PyTorch");
    require("threads within an operation", JniUtils.getNumThreads(), threads);
    require("threads between operations", JniUtils.getNumInteropThreads(), threads);
    return engine;
  }

  private static void require(String what, int actual, int expected) {
    if (actual != expected) {
      throw new IllegalStateException(
          what + " of libtorch are " + actual + ", expected " + expected);
    }
  }

  /** A copy of a dense matrix outside of the Java heap. */
  static NDArray copy(Matrix matrix, NDManager manager) {
    return manager.create(
        FloatBuffer.wrap(matrix.data(), matrix.offset(), matrix.rows() * matrix.columns()),
        new Shape(matrix.rows(), matrix.columns()));
  }
}
