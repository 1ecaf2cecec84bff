/**
 * Tables as lists of columns, for people in Markdown and for programs as comma-separated values.
 */
package io.github.contrastive4j.jmh.table;
