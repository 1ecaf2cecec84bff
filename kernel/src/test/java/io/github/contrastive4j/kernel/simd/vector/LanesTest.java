package io.github.contrastive4j.kernel.simd.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("simd")
class LanesTest {

  private static Set<Integer> heights(int mostRows, IntUnaryOperator next) {
    Set<Integer> heights = new TreeSet<>();
    for (int rows = PanelLayout.ROW_STEP; rows <= mostRows; rows += PanelLayout.ROW_STEP) {
      int left = rows;
      while (left > 0) {
        int height = next.applyAsInt(left);
        assertThat(height).isBetween(1, left);
        heights.add(height);
        left -= height;
      }
    }
    return heights;
  }

  private static Set<Integer> depthHeights(int rows, int depth) {
    return heights(rows, left -> Lanes.depthTileHeight(left, depth));
  }

  @Test
  void rowCountsUpTo32MeetEveryTileThereIs() {
    assertThat(heights(32, Lanes::tileHeight)).isEqualTo(heights(1000, Lanes::tileHeight));
    for (int depth = 1; depth <= 2; depth++) {
      assertThat(depthHeights(32, depth)).isEqualTo(depthHeights(1000, depth));
    }
    assertThat(heights(32, Lanes::lowTileHeight)).isEqualTo(heights(1000, Lanes::lowTileHeight));
    assertThat(heights(32, Lanes::tileHeight)).contains(4);
    assertThat(heights(32, Lanes::lowTileHeight)).contains(4);
  }

  @Test
  void tilesArePickedByTheNumberOfRegistersAndTheWidth() {
    Set<Integer> tall = Set.of(4, 8, 12);
    Set<Integer> low = Set.of(4, 6);
    boolean apart = Lanes.INDEXES_APART;
    assertThat(heights(32, Lanes::tileHeight))
        .isEqualTo(Lanes.MANY_REGISTERS ? tall : apart ? Set.of(4) : low);
    assertThat(depthHeights(32, 2))
        .isEqualTo(Lanes.MANY_REGISTERS && apart ? Set.of(4, 8) : heights(32, Lanes::tileHeight));
    assertThat(depthHeights(32, 1))
        .isEqualTo(Lanes.MANY_REGISTERS ? depthHeights(32, 2) : Set.of(4));
    assertThat(heights(32, Lanes::lowTileHeight)).isEqualTo(low);
  }
}
