package io.github.contrastive4j.jmh.fork;

import io.github.contrastive4j.kernel.SimdSupport;
import java.io.IOException;

/**
 * Says what the benchmarks run on. The program itself runs without the Vector API, which a jar
 * cannot ask for, so this is answered by a fork.
 */
public final class Platform {
  private Platform() {}

  /**
   * Prints JDK, processors and vector units of this process.
   *
   * @param args none
   */
  public static void main(String[] args) {
    System.out.printf(
        "JDK %s (%s), %d processors%n%s",
        System.getProperty("java.vm.version"),
        System.getProperty("java.vendor"),
        Runtime.getRuntime().availableProcessors(),
        SimdSupport.current().describe());
  }

  /**
   * Asks a fork.
   *
   * @param jvm what is forked
   * @return two lines
   * @throws IOException if the fork cannot be started or fails
   */
  public static String describe(ForkJvm jvm) throws IOException {
    return jvm.output(Platform.class.getName())
        .lines()
        .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
        .reduce("", (text, line) -> text + line + System.lineSeparator())
        .strip();
  }
}
