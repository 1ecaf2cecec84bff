package io.github.contrastive4j.examples.javadocsearch;

/** The exit codes of the command, as its help lists them. */
public enum ExitCode {
  /** Everything was done. */
  OK(0, "done"),
  /** A bug: the stack trace is printed. */
  SOFTWARE(1, "unexpected error (a stack trace follows)"),
  /** An unknown option or a value that does not fit. */
  USAGE(2, "wrong option or argument"),
  /** No sources, unreadable sources, or sources without documented methods. */
  SOURCES(3, "sources missing, unreadable or without documented methods"),
  /** The model file is missing or cannot be read. */
  MODEL(4, "model file missing or unreadable"),
  /** The heap is too small. */
  MEMORY(5, "too little memory"),
  /** Something could not be written to the output folder. */
  OUTPUT(6, "output folder not writable");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /**
   * The number that the process ends with.
   *
   * @return 0 for success
   */
  public int code() {
    return code;
  }

  /**
   * The meaning as the help prints it.
   *
   * @return a few words
   */
  public String meaning() {
    return meaning;
  }
}
