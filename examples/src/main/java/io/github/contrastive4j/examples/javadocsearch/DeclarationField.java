package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.examples.javadocsearch.MethodDeclaration.Parameter;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parts of a declaration that are searched, each as text. */
public enum DeclarationField {
  /** Name of the method. */
  METHOD_NAME(MethodDeclaration::name),
  /** Name of the declaring class, with the classes around it. */
  CLASS_NAME(MethodDeclaration::className),
  /** Name of the package. */
  PACKAGE_NAME(MethodDeclaration::packageName),
  /** The return type. */
  RETURN_TYPE(MethodDeclaration::returnType),
  /** The parameters' types. */
  PARAMETER_TYPES(
      method -> method.parameters().stream().map(Parameter::type).collect(Collectors.joining(" "))),
  /** The parameters' names. */
  PARAMETER_NAMES(
      method -> method.parameters().stream().map(Parameter::name).collect(Collectors.joining(" "))),
  /** The types of the throws clause. */
  EXCEPTIONS(method -> String.join(" ", method.exceptions()));

  private final Function<MethodDeclaration, String> text;

  DeclarationField(Function<MethodDeclaration, String> text) {
    this.text = text;
  }

  /**
   * Takes this part from a declaration.
   *
   * @param method a declaration
   * @return identifiers, not yet split into words; may be empty
   */
  public String of(MethodDeclaration method) {
    return text.apply(method);
  }
}
