package io.github.contrastive4j.examples.javadocsearch;

/**
 * An error that the user can do something about: a message without a stack trace and an exit code.
 */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /**
   * An error without a deeper cause.
   *
   * @param exitCode what the process ends with
   * @param message what happened and what to do about it
   */
  public JobException(ExitCode exitCode, String message) {
    this(exitCode, message, null);
  }

  /**
   * An error with its cause.
   *
   * @param exitCode what the process ends with
   * @param message what happened and what to do about it
   * @param cause the exception behind it, or null
   */
  public JobException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /**
   * What the process ends with.
   *
   * @return the exit code
   */
  public ExitCode exitCode() {
    return exitCode;
  }
}
