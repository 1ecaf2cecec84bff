package io.github.contrastive4j.jmh.comparison;

import io.github.contrastive4j.jmh.benchmark.LossBenchmark;
import io.github.contrastive4j.jmh.benchmark.ProductBenchmark;
import io.github.contrastive4j.jmh.rate.Work;
import java.util.List;

/** What is compared, and who competes in it. */
enum Contest {
  /** The row-wise loss. */
  LOSS(
      "loss and gradients",
      Work.LOSS_FORWARD_BACKWARD,
      List.of(
          Entrant.ours(LossBenchmark.class, "forwardBackward"),
          new Entrant("libtorch", peer("LibtorchLossBenchmark.forwardBackward"), true))),
  /** The loss in both directions. */
  SYMMETRIC(
      "symmetric loss and gradients",
      Work.LOSS_FORWARD_BACKWARD,
      List.of(
          Entrant.ours(LossBenchmark.class, "symmetric"),
          new Entrant("libtorch", peer("LibtorchLossBenchmark.symmetric"), true))),
  /** The similarities alone. */
  PRODUCT(
      "A·Cᵀ alone",
      Work.PRODUCT,
      List.of(
          Entrant.ours(ProductBenchmark.class, "abt"),
          new Entrant("libtorch", peer("LibtorchProductBenchmark.abt"), true),
          new Entrant("netlib", peer("NetlibProductBenchmark.abt"), false)));

  /** Stored products larger than this do not fit into a usual heap. */
  private static final int MOST_STORED_ROWS = 8192;

  private final String title;
  private final Work work;
  private final List<Entrant> entrants;

  Contest(String title, Work work, List<Entrant> entrants) {
    this.title = title;
    this.work = work;
    this.entrants = entrants;
  }

  /** Peers are compiled after this class or not at all, hence a name in the place of a class. */
  private static String peer(String benchmark) {
    return LossBenchmark.class.getPackageName() + "." + benchmark;
  }

  String title() {
    return title;
  }

  /** Who can do this with so many workers; this library is the first. */
  List<Entrant> entrants(int workers) {
    return entrants.stream().filter(entrant -> workers == 1 || entrant.shares()).toList();
  }

  /** Whether a shape is within what all competitors can do. */
  boolean admits(Shape shape) {
    return this != PRODUCT || shape.b() <= MOST_STORED_ROWS;
  }

  /** Operations of a call. */
  double flops(Shape shape) {
    return work.flops(shape.b(), shape.d());
  }
}
