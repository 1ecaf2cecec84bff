package io.github.contrastive4j.jmh.rate;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says how many floating-point operations a call of the benchmark method is credited with. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Counts {
  /**
   * The credited work.
   *
   * @return a count for the benchmark's parameters B and D
   */
  Work value();
}
