package io.github.contrastive4j.examples.javadocsearch;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the learning curve and the results as PNG files; needs no display. */
public final class Charts {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 600;
  private static final int LOSS_AXIS = 1;
  private static final Font LABELS = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  /**
   * One point of the learning curve.
   *
   * @param epoch 0 for the untrained model
   * @param loss mean training loss of the epoch, NaN for the untrained model
   * @param validation metrics on the validation classes
   */
  public record Epoch(int epoch, double loss, RetrievalMetrics validation) {}

  private Charts() {}

  /**
   * Draws validation metrics and training loss over the epochs.
   *
   * @param epochs in ascending order, at least two
   * @param file the PNG
   * @throws JobException with {@link ExitCode#OUTPUT} if the file cannot be written
   */
  public static void learningCurve(List<Epoch> epochs, Path file) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Learning curve")
            .xAxisTitle("epoch")
            .yAxisTitle("validation classes")
            .build();
    style(chart.getStyler());
    chart.getStyler().setYAxisMin(0, 0.0).setYAxisMax(0, 1.0);
    chart.getStyler().setYAxisMin(LOSS_AXIS, 0.0);
    chart.getStyler().setYAxisDecimalPattern("0.0");
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.setYAxisGroupTitle(LOSS_AXIS, "training loss");
    add(chart, "Recall@10", epochs, e -> e.validation().recallAt10());
    add(chart, "MRR@10", epochs, e -> e.validation().mrrAt10());
    add(chart, "Recall@1", epochs, e -> e.validation().recallAt1());
    List<Epoch> trained = epochs.stream().filter(e -> !Double.isNaN(e.loss())).toList();
    add(chart, "training loss (right)", trained, Epoch::loss).setYAxisGroup(LOSS_AXIS);
    chart.getStyler().setYAxisGroupPosition(LOSS_AXIS, YAxisPosition.Right);
    write(chart, file);
  }

  private static void style(Styler styler) {
    styler.setChartBackgroundColor(Color.WHITE).setAntiAlias(true);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal).setLegendBorderColor(Color.WHITE);
  }

  private static XYSeries add(
      XYChart chart, String name, List<Epoch> epochs, ToDoubleFunction<Epoch> value) {
    double[] x = epochs.stream().mapToDouble(Epoch::epoch).toArray();
    double[] y = epochs.stream().mapToDouble(value).toArray();
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.CIRCLE);
    return series;
  }

  /**
   * Draws the metrics of several systems side by side.
   *
   * @param systems names and metrics, in the order of drawing
   * @param file the PNG
   * @throws JobException with {@link ExitCode#OUTPUT} if the file cannot be written
   */
  public static void results(Map<String, RetrievalMetrics> systems, Path file) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Search on the test classes")
            .yAxisTitle("share of queries, or mean reciprocal rank")
            .build();
    style(chart.getStyler());
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    // The labels on the bars follow this pattern.
    chart.getStyler().setYAxisDecimalPattern("0.000");
    chart.getStyler().setLabelsVisible(true);
    chart.getStyler().setLabelsFont(LABELS);
    List<String> metrics = List.of("MRR@10", "Recall@1", "Recall@10");
    systems.forEach((name, m) ->
        chart.addSeries(
            name, metrics, new ArrayList<>(List.of(m.mrrAt10(), m.recallAt1(), m.recallAt10()))));
    write(chart, file);
  }

  private static void write(IChart chart, Path file) {
    try {
      ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
    } catch (IOException e) {
      throw new JobException(ExitCode.OUTPUT, "cannot write " + file + ": " + e, e);
    }
  }
}
