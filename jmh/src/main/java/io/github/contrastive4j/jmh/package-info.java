/**
 * The command line of {@code benchmarks.jar}: standard JMH with GFLOP/s and the fraction of the
 * peak among the results, a tour of some minutes, a smoke run, and the comparison with other
 * libraries.
 */
package io.github.contrastive4j.jmh;
