package io.github.contrastive4j.jmh.fork;

import java.io.File;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;

/**
 * JMH profiler that measures nothing and keeps a fork's standard error off the terminal: each fork
 * warns of the incubator module, which would tear the table apart. Exceptions reach the caller all
 * the same.
 */
public final class QuietFork implements ExternalProfiler {
  /** Makes a profiler; JMH does so. */
  public QuietFork() {}

  @Override
  public String getDescription() {
    return "Suppresses the standard error of forks";
  }

  @Override
  public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
    return List.of();
  }

  @Override
  public Collection<String> addJVMOptions(BenchmarkParams params) {
    return List.of();
  }

  @Override
  public void beforeTrial(BenchmarkParams params) {
    // Nothing is measured.
  }

  @Override
  public Collection<? extends Result<?>> afterTrial(
      BenchmarkResult result, long pid, File standardOutput, File standardError) {
    return List.of();
  }

  @Override
  public boolean allowPrintOut() {
    return true;
  }

  @Override
  public boolean allowPrintErr() {
    return false;
  }
}
