package io.github.contrastive4j.kernel;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the calling thread takes from the heap. */
final class AllocatedBytes {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** How long the compiler may take, in nanoseconds. */
  private static final long PATIENCE = 30_000_000_000L;

  private AllocatedBytes() {}

  static long during(Runnable work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    work.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /**
   * Repeats some work until it takes no more than a limit, because loops that are not compiled yet
   * have their vectors on the heap.
   *
   * @return what the last repetition took
   */
  static long settled(long limit, Runnable work) {
    long deadline = System.nanoTime() + PATIENCE;
    long bytes;
    do {
      bytes = during(work);
    } while (bytes > limit && System.nanoTime() < deadline);
    return bytes;
  }
}
