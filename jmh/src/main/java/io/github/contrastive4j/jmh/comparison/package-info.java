/**
 * The comparison with other libraries: who competes in what, at which shapes, and the tables and
 * charts of the results. The benchmarks of the others are there only if the build had the profile
 * {@code peers}.
 */
package io.github.contrastive4j.jmh.comparison;
