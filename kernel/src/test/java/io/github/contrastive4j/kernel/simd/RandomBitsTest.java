package io.github.contrastive4j.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomBitsTest {
  private static final int INDICES = 1 << 16;

  /** Six standard deviations of how often one of two equally likely things happens. */
  private static final double ALLOWED = 6 * Math.sqrt(INDICES) / 2;

  @Test
  void eachBitIsSetHalfOfTheTime() {
    int[] set = new int[32];
    for (int index = 0; index < INDICES; index++) {
      count(RandomBits.at(RandomBits.key(1), index), set);
    }
    assertHalf(set);
  }

  @Test
  void indicesThatFollowEachOtherHaveHalfOfTheirBitsInCommon() {
    for (int distance : new int[] {1, 2, 64, 384, 1 << 20}) {
      int[] differ = new int[32];
      for (int index = 0; index < INDICES; index++) {
        long key = RandomBits.key(2);
        count(RandomBits.at(key, index) ^ RandomBits.at(key, index + distance), differ);
      }
      assertHalf(differ);
    }
  }

  @Test
  void keysOfSeedsThatDifferInOneBitHaveHalfOfTheirBitsInCommon() {
    for (int bit = 0; bit < 64; bit++) {
      int[] differ = new int[32];
      long key = RandomBits.key(3);
      long other = RandomBits.key(3 ^ 1L << bit);
      for (int index = 0; index < INDICES; index++) {
        count(RandomBits.at(key, index) ^ RandomBits.at(other, index), differ);
      }
      assertHalf(differ);
    }
  }

  /** The hash is one to one, so that no value is there more often than another. */
  @Test
  void noTwoIndicesHaveTheSameBits() {
    assertThat(
            IntStream.range(-INDICES, INDICES)
                .map(index -> RandomBits.at(RandomBits.key(4), index))
                .distinct())
        .hasSize(2 * INDICES);
  }

  @Test
  void noSeedIsItsOwnKey() {
    for (long seed = -1000; seed <= 1000; seed++) {
      assertThat(RandomBits.key(seed)).isNotEqualTo(seed);
    }
  }

  private static void count(int bits, int[] set) {
    for (int bit = 0; bit < 32; bit++) {
      set[bit] += bits >>> bit & 1;
    }
  }

  private static void assertHalf(int[] counts) {
    for (int count : counts) {
      assertThat(count).isBetween((int) (INDICES / 2 - ALLOWED), (int) (INDICES / 2 + ALLOWED));
    }
  }
}
