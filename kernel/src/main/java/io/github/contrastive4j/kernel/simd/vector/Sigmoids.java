package io.github.contrastive4j.kernel.simd.vector;

import static io.github.contrastive4j.kernel.simd.Exp2.C1;
import static io.github.contrastive4j.kernel.simd.Exp2.C2;
import static io.github.contrastive4j.kernel.simd.Exp2.C3;
import static io.github.contrastive4j.kernel.simd.Exp2.C4;
import static io.github.contrastive4j.kernel.simd.Exp2.C5;
import static io.github.contrastive4j.kernel.simd.Exp2.C6;
import static io.github.contrastive4j.kernel.simd.Exp2.ROUNDER;
import static io.github.contrastive4j.kernel.simd.PanelLayout.MIN_EXPONENT;
import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.BITS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.FLOATS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.INTS;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.LANES;
import static io.github.contrastive4j.kernel.simd.vector.Lanes.SPECIES;
import static io.github.contrastive4j.kernel.simd.vector.Logarithm.L0;
import static io.github.contrastive4j.kernel.simd.vector.Logarithm.L1;
import static io.github.contrastive4j.kernel.simd.vector.Logarithm.L2;
import static io.github.contrastive4j.kernel.simd.vector.Logarithm.L3;
import static io.github.contrastive4j.kernel.simd.vector.Logarithm.L4;
import static io.github.contrastive4j.kernel.simd.vector.VectorScores.SUM_BLOCK;

import io.github.contrastive4j.kernel.simd.Exp2;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Sigmoids with their sums.
 *
 * <p>All comes of u = 2^−|x|, which cannot overflow: σ is 1/(1 + u) or u/(1 + u), and log₂(1 + 2^x)
 * is max(x, 0) + log₂(1 + u). {@link Exp2} and {@link Logarithm} are written out in the loops: see
 * {@link VectorScores}.
 */
final class Sigmoids {
  /** What keeps squares among the normal numbers, and changes none that counts. */
  private static final float LEAST = 0x1p-50f;

  private Sigmoids() {}

  static void ofInnerProducts(
      float bias, float[] panel, int at, int rows, float[] sums, int sumsAt) {
    Arrays.fill(sums, sumsAt, sumsAt + 3 * PANEL, 0f);
    for (int v = 0; v < PANEL; v += LANES) {
      for (int block = 0; block < rows; block += SUM_BLOCK) {
        int end = Math.min(block + SUM_BLOCK, rows);
        addInnerProducts(bias, panel, at + block * PANEL + v, end - block, sums, sumsAt + v);
      }
    }
  }

  private static void addInnerProducts(
      float bias, float[] panel, int at, int rows, float[] sums, int sumsAt) {
    FloatVector softplus = FloatVector.zero(SPECIES);
    FloatVector weighted = FloatVector.zero(SPECIES);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int j = 0; j < rows; j++) {
      int p = at + j * PANEL;
      FloatVector score = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector x = score.add(bias);
      VectorMask<Float> zero = x.compare(VectorOperators.LT, MIN_EXPONENT);
      x = x.blend(MIN_EXPONENT, zero);
      // 0 · −∞ would be no number.
      FloatVector logit = score.blend(0f, zero);
      FloatVector y = x.abs().neg();
      y = y.blend(MIN_EXPONENT, y.compare(VectorOperators.LT, MIN_EXPONENT));
      FloatVector rounded = y.add(ROUNDER);
      FloatVector rest = y.sub(rounded.sub(ROUNDER));
      FloatVector u = FloatVector.broadcast(SPECIES, C6);
      u = u.fma(rest, FloatVector.broadcast(SPECIES, C5));
      u = u.fma(rest, FloatVector.broadcast(SPECIES, C4));
      u = u.fma(rest, FloatVector.broadcast(SPECIES, C3));
      u = u.fma(rest, FloatVector.broadcast(SPECIES, C2));
      u = u.fma(rest, FloatVector.broadcast(SPECIES, C1));
      u = u.fma(rest, FloatVector.broadcast(SPECIES, 1f));
      Vector<Integer> bits = u.convertShape(BITS, INTS, 0);
      Vector<Integer> power =
          rounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
      u = (FloatVector) bits.add(power).convertShape(FLOATS, SPECIES, 0);
      FloatVector onePlusU = u.add(1f);
      VectorMask<Float> negative = x.compare(VectorOperators.LT, 0f);
      FloatVector one = FloatVector.broadcast(SPECIES, 1f);
      FloatVector sigmoid = one.blend(u, negative).div(onePlusU);
      FloatVector s = u.div(onePlusU.add(1f));
      FloatVector normal = s.add(LEAST);
      FloatVector z = normal.mul(normal);
      FloatVector log = FloatVector.broadcast(SPECIES, L4);
      log = log.fma(z, FloatVector.broadcast(SPECIES, L3));
      log = log.fma(z, FloatVector.broadcast(SPECIES, L2));
      log = log.fma(z, FloatVector.broadcast(SPECIES, L1));
      log = log.fma(z, FloatVector.broadcast(SPECIES, L0));
      softplus = log.fma(s, x.blend(0f, negative)).add(softplus);
      weighted = sigmoid.fma(logit, weighted);
      sum = sigmoid.add(sum);
      sigmoid.intoArray(panel, p);
    }
    int a = sumsAt;
    int b = a + PANEL;
    int c = b + PANEL;
    FloatVector.fromArray(SPECIES, sums, a).add(softplus).intoArray(sums, a);
    FloatVector.fromArray(SPECIES, sums, b).add(weighted).intoArray(sums, b);
    FloatVector.fromArray(SPECIES, sums, c).add(sum).intoArray(sums, c);
  }

  static void ofDistances(
      boolean squared,
      float kappa,
      float unit,
      float bias,
      float[] panel,
      int at,
      int rows,
      float[] sums,
      int sumsAt) {
    Arrays.fill(sums, sumsAt, sumsAt + 3 * PANEL, 0f);
    for (int v = 0; v < PANEL; v += LANES) {
      for (int block = 0; block < rows; block += SUM_BLOCK) {
        int end = Math.min(block + SUM_BLOCK, rows);
        addDistances(
            squared,
            kappa,
            unit,
            bias,
            panel,
            at + block * PANEL + v,
            end - block,
            sums,
            sumsAt + v);
      }
    }
  }

  private static void addDistances(
      boolean squared,
      float kappa,
      float unit,
      float bias,
      float[] panel,
      int at,
      int rows,
      float[] sums,
      int sumsAt) {
    FloatVector softplus = FloatVector.zero(SPECIES);
    FloatVector weighted = FloatVector.zero(SPECIES);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int j = 0; j < rows; j++) {
      int p = at + j * PANEL;
      FloatVector score = FloatVector.fromArray(SPECIES, panel, p);
      VectorMask<Float> excluded = score.compare(VectorOperators.LT, 0f);
      FloatVector raw = score.blend(0f, excluded);
      FloatVector distance = squared ? raw.sqrt() : raw;
      FloatVector onePlus = FloatVector.broadcast(SPECIES, unit).mul(distance).add(1f);
      FloatVector logit = FloatVector.broadcast(SPECIES, kappa).div(onePlus);
      FloatVector x = logit.add(bias);
      x = x.blend(MIN_EXPONENT, excluded);
      FloatVector y = x.abs().neg();
      y = y.blend(MIN_EXPONENT, y.compare(VectorOperators.LT, MIN_EXPONENT));
      FloatVector rounded = y.add(ROUNDER);
      FloatVector rest = y.sub(rounded.sub(ROUNDER));
      FloatVector u = FloatVector.broadcast(SPECIES, C6);
      u = u.fma(rest, FloatVector.broadcast(SPECIES, C5));
      u = u.fma(rest, FloatVector.broadcast(SPECIES, C4));
      u = u.fma(rest, FloatVector.broadcast(SPECIES, C3));
      u = u.fma(rest, FloatVector.broadcast(SPECIES, C2));
      u = u.fma(rest, FloatVector.broadcast(SPECIES, C1));
      u = u.fma(rest, FloatVector.broadcast(SPECIES, 1f));
      Vector<Integer> bits = u.convertShape(BITS, INTS, 0);
      Vector<Integer> power =
          rounded.convertShape(BITS, INTS, 0).lanewise(VectorOperators.LSHL, 23);
      u = (FloatVector) bits.add(power).convertShape(FLOATS, SPECIES, 0);
      FloatVector onePlusU = u.add(1f);
      VectorMask<Float> negative = x.compare(VectorOperators.LT, 0f);
      FloatVector one = FloatVector.broadcast(SPECIES, 1f);
      FloatVector sigmoid = one.blend(u, negative).div(onePlusU);
      FloatVector s = u.div(onePlusU.add(1f));
      FloatVector normal = s.add(LEAST);
      FloatVector z = normal.mul(normal);
      FloatVector log = FloatVector.broadcast(SPECIES, L4);
      log = log.fma(z, FloatVector.broadcast(SPECIES, L3));
      log = log.fma(z, FloatVector.broadcast(SPECIES, L2));
      log = log.fma(z, FloatVector.broadcast(SPECIES, L1));
      log = log.fma(z, FloatVector.broadcast(SPECIES, L0));
      softplus = log.fma(s, x.blend(0f, negative)).add(softplus);
      weighted = sigmoid.fma(logit, weighted);
      sum = sigmoid.add(sum);
      FloatVector square = onePlus.mul(onePlus);
      FloatVector scaled = sigmoid.div(squared ? square.mul(distance) : square);
      if (squared) {
        // Coinciding rows have no direction: the subgradient is 0.
        scaled.blend(0f, raw.compare(VectorOperators.EQ, 0f)).intoArray(panel, p);
      } else {
        scaled.intoArray(panel, p);
      }
    }
    int a = sumsAt;
    int b = a + PANEL;
    int c = b + PANEL;
    FloatVector.fromArray(SPECIES, sums, a).add(softplus).intoArray(sums, a);
    FloatVector.fromArray(SPECIES, sums, b).add(weighted).intoArray(sums, b);
    FloatVector.fromArray(SPECIES, sums, c).add(sum).intoArray(sums, c);
  }
}
