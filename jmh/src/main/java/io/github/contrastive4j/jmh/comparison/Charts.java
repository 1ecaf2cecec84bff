package io.github.contrastive4j.jmh.comparison;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the results as PNG files with logarithmic axes; needs no display. */
final class Charts {
  private static final int WIDTH = 1100;
  private static final int HEIGHT = 600;

  private Charts() {}

  /** Time of each library at each shape. */
  static void times(Contest contest, List<Timing> timings, Path file) throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(contest.title())
            .yAxisTitle("ms")
            .build();
    style(chart.getStyler());
    // Bars begin at 0 if nobody says otherwise, where a logarithmic axis has no place.
    double least = timings.stream().mapToDouble(Timing::median).min().orElseThrow() / 1e3;
    chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(least))));
    List<String> shapes =
        timings.stream().map(timing -> timing.shape().toString()).distinct().toList();
    timings.stream()
        .map(Charts::name)
        .distinct()
        .sorted()
        .forEach(name -> chart.addSeries(name, shapes, medians(name, shapes, timings)));
    write(chart, file);
  }

  private static String name(Timing timing) {
    return timing.library()
        + ", "
        + timing.workers()
        + (timing.workers() == 1 ? " worker" : " workers");
  }

  /** One number for each shape; none where a library was not measured. */
  private static List<Double> medians(String name, List<String> shapes, List<Timing> timings) {
    List<Double> medians = new ArrayList<>();
    for (String shape : shapes) {
      medians.add(
          timings.stream()
              .filter(t -> name(t).equals(name) && t.shape().toString().equals(shape))
              .map(t -> t.median() / 1e3)
              .findFirst()
              .orElse(null));
    }
    return medians;
  }

  /** Our time against the batch, above the time that the operations take at the peak. */
  static void curve(List<Timing> timings, Path file) throws IOException {
    Timing any = timings.getFirst();
    XYChart chart = chart("Loss and gradients, D = " + any.shape().d(), "ms");
    add(chart, name(any), timings, t -> t.shape().b(), t -> t.median() / 1e3);
    add(chart, "6·B·B·D operations at the peak", timings, t -> t.shape().b(), t -> t.floor() / 1e3);
    write(chart, file);
  }

  /** Memory that the batch added, and what we had counted. */
  static void memory(List<Memory> memory, Path file) throws IOException {
    XYChart chart =
        chart(
            "Memory beyond the idle process, loss and gradients, D = "
                + memory.getFirst().shape().d(),
            "MiB");
    List<Memory> ours = memory.stream().filter(Memory::ours).toList();
    List<Memory> others = memory.stream().filter(m -> !m.ours()).toList();
    add(chart, Entrant.OURS, ours, m -> m.shape().b(), m -> m.added() / Memory.MEBIBYTE);
    add(
        chart,
        Entrant.OURS + ", arrays and workspace by count",
        ours,
        m -> m.shape().b(),
        m -> m.planned() / Memory.MEBIBYTE);
    if (!others.isEmpty()) {
      add(
          chart,
          others.getFirst().library(),
          others,
          m -> m.shape().b(),
          m -> m.added() / Memory.MEBIBYTE);
    }
    write(chart, file);
  }

  private static XYChart chart(String title, String unit) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("B")
            .yAxisTitle(unit)
            .build();
    style(chart.getStyler());
    chart.getStyler().setXAxisLogarithmic(true).setXAxisLogarithmicDecadeOnly(false);
    chart.getStyler().setXAxisDecimalPattern("0");
    return chart;
  }

  private static <T> void add(
      XYChart chart, String name, List<T> points, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
    // What is not above the resolution has no place on a logarithmic axis.
    List<T> drawn = points.stream().filter(point -> y.applyAsDouble(point) > 0).toList();
    if (!drawn.isEmpty()) {
      chart
          .addSeries(
              name,
              drawn.stream().mapToDouble(x).toArray(),
              drawn.stream().mapToDouble(y).toArray())
          .setMarker(SeriesMarkers.CIRCLE);
    }
  }

  private static void style(AxesChartStyler styler) {
    styler.setYAxisLogarithmic(true);
    styler.setChartBackgroundColor(Color.WHITE).setAntiAlias(true);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal).setLegendBorderColor(Color.WHITE);
  }

  private static void write(IChart chart, Path file) throws IOException {
    ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
  }
}
