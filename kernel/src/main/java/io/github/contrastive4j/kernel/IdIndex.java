package io.github.contrastive4j.kernel;

import java.util.Arrays;

/**
 * Finds all columns that have an id, in ascending order and a part of them at a time. A hash table
 * over one kind of ids, built anew for each call in arrays that are kept.
 */
final class IdIndex {
  /** To count what an index would take: it has nothing. */
  private static final IdIndex NONE = new IdIndex();

  private long[] slotId = {};
  private int[] slotStart = {};
  private int[] slotCount = {};
  private int[] slotOf = {};
  private int[] order = {};
  private int mask;

  private static final int MOST_IDS = 1 << 29;

  /** Slots for so many ids, a power of two: at most half of them are in use. */
  private static int slots(int ids) {
    Arguments.require(ids <= MOST_IDS, "number of ids", ids, "at most " + MOST_IDS);
    return Integer.highestOneBit(Math.clamp(2L * ids, 2, 1 << 29)) << 1;
  }

  /** Bytes that the index of so many ids takes. */
  static long bytes(int ids) {
    Storage.Count count = new Storage.Count();
    NONE.reserve(count, ids);
    return count.bytes();
  }

  private void reserve(Storage storage, int ids) {
    int slots = slots(ids);
    slotId = storage.longs(slotId, slots);
    slotStart = storage.ints(slotStart, slots);
    slotCount = storage.ints(slotCount, slots);
    slotOf = storage.ints(slotOf, ids);
    order = storage.ints(order, ids);
  }

  /** Takes the ids of all columns in. */
  void build(long[] ids) {
    int n = ids.length;
    int slots = slots(n);
    mask = slots - 1;
    reserve(Storage.HEAP, n);
    Arrays.fill(slotCount, 0, slots, 0);
    for (int j = 0; j < n; j++) {
      int slot = slot(ids[j]);
      slotId[slot] = ids[j];
      slotOf[j] = slot;
      slotCount[slot]++;
    }
    int start = 0;
    for (int slot = 0; slot < slots; slot++) {
      slotStart[slot] = start;
      start += slotCount[slot];
    }
    for (int j = 0; j < n; j++) {
      order[slotStart[slotOf[j]]++] = j;
    }
    for (int slot = 0; slot < slots; slot++) {
      slotStart[slot] -= slotCount[slot];
    }
  }

  /** The slot that holds an id, or the empty one where it would go. */
  private int slot(long id) {
    long hash = id * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 33) & mask;
    while (slotCount[slot] > 0 && slotId[slot] != id) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Position of the first column with this id that is at least {@code from}. */
  int first(long id, int from) {
    int slot = slot(id);
    int low = slotStart[slot];
    int high = low + slotCount[slot];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (order[middle] < from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The column at a position. */
  int column(int position) {
    return order[position];
  }
}
