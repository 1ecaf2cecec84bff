package io.github.contrastive4j.kernel.simd;

import io.github.contrastive4j.kernel.simd.scalar.ScalarKernels;
import io.github.contrastive4j.kernel.simd.vector.VectorKernels;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Chooses the leaf loops, once for the process: the Vector API where the module and a fused
 * multiply-add are present and nothing else was asked for, otherwise scalar loops that the compiler
 * vectorizes by itself.
 */
public final class SimdProvider {
  private static final String MODULE = "jdk.incubator.vector";

  private static final SimdKernels KERNELS = choose();

  private SimdProvider() {}

  /**
   * The leaf loops of this process.
   *
   * @return always the same instance
   */
  public static SimdKernels kernels() {
    return KERNELS;
  }

  private static SimdKernels choose() {
    Logger log = System.getLogger(SimdProvider.class.getPackageName());
    if (!Processor.optimizes()) {
      log.log(
          Level.WARNING,
          "This virtual machine runs without its optimizing compiler (C2): results are right, but"
              + " hundreds of times slower.");
    }
    if (SimdChoice.current().scalar()) {
      return ScalarKernels.create();
    }
    if (!Processor.fusesMultiplyAdd()) {
      // Without the instruction, the Vector API emulates it with big decimals.
      log.log(Level.INFO, "Scalar loops are in use: the processor has no fused multiply-add.");
      return ScalarKernels.create();
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      log.log(
          Level.WARNING,
          "Scalar loops are in use. For the vector units, start Java with --add-modules " + MODULE);
      return ScalarKernels.create();
    }
    return VectorKernels.create();
  }
}
