package io.github.contrastive4j.kernel.simd.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("simd")
class LanesTest {

  private static Set<Integer> heights(int mostRows) {
    Set<Integer> heights = new TreeSet<>();
    for (int rows = PanelLayout.ROW_STEP; rows <= mostRows; rows += PanelLayout.ROW_STEP) {
      int left = rows;
      while (left > 0) {
        int height = Lanes.tileHeight(left);
        assertThat(height).isBetween(1, left);
        heights.add(height);
        left -= height;
      }
    }
    return heights;
  }

  @Test
  void rowCountsUpTo32MeetEveryTileThereIs() {
    assertThat(heights(32)).isEqualTo(heights(1000));
    assertThat(heights(32)).contains(4);
  }

  @Test
  void tilesArePickedByTheNumberOfRegistersAndTheWidth() {
    boolean tall = Lanes.MANY_REGISTERS && !Lanes.WIDE_TILES;
    assertThat(heights(32)).isEqualTo(tall ? Set.of(4, 8, 12) : Set.of(4, 6));
  }
}
