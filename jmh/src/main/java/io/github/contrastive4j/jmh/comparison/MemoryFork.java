package io.github.contrastive4j.jmh.comparison;

import io.github.contrastive4j.jmh.benchmark.KernelMemory;
import io.github.contrastive4j.jmh.fork.ForkJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Has a process of its own compute one batch and say how much memory that took.
 *
 * <p>Until the compiler has seen the loops, vectors are objects, and a collector with its usual
 * settings lets hundreds of megabytes of them pile up in whatever the machine has to spare. The
 * small young generation keeps this out of the comparison.
 */
final class MemoryFork {
  private static final String PEER = KernelMemory.class.getPackageName() + ".LibtorchMemory";

  private final ForkJvm jvm;
  private final int workers;

  MemoryFork(ForkJvm jvm, int workers) {
    this.jvm = jvm.with("-XX:+UseSerialGC").with("-Xmn16m");
    this.workers = workers;
  }

  /** Whether this system tells the memory of a process. */
  static boolean possible() {
    return Files.exists(Path.of("/proc/self/status"));
  }

  Memory ours(Shape shape) throws IOException {
    return run(Entrant.OURS, KernelMemory.class.getName(), shape);
  }

  Memory libtorch(Shape shape) throws IOException {
    return run("libtorch", PEER, shape);
  }

  private Memory run(String library, String main, Shape shape) throws IOException {
    String output = jvm.output(main, "" + shape.b(), "" + shape.d(), "" + workers);
    String[] bytes = output.strip().lines().toList().getLast().split(" ");
    return new Memory(
        library,
        shape,
        Long.parseLong(bytes[0]),
        Long.parseLong(bytes[1]),
        Double.parseDouble(bytes[2]));
  }
}
