package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.Processor;
import io.github.contrastive4j.kernel.simd.SimdProvider;

/**
 * Tells which loops this process runs on. They are chosen once, when the first kernel is used:
 *
 * <ul>
 *   <li>the Vector API at the width that the processor prefers, where its incubating module is
 *       present, on the module path always, on the class path if Java was started with it, and the
 *       virtual machine has a fused multiply-add and keeps vectors in registers;
 *   <li>otherwise scalar loops that the compiler vectorizes as well as it can, and the reason on
 *       the {@link System.Logger} {@code io.github.contrastive4j.kernel.simd}.
 * </ul>
 *
 * The system property {@code contrastive4j.simd} forces {@code scalar}, {@code 128}, {@code 256} or
 * {@code 512}, and is {@code auto} if it is not set. With any other word no kernel can be used: the
 * first call says why in an {@link ExceptionInInitializerError}.
 *
 * @param vectorized whether the Vector API is in use
 * @param bits width of a vector; 0 for scalar loops
 * @param processor architecture and vector flags of the virtual machine
 */
public record SimdSupport(boolean vectorized, int bits, String processor) {

  /**
   * What this process runs on.
   *
   * @return the same value for the life of the process
   */
  public static SimdSupport current() {
    int bits = SimdProvider.kernels().bits();
    return new SimdSupport(bits > 0, bits, Processor.describe());
  }

  /**
   * The same in one line.
   *
   * @return for example {@code Vector API, 512 bit (amd64, UseAVX=3, UseFMA=true)}
   */
  public String describe() {
    return (vectorized ? "Vector API, " + bits + " bit" : "scalar loops") + " (" + processor + ")";
  }
}
