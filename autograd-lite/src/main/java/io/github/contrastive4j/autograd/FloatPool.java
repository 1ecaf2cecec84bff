package io.github.contrastive4j.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The arrays of one tape: handed out during a step, all taken back at its end, handed out again.
 *
 * <p>Lengths are rounded up to four classes per power of two. Steps of slightly different shapes
 * (the last batch, bags of other lengths) then share arrays, and less than a quarter of one is
 * wasted. Safe for several threads, so that those who share a tape by mistake leave it whole.
 */
final class FloatPool {
  /** Elements of the longest array that any virtual machine has. */
  static final int LARGEST = Integer.MAX_VALUE - 8;

  private static final int SMALLEST = 16;

  private final Map<Integer, Deque<float[]>> free = new HashMap<>();
  private final List<float[]> taken = new ArrayList<>();
  private long allocated;

  /** Hands out an array of at least {@code length} elements with arbitrary contents. */
  synchronized float[] take(int length) {
    int size = sizeClass(length);
    Deque<float[]> arrays = free.get(size);
    float[] array = arrays == null ? null : arrays.pollLast();
    if (array == null) {
      array = new float[size];
      allocated += size;
    }
    taken.add(array);
    return array;
  }

  /** Takes back every array that was handed out. */
  synchronized void takeBack() {
    for (float[] array : taken) {
      free.computeIfAbsent(array.length, _ -> new ArrayDeque<>()).addLast(array);
    }
    taken.clear();
  }

  /** Lets go of the arrays that are not handed out. */
  synchronized void release() {
    free.values().forEach(arrays -> arrays.forEach(array -> allocated -= array.length));
    free.clear();
  }

  /** Number of elements in the arrays held, whether handed out or not. */
  synchronized long allocated() {
    return allocated;
  }

  private static int sizeClass(int length) {
    if (length <= SMALLEST) {
      return SMALLEST;
    }
    int step = Integer.highestOneBit(length - 1) / 4;
    return (int) Math.min(LARGEST, ((long) length + step - 1) / step * step);
  }
}
