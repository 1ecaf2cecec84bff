/**
 * Arithmetic rates of benchmarks: how many floating-point operations a benchmark is credited with,
 * and a JMH profiler that turns its times into GFLOP/s and into a fraction of the peak.
 */
package io.github.contrastive4j.jmh.rate;
