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

  @Test
  void rowCountsUpTo32MeetEveryTileThereIs() {
    assertThat(heights(32, Lanes::tileHeight)).isEqualTo(heights(1000, Lanes::tileHeight));
    assertThat(heights(32, Lanes::depthTileHeight))
        .isEqualTo(heights(1000, Lanes::depthTileHeight));
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
    assertThat(heights(32, Lanes::depthTileHeight))
        .isEqualTo(Lanes.MANY_REGISTERS && apart ? Set.of(4, 8) : heights(32, Lanes::tileHeight));
    assertThat(heights(32, Lanes::lowTileHeight)).isEqualTo(low);
  }
}
