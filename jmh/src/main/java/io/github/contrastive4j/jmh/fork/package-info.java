/**
 * The JVMs that are measured: how they are started and kept quiet, what they run on, and the peak
 * that they are measured against.
 */
package io.github.contrastive4j.jmh.fork;
