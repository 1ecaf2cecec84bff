/**
 * A search engine for Java APIs that learns from their Javadoc: what a method does, in plain
 * English, against how it is declared.
 *
 * <p>The way of the data: {@link io.github.contrastive4j.examples.javadocsearch.JavaSources} finds
 * the files, {@link io.github.contrastive4j.examples.javadocsearch.MethodExtractor} parses them,
 * {@link io.github.contrastive4j.examples.javadocsearch.PairSplit} parts the pairs, {@link
 * io.github.contrastive4j.examples.javadocsearch.TextFeatures} hashes their text, {@link
 * io.github.contrastive4j.examples.javadocsearch.Trainer} trains a {@link
 * io.github.contrastive4j.examples.javadocsearch.TwoTowerModel}, {@link
 * io.github.contrastive4j.examples.javadocsearch.TestCollection} measures it beside {@link
 * io.github.contrastive4j.examples.javadocsearch.Bm25Baseline}, {@link
 * io.github.contrastive4j.examples.javadocsearch.Charts} and {@link
 * io.github.contrastive4j.examples.javadocsearch.ModelFile} keep the result, and {@link
 * io.github.contrastive4j.examples.javadocsearch.SearchEngine} answers questions with it. {@link
 * io.github.contrastive4j.examples.javadocsearch.TrainingJob} runs them in this order.
 */
package io.github.contrastive4j.examples.javadocsearch;
