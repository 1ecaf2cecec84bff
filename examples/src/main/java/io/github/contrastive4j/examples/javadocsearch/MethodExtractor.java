package io.github.contrastive4j.examples.javadocsearch;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.lang.model.element.Modifier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Parses Java files with the JDK's own compiler and collects their documented methods.
 *
 * <p>Only the parser runs: nothing is resolved, so sources need no class path and files with errors
 * give what could be parsed. Methods without a first sentence of their own, constructors, private
 * methods and the members of local and anonymous classes are left out.
 */
public final class MethodExtractor {
  /** Files per compiler task: few enough that their trees stay small, many enough to share one. */
  private static final int FILES_PER_TASK = 100;

  /**
   * How the compiler says that a file cannot be read, which it otherwise takes for an empty one.
   */
  private static final String READING_FAILED = "compiler.err.error.reading.file";

  private final int threads;
  private final boolean apiOnly;

  /**
   * An extractor.
   *
   * @param threads number of files parsed at the same time, at least 1
   * @param apiOnly true for public and protected methods of public and protected classes alone;
   *     false for all that are not private
   */
  public MethodExtractor(int threads, boolean apiOnly) {
    this.threads = threads;
    this.apiOnly = apiOnly;
  }

  /**
   * Parses all files.
   *
   * @param files Java files
   * @return the documented methods in the order of files and of their text
   * @throws JobException with {@link ExitCode#SOURCES} if a file cannot be read
   */
  public List<MethodDeclaration> extract(List<Path> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Callable<List<MethodDeclaration>>> tasks = new ArrayList<>();
    for (int from = 0; from < files.size(); from += FILES_PER_TASK) {
      List<Path> part = files.subList(from, Math.min(files.size(), from + FILES_PER_TASK));
      tasks.add(() -> parse(compiler, part));
    }
    List<MethodDeclaration> methods = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (Future<List<MethodDeclaration>> part : executor.invokeAll(tasks)) {
        methods.addAll(part.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException(ExitCode.SOURCES, "interrupted while parsing", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OutOfMemoryError error) {
        throw error;
      }
      throw new JobException(
          ExitCode.SOURCES, "cannot parse the sources: " + e.getCause().getMessage(), e.getCause());
    }
    return methods;
  }

  private List<MethodDeclaration> parse(JavaCompiler compiler, List<Path> files)
      throws IOException {
    try (StandardJavaFileManager fileManager =
        compiler.getStandardFileManager(_ -> {}, null, StandardCharsets.UTF_8)) {
      // Other people's syntax errors are not ours to report.
      DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  Writer.nullWriter(),
                  fileManager,
                  diagnostics,
                  List.of("-proc:none"),
                  null,
                  fileManager.getJavaFileObjectsFromPaths(files));
      DocTrees docTrees = DocTrees.instance(task);
      List<MethodDeclaration> methods = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        new Scanner(docTrees, unit, apiOnly, methods).scan(unit, null);
      }
      for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
        if (diagnostic.getCode().equals(READING_FAILED)) {
          throw new IOException(diagnostic.getMessage(Locale.ROOT));
        }
      }
      return methods;
    }
  }

  /** Visits the classes of one file and their methods, but no method bodies. */
  private static final class Scanner extends TreePathScanner<Void, Void> {
    private final DocTrees docTrees;
    private final FirstSentence firstSentence;
    private final String packageName;
    private final boolean apiOnly;
    private final List<MethodDeclaration> methods;
    private final Deque<String> classes = new ArrayDeque<>();

    Scanner(
        DocTrees docTrees,
        CompilationUnitTree unit,
        boolean apiOnly,
        List<MethodDeclaration> methods) {
      this.docTrees = docTrees;
      this.firstSentence = new FirstSentence(docTrees);
      ExpressionTree name = unit.getPackageName();
      this.packageName = name == null ? "" : name.toString();
      this.apiOnly = apiOnly;
      this.methods = methods;
    }

    @Override
    public Void visitClass(ClassTree node, Void unused) {
      if (!visible(node.getModifiers())) {
        return null;
      }
      classes.addLast(node.getSimpleName().toString());
      for (Tree member : node.getMembers()) {
        if (member instanceof ClassTree || member instanceof MethodTree) {
          scan(member, null);
        }
      }
      classes.removeLast();
      return null;
    }

    @Override
    public Void visitMethod(MethodTree node, Void unused) {
      if (node.getReturnType() == null || !visible(node.getModifiers())) {
        return null;
      }
      DocCommentTree comment = docTrees.getDocCommentTree(getCurrentPath());
      String sentence = comment == null ? "" : firstSentence.of(comment);
      if (sentence.chars().anyMatch(Character::isLetter)) {
        methods.add(
            new MethodDeclaration(
                packageName,
                classes.getFirst(),
                String.join(".", classes),
                node.getName().toString(),
                node.getReturnType().toString(),
                node.getParameters().stream().map(Scanner::parameter).toList(),
                node.getThrows().stream().map(Object::toString).toList(),
                sentence));
      }
      return null;
    }

    private boolean visible(ModifiersTree modifiers) {
      Set<Modifier> flags = modifiers.getFlags();
      if (apiOnly) {
        return flags.contains(Modifier.PUBLIC)
            || flags.contains(Modifier.PROTECTED)
            || (insideInterface() && !flags.contains(Modifier.PRIVATE));
      }
      return !flags.contains(Modifier.PRIVATE);
    }

    /** Members of interfaces and annotations are public without saying so. */
    private boolean insideInterface() {
      TreePath parent = getCurrentPath().getParentPath();
      return parent.getLeaf().getKind() == Tree.Kind.INTERFACE
          || parent.getLeaf().getKind() == Tree.Kind.ANNOTATION_TYPE;
    }

    private static MethodDeclaration.Parameter parameter(VariableTree variable) {
      String type = variable.getType().toString();
      String name = variable.getName().toString();
      // The tree of a varargs parameter has an array type; only its text tells.
      if (variable.toString().endsWith("... " + name)) {
        type = type.substring(0, type.length() - "[]".length()) + "...";
      }
      return new MethodDeclaration.Parameter(type, name);
    }
  }
}
