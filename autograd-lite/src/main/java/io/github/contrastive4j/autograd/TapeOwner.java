package io.github.contrastive4j.autograd;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The thread that a tape belongs to. Two on one tape would get each other's memory, and results
 * that are wrong without a sign of it.
 */
final class TapeOwner {
  private static final long NOBODY = 0;

  /** Identifies the thread, and keeps nothing of it. */
  private final AtomicLong thread = new AtomicLong(NOBODY);

  /**
   * Makes the tape the calling thread's.
   *
   * @return whether it was another one's
   */
  boolean take() {
    long caller = Thread.currentThread().threadId();
    long before = thread.getAndSet(caller);
    return before != caller && before != NOBODY;
  }

  /** Whether the tape is the calling thread's, which gets it if it is nobody's. */
  boolean isCaller() {
    long caller = Thread.currentThread().threadId();
    return thread.get() == caller || thread.compareAndSet(NOBODY, caller);
  }

  /** Throws if the tape is another thread's. */
  void require() {
    if (!isCaller()) {
      throw new IllegalStateException(
          "the tape belongs to another thread than %s, expected one tape for each, or reset() first"
              .formatted(Thread.currentThread()));
    }
  }
}
