package io.github.contrastive4j.kernel.team;

/**
 * How many workers calls are worth, found by trial.
 *
 * <p>Small calls are done before helpers are of use: what one core has written takes 50 to 500 ns a
 * cache line to come to another one, depending on where they are, and on a virtual machine that
 * changes while a program runs. So now and then a few calls have half or twice as many workers, and
 * keep them if the fastest of these calls was faster than the fastest just before. Calls are told
 * apart by the power of two of their work; those that are large for every worker have all of them.
 *
 * <p>Serves one call at a time.
 */
public final class CrewSize {
  /** Multiply-adds for each worker from which on all are worth it; some milliseconds. */
  private static final double LARGE = 1 << 27;

  /** By binary order of the work; below is what is large for so many workers as there may be. */
  private final Trial[] trials = new Trial[64];

  /** That of the call at hand; null if there is nothing to learn from it. */
  private Trial trial;

  private double work;
  private long start;

  /** Begins without any calls. */
  public CrewSize() {}

  /**
   * Brings the workers to the calling thread that the call is worth.
   *
   * @param team where they come from
   * @param work the call's work, in multiply-adds of a product
   * @return the crew, to be closed after the call
   */
  public Crew assemble(Team team, double work) {
    trial = null;
    int most = team.workers();
    if (most == 1 || work / most >= LARGE) {
      return team.assemble();
    }
    int order = Math.getExponent(Math.max(work, 1));
    if (trials[order] == null) {
      trials[order] = new Trial();
    }
    int workers = trials[order].workers(most);
    start = System.nanoTime();
    Crew crew = team.assemble(workers);
    if (crew.workers() == workers) {
      trial = trials[order];
      this.work = work;
    }
    return crew;
  }

  /** Takes note of how long the call took. One that has failed says nothing and is left out. */
  public void complete() {
    if (trial != null) {
      trial.took((System.nanoTime() - start) / work);
      trial = null;
    }
  }
}
