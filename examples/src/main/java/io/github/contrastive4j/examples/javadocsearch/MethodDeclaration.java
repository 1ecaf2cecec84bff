package io.github.contrastive4j.examples.javadocsearch;

import java.util.List;

/**
 * One documented method: its declaration, taken apart, and the first sentence of its Javadoc.
 *
 * @param packageName name of the package, empty for the unnamed one
 * @param topLevelClass simple name of the outermost class, the unit by which pairs are split
 * @param className simple name of the declaring class; nested ones as {@code Outer.Inner}
 * @param name name of the method
 * @param returnType return type as it is written in the source
 * @param parameters the parameters in order
 * @param exceptions the types of the throws clause in order
 * @param sentence first sentence of the Javadoc as plain text
 */
public record MethodDeclaration(
    String packageName,
    String topLevelClass,
    String className,
    String name,
    String returnType,
    List<Parameter> parameters,
    List<String> exceptions,
    String sentence) {

  /**
   * One parameter of a method.
   *
   * @param type type as it is written in the source, {@code ...} included
   * @param name name of the parameter
   */
  public record Parameter(String type, String name) {}

  /** Copies the lists. */
  public MethodDeclaration {
    parameters = List.copyOf(parameters);
    exceptions = List.copyOf(exceptions);
  }

  /**
   * The key by which pairs are split: no class of one split has a method in another.
   *
   * @return the qualified name of the top-level class
   */
  public String splitKey() {
    return packageName + "." + topLevelClass;
  }

  /**
   * The same declaration with another first sentence; what a search for declarations compares.
   *
   * @param sentence the other sentence
   * @return a copy
   */
  public MethodDeclaration withSentence(String sentence) {
    return new MethodDeclaration(
        packageName, topLevelClass, className, name, returnType, parameters, exceptions, sentence);
  }

  /**
   * The declaration as a reader wants to see it in a list of results.
   *
   * @return for example {@code java.util.Collections.reverse(List<?> list)}
   */
  public String signature() {
    StringBuilder text = new StringBuilder();
    if (!packageName.isEmpty()) {
      text.append(packageName).append('.');
    }
    text.append(className).append('.').append(name).append('(');
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      text.append(i == 0 ? "" : ", ").append(parameter.type()).append(' ').append(parameter.name());
    }
    return text.append(')').toString();
  }
}
