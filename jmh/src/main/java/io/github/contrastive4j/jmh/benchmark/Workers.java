package io.github.contrastive4j.jmh.benchmark;

import io.github.contrastive4j.kernel.Parallelism;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The team of threads that share the work of one call. */
@State(Scope.Thread)
public class Workers {
  /** Number of threads that work on a call. */
  @Param("1")
  public int workers;

  Parallelism parallelism;

  /** Starts the team. */
  @Setup
  public void start() {
    parallelism = Parallelism.workers(workers);
  }

  /** Ends the team. */
  @TearDown
  public void stop() {
    parallelism.close();
  }
}
