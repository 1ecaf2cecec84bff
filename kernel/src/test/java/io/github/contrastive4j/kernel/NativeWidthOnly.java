package io.github.contrastive4j.kernel;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests that compute many losses or products, which run at the widths that the processor has
 * registers for: wider vectors are objects, with which they take minutes in the place of seconds.
 * The leaf loops, values known beforehand and edge cases are tested at every width on every
 * processor.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NativeWidthOnly.Condition.class)
@interface NativeWidthOnly {

  /** Compares the width that this run asks for with that of the processor. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      int asked = SimdSupport.current().bits();
      int widest = FloatVector.SPECIES_PREFERRED.vectorBitSize();
      return asked <= widest
          ? enabled(asked + " bits are within the registers of this processor")
          : disabled(
              "vectors of " + asked + " bits are objects on a processor with " + widest + " bits");
    }
  }
}
