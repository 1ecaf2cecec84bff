package io.github.contrastive4j.kernel;

/** What happens to the values that an output array already holds. */
public enum Update {
  /** The result replaces what the output held; its old values, NaN included, are never read. */
  OVERWRITE,
  /** The result is added to what the output held. */
  ACCUMULATE
}
