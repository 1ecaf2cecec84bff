package io.github.contrastive4j.autograd;

/** How an embedding bag combines the rows t of its indices with their weights w (1 if absent). */
public enum Pooling {
  /** Σ w·t; 0 for an empty bag. */
  SUM,
  /** Σ w·t / Σ w; 0 for an empty bag. The weights of a bag must sum to more than 0. */
  MEAN
}
