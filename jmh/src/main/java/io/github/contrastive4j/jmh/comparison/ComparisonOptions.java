package io.github.contrastive4j.jmh.comparison;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.options.Options;

/**
 * What a comparison measures, and where its results go.
 *
 * @param directory of the results
 * @param shapes at which all libraries compete
 * @param batches values of B for time and memory against the batch
 * @param workers threads that share a call, in the order of measurement
 * @param effort how often and how long
 */
public record ComparisonOptions(
    Path directory,
    List<Shape> shapes,
    List<Integer> batches,
    List<Integer> workers,
    Effort effort) {
  /** Options that have a value and belong to the comparison alone. */
  public static final Set<String> NAMES = Set.of("-out", "-shapes", "-batches", "-workers");

  private static final List<Shape> USUAL =
      Stream.of(
              "32x384",
              "64x128",
              "128x384",
              "256x768",
              "512x384",
              "1024x384",
              "1024x768",
              "2048x768",
              "4096x384",
              "8192x128")
          .map(Shape::parse)
          .toList();

  private static final List<Shape> LARGE =
      Stream.of("8192x768", "16384x256", "32768x128").map(Shape::parse).toList();

  /** 512 to 65536. */
  private static final List<Integer> BATCHES =
      IntStream.rangeClosed(9, 16).map(power -> 1 << power).boxed().toList();

  /**
   * Reads the options.
   *
   * @param own values by name
   * @param jmh all other options
   * @return the options
   * @throws IllegalArgumentException if a value has another form, or nothing would be measured
   */
  public static ComparisonOptions of(Map<String, String> own, Options jmh) {
    return new ComparisonOptions(
        Path.of(own.getOrDefault("-out", "peers")),
        shapes(own.getOrDefault("-shapes", "usual")),
        list(own, "-batches", BATCHES),
        list(own, "-workers", usualWorkers()),
        Effort.of(jmh));
  }

  private static List<Integer> usualWorkers() {
    return Runtime.getRuntime().availableProcessors() > 1 ? List.of(1, 2) : List.of(1);
  }

  private static List<Shape> shapes(String text) {
    List<Shape> shapes = new ArrayList<>();
    for (String word : words(text)) {
      switch (word) {
        case "usual" -> shapes.addAll(USUAL);
        case "large" -> shapes.addAll(LARGE);
        default -> shapes.add(Shape.parse(word));
      }
    }
    return shapes;
  }

  private static List<Integer> list(Map<String, String> own, String name, List<Integer> otherwise) {
    Function<String, Integer> number =
        word -> {
          if (!word.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException(
                name + " has \"" + word + "\", expected numbers such as 512,1024, or none");
          }
          return Integer.valueOf(word);
        };
    return own.containsKey(name) ? words(own.get(name)).stream().map(number).toList() : otherwise;
  }

  private static List<String> words(String text) {
    return text.equals("none") ? List.of() : Arrays.asList(text.split(","));
  }
}
