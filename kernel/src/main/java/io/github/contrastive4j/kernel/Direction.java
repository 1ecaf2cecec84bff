package io.github.contrastive4j.kernel;

/**
 * Which similarities compete with an anchor's positive. Queries are anchors, documents candidates.
 */
public enum Direction {
  /** The query and all documents. Always present: it holds the positive pair. */
  QUERY_TO_DOC,
  /** The positive document and all queries. */
  DOC_TO_QUERY,
  /** The query and all other queries. */
  QUERY_TO_QUERY,
  /**
   * The positive document and all documents but those of its own query: the positive, and with N a
   * multiple of M its hard negatives too.
   */
  DOC_TO_DOC
}
