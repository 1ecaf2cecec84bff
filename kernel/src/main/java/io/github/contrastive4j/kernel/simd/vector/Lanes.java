package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.PanelLayout.ROW_STEP;

import io.github.contrastive4j.kernel.simd.Processor;
import io.github.contrastive4j.kernel.simd.SimdChoice;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one vector width of this process and what follows from it.
 *
 * <p>The width is fixed when this class is initialized, because the compiler makes good code only
 * of species that are compile-time constants.
 */
final class Lanes {
  static final VectorSpecies<Float> SPECIES = species();
  static final int LANES = SPECIES.length();

  /** Vectors of the bits of floats. */
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SPECIES.vectorShape());

  /**
   * The bits of floats as ints, and back. By {@code convertShape} this costs nothing; {@code
   * reinterpretAsInts} leaves objects on JDK 27.
   */
  static final VectorOperators.Conversion<Float, Integer> BITS = VectorOperators.REINTERPRET_F2I;

  static final VectorOperators.Conversion<Integer, Float> FLOATS = VectorOperators.REINTERPRET_I2F;

  /** Vectors of doubles of the same width. */
  static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, SPECIES.vectorShape());

  /**
   * Whether there are 32 vector registers rather than 16: AVX-512 hardware at any width, and ARM.
   */
  static final boolean MANY_REGISTERS =
      !Processor.isX86() || FloatVector.SPECIES_PREFERRED.length() >= 16;

  /**
   * Whether the compiler keeps what it knows of each index of an array apart from the others, as it
   * does from JDK 26 on. It makes an address of its own of each scalar of a step then, and loads so
   * many of them before the first multiply-add that tall tiles have sums on the stack. Tests ask
   * for the loops of another JDK by the property.
   */
  static final boolean INDEXES_APART =
      Integer.getInteger("contrastive4j.compiler", Runtime.version().feature()) > 25;

  /** Whether tiles are four vectors wide rather than two; four of 16 lanes would be two panels. */
  static final boolean WIDE_TILES = MANY_REGISTERS && LANES <= 8;

  /** Longest sum that tiles of products keep in registers, a multiple of PANEL. */
  static final int TILE_DEPTH = tileDepth();

  /** What a tile starts from when nothing is to be added to, and a row that is not there. */
  static final float[] ZEROS = new float[16 * PANEL];

  private Lanes() {}

  private static VectorSpecies<Float> species() {
    int bits = SimdChoice.current().bits();
    if (bits == 0) {
      int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
      bits = Math.clamp(preferred, 128, 512);
    }
    return VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
  }

  /**
   * Tiles should find their operands in a first-level cache where they pass over them often, with
   * 16 registers because they are small, and where they outrun the second-level cache, which those
   * of 16 lanes do on Intel's processors. 128 rows of a panel are 16 KiB, 192 are 24 KiB. Elsewhere
   * there is no limit; 2³⁰ is more than a sum has.
   */
  private static int tileDepth() {
    if (!MANY_REGISTERS) {
      return 128;
    }
    return LANES == 16 && Processor.isIntel() ? 192 : 1 << 30;
  }

  /** Rows of the next tile, two vectors wide, where so many are left of a multiple of ROW_STEP. */
  static int tileHeight(int rows) {
    if (!MANY_REGISTERS) {
      return INDEXES_APART ? ROW_STEP : lowTileHeight(rows);
    }
    // 16 is two tiles of 8: 12 and 4 would leave one with too few sums to hide the latency.
    if (rows >= 12 && rows != 16) {
      return 12;
    }
    return rows >= 8 ? 8 : ROW_STEP;
  }

  /** The same where the rows of a tile are neighbouring elements of its left operand. */
  static int depthTileHeight(int rows, int depth) {
    // Tiles of 6 rows take two steps at a time.
    if (!MANY_REGISTERS && depth % 2 > 0) {
      return ROW_STEP;
    }
    return INDEXES_APART && rows >= 8 && MANY_REGISTERS ? 8 : tileHeight(rows);
  }

  /** The same of tiles of 16 registers, or four vectors wide. */
  static int lowTileHeight(int rows) {
    // What remains after a tile of 6 is 2 rows off a multiple of 4, until the next one.
    return rows == 6 || rows >= 10 ? 6 : ROW_STEP;
  }
}
