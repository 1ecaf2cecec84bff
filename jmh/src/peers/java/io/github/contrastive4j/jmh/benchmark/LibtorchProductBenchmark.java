package io.github.contrastive4j.jmh.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.contrastive4j.jmh.rate.Counts;
import io.github.contrastive4j.jmh.rate.Work;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The similarities A·Cᵀ in libtorch, the peer of {@link ProductBenchmark#abt}; the result is
 * allocated in each call, as eager operations do.
 */
public class LibtorchProductBenchmark extends TimedBenchmark {
  private NDManager manager;
  private NDArray anchors;
  private NDArray candidates;

  /**
   * Copies the operands and compares the product with that of the kernel.
   *
   * @param pairs the operands A and C
   * @param threads who works
   */
  @Setup
  public void setUp(Pairs pairs, LibtorchThreads threads) {
    manager = threads.engine.newBaseManager();
    anchors = Libtorch.copy(pairs.anchors, manager);
    candidates = Libtorch.copy(pairs.candidates, manager).transpose();
    try (NDArray product = anchors.matMul(candidates)) {
      PeerProducts.check("libtorch's product", product.toFloatArray(), pairs);
    }
  }

  /** Lets go of libtorch's memory. */
  @TearDown
  public void tearDown() {
    manager.close();
  }

  /**
   * The similarities A·Cᵀ.
   *
   * @param threads who works
   * @return B × B, released
   */
  @Benchmark
  @Counts(Work.PRODUCT)
  public NDArray abt(LibtorchThreads threads) {
    NDArray product = anchors.matMul(candidates);
    product.close();
    return product;
  }
}
