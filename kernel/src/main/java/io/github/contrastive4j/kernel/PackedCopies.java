package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Whose packed operands a worker reads: those that all share, or its own.
 *
 * <p>Small operands are packed by each worker for itself when the first of its tasks needs them:
 * operands that are read as a whole at once, others as far as its tasks read them. Where one copy
 * served all, its parts would go from core to core twice a call: to whoever reads what another core
 * has packed, and back to be packed anew. That takes longer than packing, the more so where cores
 * are far apart, and there is little work to hide it.
 *
 * <p>Parts of a copy that all share can be packed on the way too, by whoever needs them first and
 * then has them near. Of workers who need one at the same time each packs it: they write the same,
 * each element once, and none waits for another.
 *
 * <p>What is packed is marked with a number that is new whenever all is to be packed anew, so that
 * no call begins by wiping marks that are in the caches of others.
 */
final class PackedCopies {
  private static final VarHandle MARK = MethodHandles.arrayElementVarHandle(long[].class);

  /**
   * Bytes of an operand up to which it is small. More does not stay in a cache of the worker's own
   * anyway, and is read often enough to make up for the way.
   */
  private static final long SMALL_BYTES = 1L << 20;

  /** Marks of a cache line, or of two, because some processors fetch pairs. */
  private static final int LINE = 16;

  private boolean perWorker;
  private long[] marks = {};
  private int stride;
  private long number;

  /** Whether both operands of a product are small, by numbers of packed elements. */
  static boolean areSmall(long left, long right) {
    return Float.BYTES * Math.max(left, right) <= SMALL_BYTES;
  }

  /** How many copies may take so many bytes more than one does, at least 1. */
  static int most(long left, long right, long room) {
    long bytes = Math.max(Float.BYTES * (left + right), 1);
    long elements = Math.max(Math.max(left, right), 1);
    return (int) Math.max(1, Math.min(1 + room / bytes, Panels.MAX_PACKED / elements));
  }

  /** Marks that a worker has for so many parts, on cache lines of its own. */
  static int marks(int parts) {
    return Math.ceilDiv(parts, LINE) * LINE + LINE;
  }

  /** Makes room for the marks of all workers. */
  void reserve(Storage storage, long length) {
    marks = storage.longs(marks, length);
  }

  /**
   * Begins a call, with nothing packed.
   *
   * @param each whether each worker packs what it reads
   * @param marksEach how many marks each has of those there is room for
   */
  void begin(boolean each, int marksEach) {
    perWorker = each;
    stride = marksEach;
    renew();
  }

  /** Forgets what is packed. */
  void renew() {
    number++;
  }

  /** Whether each worker packs what it reads. */
  boolean perWorker() {
    return perWorker;
  }

  /** Takes a part for a worker to pack, unless it has it packed already. */
  boolean claim(int worker, int part) {
    int at = worker * stride + part;
    if (marks[at] == number) {
      return false;
    }
    marks[at] = number;
    return true;
  }

  /** Whether a part of the copy that all share is packed; then this worker sees it. */
  boolean isShared(int part) {
    return (long) MARK.getAcquire(marks, part) == number;
  }

  /** Lets others know of a part of the copy that all share: it is packed. */
  void share(int part) {
    MARK.setRelease(marks, part, number);
  }

  /** First element of a worker's copy, if copies have so many elements. */
  int at(int worker, long length) {
    return PanelLayout.ORIGIN + (perWorker ? worker * (int) length : 0);
  }
}
