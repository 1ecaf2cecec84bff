package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LayerNormalizationArgumentsTest {
  private static final Parallelism HERE = Parallelism.sequential();

  @Test
  void whatDoesNotFitIsRefused() {
    Matrix all = sevens(9, 6);
    Matrix x = all.rowRange(0, 4);
    Matrix shifted = all.rowRange(1, 5);
    Matrix free = sevens(4, 6);
    Matrix wrong = sevens(4, 5);
    Matrix row = sevens(1, 6);
    Matrix sum = sevens(1, 6);
    Matrix wrongRow = sevens(1, 5);
    Workspace w = new Workspace();
    Update over = Update.OVERWRITE;
    String own = ", expected an output of its own";
    String positive = ", expected a number greater than 0";
    for (double epsilon : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      refuses(
          "epsilon is " + epsilon + positive,
          () -> LayerNormalization.forward(x, row, row, epsilon, free, HERE));
      refuses(
          "epsilon is " + epsilon + positive,
          () -> LayerNormalization.backward(x, row, epsilon, free, free, over, HERE));
      refuses(
          "epsilon is " + epsilon + positive,
          () -> LayerNormalization.parameterGradients(x, epsilon, free, row, sum, over, w, HERE));
    }
    refuses(
        "gain is 1 x 5, expected 1 x 6",
        () -> LayerNormalization.forward(x, wrongRow, row, 1, free, HERE));
    refuses(
        "bias is 1 x 5, expected 1 x 6",
        () -> LayerNormalization.forward(x, row, wrongRow, 1, free, HERE));
    refuses(
        "y is 4 x 5, expected 4 x 6",
        () -> LayerNormalization.forward(x, row, row, 1, wrong, HERE));
    refuses("y overlaps x" + own, () -> LayerNormalization.forward(x, row, row, 1, shifted, HERE));
    refuses(
        "y overlaps gain" + own,
        () -> LayerNormalization.forward(x, free.rowRange(2, 3), row, 1, free, HERE));
    refuses(
        "y overlaps bias" + own,
        () -> LayerNormalization.forward(x, row, free.rowRange(2, 3), 1, free, HERE));
    refuses(
        "gain is 1 x 5, expected 1 x 6",
        () -> LayerNormalization.backward(x, wrongRow, 1, free, free, over, HERE));
    refuses(
        "yGradient is 4 x 5, expected 4 x 6",
        () -> LayerNormalization.backward(x, row, 1, wrong, free, over, HERE));
    refuses(
        "xGradient is 4 x 5, expected 4 x 6",
        () -> LayerNormalization.backward(x, row, 1, free, wrong, over, HERE));
    refuses(
        "xGradient overlaps x" + own,
        () -> LayerNormalization.backward(x, row, 1, free, x, over, HERE));
    refuses(
        "xGradient overlaps gain" + own,
        () -> LayerNormalization.backward(x, free.rowRange(2, 3), 1, free, free, over, HERE));
    refuses(
        "xGradient overlaps yGradient" + own,
        () -> LayerNormalization.backward(x, row, 1, free, free, Update.ACCUMULATE, HERE));
    refuses(
        "yGradient is 4 x 5, expected 4 x 6",
        () -> LayerNormalization.parameterGradients(x, 1, wrong, row, sum, over, w, HERE));
    refuses(
        "gainGradient is 1 x 5, expected 1 x 6",
        () -> LayerNormalization.parameterGradients(x, 1, free, wrongRow, sum, over, w, HERE));
    refuses(
        "biasGradient is 1 x 5, expected 1 x 6",
        () -> LayerNormalization.parameterGradients(x, 1, free, row, wrongRow, over, w, HERE));
    refuses(
        "biasGradient overlaps gainGradient" + own,
        () -> LayerNormalization.parameterGradients(x, 1, free, row, row, over, w, HERE));
    refuses(
        "gainGradient overlaps x" + own,
        () ->
            LayerNormalization.parameterGradients(
                x, 1, free, x.rowRange(1, 2), sum, over, w, HERE));
    refuses(
        "biasGradient overlaps yGradient" + own,
        () ->
            LayerNormalization.parameterGradients(
                x, 1, free, row, free.rowRange(1, 2), over, w, HERE));
    for (Matrix each : new Matrix[] {all, free, wrong, row, sum, wrongRow}) {
      assertThat(each.data()).containsOnly(7f);
    }
  }

  private static Matrix sevens(int rows, int columns) {
    Matrix sevens = Matrix.zeros(rows, columns);
    Arrays.fill(sevens.data(), 7f);
    return sevens;
  }

  @Test
  void aBusyWorkspaceIsRefusedAndAFailedCallLeavesItFree() {
    Matrix x = sevens(5000, 40);
    Matrix gain = sevens(1, 40);
    Matrix bias = sevens(1, 40);
    Workspace workspace = new Workspace();
    Runnable call =
        () ->
            LayerNormalization.parameterGradients(
                x, 1, x, gain, bias, Update.ACCUMULATE, workspace, HERE);
    workspace.enter();
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("workspace is in use by another call");
    workspace.leave();
    Parallelism broken =
        Parallelism.on(
            task -> {
              throw new UnsupportedOperationException("no threads today");
            },
            2);
    assertThatThrownBy(() ->
            LayerNormalization.parameterGradients(
                x, 1, x, gain, bias, Update.ACCUMULATE, workspace, broken))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(bias.data()).containsOnly(7f);
    call.run();
    workspace.release();
    call.run();
    assertThat(bias.data()).containsOnly(7f + 2 * 7 * 5000);
  }

  @Test
  void everyArgumentIsNeeded() {
    Matrix x = Matrix.zeros(1, 1);
    Matrix y = Matrix.zeros(1, 1);
    Workspace w = new Workspace();
    Update over = Update.OVERWRITE;
    refusesNull("x", () -> LayerNormalization.forward(null, x, x, 1, y, HERE));
    refusesNull("gain", () -> LayerNormalization.forward(x, null, x, 1, y, HERE));
    refusesNull("bias", () -> LayerNormalization.forward(x, x, null, 1, y, HERE));
    refusesNull("y", () -> LayerNormalization.forward(x, x, x, 1, null, HERE));
    refusesNull("parallelism", () -> LayerNormalization.forward(x, x, x, 1, y, null));
    refusesNull("x", () -> LayerNormalization.backward(null, x, 1, x, y, over, HERE));
    refusesNull("gain", () -> LayerNormalization.backward(x, null, 1, x, y, over, HERE));
    refusesNull("yGradient", () -> LayerNormalization.backward(x, x, 1, null, y, over, HERE));
    refusesNull("xGradient", () -> LayerNormalization.backward(x, x, 1, x, null, over, HERE));
    refusesNull("update", () -> LayerNormalization.backward(x, x, 1, x, y, null, HERE));
    refusesNull("parallelism", () -> LayerNormalization.backward(x, x, 1, x, y, over, null));
    Matrix z = Matrix.zeros(1, 1);
    refusesNull("x", () -> LayerNormalization.parameterGradients(null, 1, x, y, z, over, w, HERE));
    refusesNull(
        "yGradient", () -> LayerNormalization.parameterGradients(x, 1, null, y, z, over, w, HERE));
    refusesNull(
        "gainGradient",
        () -> LayerNormalization.parameterGradients(x, 1, x, null, z, over, w, HERE));
    refusesNull(
        "biasGradient",
        () -> LayerNormalization.parameterGradients(x, 1, x, y, null, over, w, HERE));
    refusesNull(
        "update", () -> LayerNormalization.parameterGradients(x, 1, x, y, z, null, w, HERE));
    refusesNull(
        "workspace", () -> LayerNormalization.parameterGradients(x, 1, x, y, z, over, null, HERE));
    refusesNull(
        "parallelism", () -> LayerNormalization.parameterGradients(x, 1, x, y, z, over, w, null));
  }

  private static void refuses(String message, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static void refusesNull(String name, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith(name + " is null, expected");
  }
}
