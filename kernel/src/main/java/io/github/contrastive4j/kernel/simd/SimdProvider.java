package io.github.contrastive4j.kernel.simd;

import io.github.contrastive4j.kernel.simd.scalar.ScalarKernels;
import io.github.contrastive4j.kernel.simd.vector.VectorKernels;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Chooses the leaf loops, once for the process: the Vector API where the module, a fused
 * multiply-add and the compiler that makes vectors of it are present and nothing else was asked
 * for, otherwise scalar loops.
 */
public final class SimdProvider {
  private static final String MODULE = "jdk.incubator.vector";

  private static final String WITHOUT_C2 =
      "This virtual machine runs without its optimizing compiler (C2), as with -Xint or"
          + " -XX:TieredStopAtLevel: results are right, but many times slower.";

  private static final SimdKernels KERNELS =
      choose(System.getLogger(SimdProvider.class.getPackageName()));

  private SimdProvider() {}

  /**
   * The leaf loops of this process.
   *
   * @return always the same instance
   */
  public static SimdKernels kernels() {
    return KERNELS;
  }

  private static SimdKernels choose(Logger log) {
    if (!Processor.optimizes()) {
      log.log(Level.WARNING, WITHOUT_C2);
    }
    SimdChoice choice = SimdChoice.current();
    if (choice.scalar()) {
      return ScalarKernels.create();
    }
    if (!Processor.fusesMultiplyAdd()) {
      // Without the instruction, the Vector API emulates it with big decimals.
      log.log(
          Level.INFO,
          "Scalar loops are in use: this virtual machine has no fused multiply-add (UseFMA).");
      return ScalarKernels.create();
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      log.log(
          Level.WARNING,
          "Scalar loops are in use. For the vector units, start Java with --add-modules " + MODULE);
      return ScalarKernels.create();
    }
    if (!isVisible()) {
      log.log(
          Level.WARNING,
          "Scalar loops are in use. For the vector units, let the class loader of this library"
              + " delegate the package "
              + MODULE);
      return ScalarKernels.create();
    }
    boolean objects = !Processor.vectorizes() || choice.bits() > Processor.vectorBits();
    if (objects && choice.bits() == 0) {
      log.log(Level.WARNING, "Scalar loops are in use: vectors would be objects.");
      return ScalarKernels.create();
    }
    if (objects) {
      log.log(
          Level.WARNING,
          "Vectors of %d bits are objects on this virtual machine, many times slower."
              .formatted(choice.bits()));
    }
    Runtime.Version version = Runtime.version();
    if (version.feature() == 25 && version.update() < 3) {
      log.log(
          Level.WARNING,
          "Java %s can crash in the Vector API: use 25.0.3 or newer.".formatted(version));
    }
    return VectorKernels.create();
  }

  /** Whether this class would find the Vector API: its loader may hide packages. */
  private static boolean isVisible() {
    try {
      Class.forName(MODULE + ".FloatVector", false, SimdProvider.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
