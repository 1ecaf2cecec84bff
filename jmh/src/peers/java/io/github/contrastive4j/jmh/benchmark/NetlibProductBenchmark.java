package io.github.contrastive4j.jmh.benchmark;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import io.github.contrastive4j.jmh.rate.Counts;
import io.github.contrastive4j.jmh.rate.Work;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * The similarities A·Cᵀ in netlib's Java code on the Vector API, the peer of {@link
 * ProductBenchmark#abt}; it has one thread.
 */
public class NetlibProductBenchmark extends TimedBenchmark {
  /** Held on to, so that its level stays: a line of it would tear tables apart. */
  private static final Logger NETLIB = Logger.getLogger("dev.ludovic.netlib");

  private BLAS blas;
  private float[] square;

  /**
   * Finds the implementation and compares its product with that of the kernel.
   *
   * @param pairs the operands A and C
   */
  @Setup
  public void setUp(Pairs pairs) {
    NETLIB.setLevel(Level.WARNING);
    blas = JavaBLAS.getInstance();
    String type = blas.getClass().getSimpleName();
    if (!type.equals("VectorBLAS")) {
      throw new IllegalStateException("netlib takes " + type + ", expected VectorBLAS");
    }
    square = new float[Math.multiplyExact(pairs.B, pairs.B)];
    PeerProducts.check("netlib's product", abt(pairs), pairs);
  }

  /**
   * The similarities A·Cᵀ.
   *
   * @param pairs the operands
   * @return B × B
   */
  @Benchmark
  @Counts(Work.PRODUCT)
  public float[] abt(Pairs pairs) {
    int b = pairs.B;
    int d = pairs.D;
    // BLAS has columns one after the other: what it takes for (C·Aᵀ)ᵀ is A·Cᵀ row by row.
    blas.sgemm(
        "T", "N", b, b, d, 1, pairs.candidates.data(), d, pairs.anchors.data(), d, 0, square, b);
    return square;
  }
}
