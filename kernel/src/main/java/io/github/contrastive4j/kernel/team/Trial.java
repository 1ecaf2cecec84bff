package io.github.contrastive4j.kernel.team;

/**
 * Trials of other numbers of workers: calls as usual, then a few whose fastest is the time to beat,
 * then as many with half or twice the workers.
 */
final class Trial {
  /** Enough for helpers that were parked to wake up and to be seen at work. */
  private static final int CALLS = 8;

  private static final int SHORTEST_PAUSE = 16;

  /** At the longest, trials take less than a hundredth of the calls. */
  private static final int LONGEST_PAUSE = 1024;

  /** What is not faster than this part of the time stays out. */
  private static final double GAIN = 0.95;

  private int most;
  private int usual;
  private boolean fewer;
  private int pause;
  private int call;
  private double fastest;
  private double fastestOnTrial;

  /**
   * Workers of the next call: at first all of them, and again after their number has changed.
   *
   * @param available how many there are
   */
  int workers(int available) {
    if (available != most) {
      most = available;
      usual = available;
      fewer = true;
      pause = SHORTEST_PAUSE;
      begin();
    }
    return onTrial() ? candidate() : usual;
  }

  private void begin() {
    call = 0;
    fastest = Double.POSITIVE_INFINITY;
    fastestOnTrial = Double.POSITIVE_INFINITY;
  }

  private boolean onTrial() {
    return call >= pause + CALLS;
  }

  private int candidate() {
    return fewer ? usual / 2 : Math.min(2 * usual, most);
  }

  /**
   * Takes the time of a call with that many workers in.
   *
   * @param cost time by work
   */
  void took(double cost) {
    if (onTrial()) {
      fastestOnTrial = Math.min(fastestOnTrial, cost);
    } else if (call >= pause) {
      fastest = Math.min(fastest, cost);
    }
    call++;
    if (call == pause + 2 * CALLS) {
      decide();
      begin();
    }
  }

  private void decide() {
    if (fastestOnTrial < GAIN * fastest) {
      usual = candidate();
      pause = SHORTEST_PAUSE;
    } else {
      fewer = !fewer;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
    if (usual == 1) {
      fewer = false;
    } else if (usual == most) {
      fewer = true;
    }
  }
}
