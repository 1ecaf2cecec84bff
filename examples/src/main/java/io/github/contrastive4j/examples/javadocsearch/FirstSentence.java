package io.github.contrastive4j.examples.javadocsearch;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.EscapeTree;
import com.sun.source.doctree.IndexTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.RawTextTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.SummaryTree;
import com.sun.source.doctree.SystemPropertyTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.doctree.ValueTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.SimpleDocTreeVisitor;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The first sentence of a Javadoc comment as plain text: tags and HTML removed, entities decoded.
 */
final class FirstSentence extends SimpleDocTreeVisitor<Void, StringBuilder> {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  /** What Markdown comments add to plain text; references keep their label. */
  private static final Pattern MARKDOWN =
      Pattern.compile("[`*]+|\\[([^\\]]*)\\](?:\\[[^\\]]*\\])?");

  private final DocTrees docTrees;

  FirstSentence(DocTrees docTrees) {
    this.docTrees = docTrees;
  }

  /**
   * Reads the first sentence.
   *
   * @param comment a parsed comment
   * @return one line of text; empty if the comment has no description or inherits it
   */
  String of(DocCommentTree comment) {
    StringBuilder text = new StringBuilder();
    for (DocTree tree : comment.getFirstSentence()) {
      if (tree.getKind() == DocTree.Kind.INHERIT_DOC) {
        return "";
      }
      tree.accept(this, text);
    }
    return WHITE_SPACE.matcher(text).replaceAll(" ").strip();
  }

  private void visitAll(List<? extends DocTree> trees, StringBuilder text) {
    for (DocTree tree : trees) {
      tree.accept(this, text);
    }
  }

  @Override
  public Void visitText(TextTree node, StringBuilder text) {
    text.append(node.getBody());
    return null;
  }

  @Override
  public Void visitRawText(RawTextTree node, StringBuilder text) {
    text.append(
        MARKDOWN.matcher(node.getContent()).replaceAll(m -> m.group(1) == null ? "" : "$1"));
    return null;
  }

  @Override
  public Void visitLiteral(LiteralTree node, StringBuilder text) {
    text.append(node.getBody().getBody());
    return null;
  }

  @Override
  public Void visitLink(LinkTree node, StringBuilder text) {
    if (node.getLabel().isEmpty()) {
      // {@link #add(int) } shows as add(int), {@link List#add} as List.add.
      String signature = node.getReference().getSignature();
      text.append(
          (signature.startsWith("#") ? signature.substring(1) : signature).replace('#', '.'));
    } else {
      visitAll(node.getLabel(), text);
    }
    return null;
  }

  @Override
  public Void visitEntity(EntityTree node, StringBuilder text) {
    String characters = docTrees.getCharacters(node);
    text.append(characters == null ? " " : characters);
    return null;
  }

  @Override
  public Void visitEscape(EscapeTree node, StringBuilder text) {
    text.append(node.getBody());
    return null;
  }

  @Override
  public Void visitStartElement(StartElementTree node, StringBuilder text) {
    // Block elements such as <p> and <br> part words; inline ones such as <b> do not.
    switch (node.getName().toString().toLowerCase(Locale.ROOT)) {
      case "a", "b", "code", "em", "i", "strong", "sub", "sup", "tt", "var" -> {}
      default -> text.append(' ');
    }
    return null;
  }

  @Override
  public Void visitReturn(ReturnTree node, StringBuilder text) {
    // The inline form {@return the size} is the whole sentence "Returns the size."
    text.append("Returns ");
    visitAll(node.getDescription(), text);
    text.append('.');
    return null;
  }

  @Override
  public Void visitSummary(SummaryTree node, StringBuilder text) {
    visitAll(node.getSummary(), text);
    return null;
  }

  @Override
  public Void visitIndex(IndexTree node, StringBuilder text) {
    node.getSearchTerm().accept(this, text);
    return null;
  }

  @Override
  public Void visitSystemProperty(SystemPropertyTree node, StringBuilder text) {
    text.append(node.getPropertyName());
    return null;
  }

  @Override
  public Void visitValue(ValueTree node, StringBuilder text) {
    if (node.getReference() != null) {
      text.append(node.getReference().getSignature().replace('#', '.'));
    }
    return null;
  }
}
