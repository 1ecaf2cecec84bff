package io.github.contrastive4j.jmh.fork;

import io.github.contrastive4j.kernel.Similarity;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/**
 * One benchmark with one set of parameters.
 *
 * @param benchmark class and method
 * @param b rows
 * @param d columns
 * @param similarity how two rows are compared
 * @param workers threads that share a call
 */
public record SingleRun(String benchmark, int b, int d, Similarity similarity, int workers) {
  /**
   * Measures it, in one fork that prints nothing.
   *
   * @param jvm what is forked
   * @param options how long, and by which profilers
   * @return the result
   * @throws RunnerException if the benchmark fails
   */
  public RunResult measure(ForkJvm jvm, ChainedOptionsBuilder options) throws RunnerException {
    options
        .include(benchmark.replace(".", "\\.") + "$")
        .param("B", Integer.toString(b))
        .param("D", Integer.toString(d))
        .param("similarity", similarity.name())
        .param("workers", Integer.toString(workers));
    jvm.applyQuietlyTo(options);
    return new Runner(options.build()).runSingle();
  }
}
