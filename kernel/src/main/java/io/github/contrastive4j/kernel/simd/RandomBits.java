package io.github.contrastive4j.kernel.simd;

/**
 * Random bits that an index and a key decide about, so that any part of a sequence can be had from
 * anywhere, by any number of threads and in vectors: two rounds of the hash lowbias32, with half of
 * the key before each. Wellons, https://nullprogram.com/blog/2018/07/31/.
 */
public final class RandomBits {
  /**
   * What indices that follow each other differ in before the first round: 2³² by the golden ratio.
   */
  public static final int STEP = 0x9E3779B9;

  /** First factor of a round. */
  public static final int FACTOR_1 = 0x7feb352d;

  /** Second factor of a round. */
  public static final int FACTOR_2 = 0x846ca68b;

  private RandomBits() {}

  /**
   * A key, so that seeds that follow each other give bits as different as any: what SplitMix gives
   * first, Steele et al., OOPSLA 2014.
   *
   * @param seed any number
   * @return the key
   */
  public static long key(long seed) {
    long z = seed + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /**
   * 32 bits.
   *
   * @param key what {@link #key} gives
   * @param index any number
   * @return the bits
   */
  public static int at(long key, int index) {
    return hash(hash(index * STEP + (int) key) ^ (int) (key >>> 32));
  }

  /**
   * Whether the upper 24 of the bits are less than a number, without a branch, which would be
   * mispredicted.
   *
   * @param key what {@link #key} gives
   * @param index any number
   * @param limit the number, 0 to 2²⁴
   * @return all bits if they are, else none
   */
  public static int areBelow(long key, int index, int limit) {
    return (at(key, index) >>> 8) - limit >> 31;
  }

  private static int hash(int bits) {
    int u = (bits ^ bits >>> 16) * FACTOR_1;
    u = (u ^ u >>> 15) * FACTOR_2;
    return u ^ u >>> 16;
  }
}
