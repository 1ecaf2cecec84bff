package io.github.contrastive4j.jmh.benchmark;

import ai.djl.engine.Engine;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The threads that libtorch has for the work of one call. */
@State(Scope.Thread)
public class LibtorchThreads {
  /** Number of threads that work on a call. */
  @Param("1")
  public int workers;

  Engine engine;

  /** Starts libtorch. */
  @Setup
  public void start() {
    engine = Libtorch.start(workers);
  }
}
