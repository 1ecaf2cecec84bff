package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.PanelLayout;

/**
 * How long scratch arrays have to be. Each class of scratch says it in one place, its {@code
 * reserve}, which allocates or only counts: what is announced is what is taken.
 */
abstract class Storage {
  /** Makes arrays anew that are too short. */
  static final Storage HEAP =
      new Storage() {
        @Override
        boolean isEnough(int oldLength, long length, int elementBytes) {
          if (oldLength < length) {
            requireArray(length);
          }
          return oldLength >= length;
        }
      };

  /** Counts what arrays take, and makes none. */
  static final class Count extends Storage {
    private long bytes;
    private long longest;

    @Override
    boolean isEnough(int oldLength, long length, int elementBytes) {
      bytes += elementBytes * length;
      longest = Math.max(longest, length);
      return true;
    }

    long bytes() {
      return bytes;
    }

    /**
     * Bytes that can be allocated.
     *
     * @throws IllegalArgumentException if an array would be too long for Java
     */
    long possibleBytes() {
      requireArray(longest);
      return bytes;
    }
  }

  abstract boolean isEnough(int oldLength, long length, int elementBytes);

  private static void requireArray(long length) {
    if (length > Panels.MAX_ARRAY) {
      throw new IllegalArgumentException(
          "scratch of %d elements does not fit a Java array, expected a smaller batch"
              .formatted(length));
    }
  }

  final float[] floats(float[] old, long length) {
    return isEnough(old.length, length, Float.BYTES) ? old : new float[(int) length];
  }

  /** An array for packed data, which begin at {@link PanelLayout#ORIGIN}. */
  final float[] panels(float[] old, long length) {
    return floats(old, length == 0 ? 0 : PanelLayout.ORIGIN + length);
  }

  final double[] doubles(double[] old, long length) {
    return isEnough(old.length, length, Double.BYTES) ? old : new double[(int) length];
  }

  final long[] longs(long[] old, long length) {
    return isEnough(old.length, length, Long.BYTES) ? old : new long[(int) length];
  }

  final int[] ints(int[] old, long length) {
    return isEnough(old.length, length, Integer.BYTES) ? old : new int[(int) length];
  }

  final short[] shorts(short[] old, long length) {
    return isEnough(old.length, length, Short.BYTES) ? old : new short[(int) length];
  }

  final byte[] bytes(byte[] old, long length) {
    return isEnough(old.length, length, Byte.BYTES) ? old : new byte[(int) length];
  }

  final boolean[] booleans(boolean[] old, long length) {
    return isEnough(old.length, length, Byte.BYTES) ? old : new boolean[(int) length];
  }
}
