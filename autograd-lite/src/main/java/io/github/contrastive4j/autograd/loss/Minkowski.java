package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.function.IntBinaryOperator;

/**
 * Distances made of coordinate differences, as operations on the tape. Sums are in float64, so
 * near-equal rows keep the relative accuracy of float32.
 */
enum Minkowski {
  /** Σ|xₖ − yₖ|. */
  MANHATTAN,
  /** √Σ(xₖ − yₖ)². */
  EUCLIDEAN;

  /** Row i of x against row i of y: R × 1. */
  Variable rows(Variable x, Variable y) {
    return distances(x, y, 1, (i, _) -> i);
  }

  /** Every row of x against every row of y: R × N. */
  Variable matrix(Variable x, Variable y) {
    return distances(x, y, y.rows(), (_, j) -> j);
  }

  /** Element (i, j) is the distance of row i of x and row partner(i, j) of y. */
  private Variable distances(Variable x, Variable y, int columns, IntBinaryOperator partner) {
    Variable distances = x.tape().result(x.rows(), columns, x, y);
    Matrix out = distances.value();
    for (int i = 0; i < out.rows(); i++) {
      for (int j = 0; j < columns; j++) {
        out.set(i, j, (float) distance(x.value(), i, y.value(), partner.applyAsInt(i, j)));
      }
    }
    return distances.record(() -> {
      for (int i = 0; i < out.rows(); i++) {
        for (int j = 0; j < columns; j++) {
          float g = distances.gradient().get(i, j);
          addGradient(g, out.get(i, j), x, i, y, partner.applyAsInt(i, j));
        }
      }
    });
  }

  private double distance(Matrix x, int i, Matrix y, int j) {
    double sum = 0;
    for (int k = 0; k < x.columns(); k++) {
      double difference = (double) x.get(i, k) - y.get(j, k);
      sum += this == EUCLIDEAN ? difference * difference : Math.abs(difference);
    }
    return this == EUCLIDEAN ? Math.sqrt(sum) : sum;
  }

  private void addGradient(float g, float distance, Variable x, int i, Variable y, int j) {
    if (distance == 0) {
      return;
    }
    for (int k = 0; k < x.columns(); k++) {
      double difference = (double) x.value().get(i, k) - y.value().get(j, k);
      double slope = this == EUCLIDEAN ? difference / distance : Math.signum(difference);
      add((float) (g * slope), x, i, k);
      add((float) (-g * slope), y, j, k);
    }
  }

  private static void add(float share, Variable x, int row, int column) {
    if (x.requiresGradient()) {
      Matrix gradient = x.gradient();
      gradient.set(row, column, gradient.get(row, column) + share);
    }
  }
}
