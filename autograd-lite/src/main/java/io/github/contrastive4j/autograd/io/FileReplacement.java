package io.github.contrastive4j.autograd.io;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * A file that takes the place of another one, or of none, when it is complete and on its device; a
 * failure leaves what was there.
 */
final class FileReplacement {
  /** Bytes that are written together; an archive hands over some 512 at a time. */
  private static final int BUFFER = 1 << 16;

  private FileReplacement() {}

  /** What is to be in a file. */
  @FunctionalInterface
  interface Content {
    /** Writes all of it and flushes the stream; may be called again for another file. */
    void write(OutputStream out) throws IOException;
  }

  /** Writes a file that has the permissions of the one before, even on an interrupted thread. */
  static void write(Path file, Content content) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      // A pipe or a device is written to, not replaced.
      try (OutputStream out = Files.newOutputStream(file)) {
        content.write(new BufferedOutputStream(out, BUFFER));
      }
      return;
    }
    // What a link leads to is replaced, not the link, unless that leads nowhere.
    Path whole = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    requireDirectory(file, whole.getParent());
    boolean interrupted = false;
    try {
      for (boolean written = false; !written; ) {
        interrupted |= Thread.interrupted();
        written = tryToWrite(whole, content);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Returns whether the thread came to the end: a channel closes when its thread is interrupted.
   */
  private static boolean tryToWrite(Path whole, Content content) throws IOException {
    Path unfinished =
        whole.resolveSibling("%s.%s.unfinished".formatted(whole.getFileName(), UUID.randomUUID()));
    PosixFileAttributes before = attributes(whole);
    FileAttribute<?>[] permissions = permissions(before);
    try {
      try (FileChannel channel =
          FileChannel.open(unfinished, Set.of(CREATE_NEW, WRITE), permissions)) {
        keepOwners(before, unfinished);
        permit(unfinished, permissions);
        content.write(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
        // Before it has the name: after a power failure there is one of the two, whole.
        channel.force(true);
      }
      replace(whole, unfinished);
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void requireDirectory(Path file, Path directory) throws IOException {
    if (directory == null || !Files.isDirectory(directory)) {
      throw new NoSuchFileException(
          file.toString(), null, directory + " is no directory, expected where to write");
    }
  }

  /** Those of a file, or null if it is not there or its file system has none. */
  private static PosixFileAttributes attributes(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return view != null && Files.exists(file) ? view.readAttributes() : null;
  }

  /** Those of the file before, if there was one: nobody else sees the new one. */
  private static FileAttribute<?>[] permissions(PosixFileAttributes before) {
    return before == null
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(before.permissions())};
  }

  /** Gives a new file the group and the owner of the one before, as far as the process may. */
  private static void keepOwners(PosixFileAttributes before, Path unfinished) throws IOException {
    if (before == null) {
      return;
    }
    PosixFileAttributeView own =
        Files.getFileAttributeView(unfinished, PosixFileAttributeView.class);
    PosixFileAttributes now = own.readAttributes();
    try {
      if (!now.group().equals(before.group())) {
        own.setGroup(before.group());
      }
      if (!now.owner().equals(before.owner())) {
        own.setOwner(before.owner());
      }
    } catch (FileSystemException e) {
      // Where the process may not do that, the new file is its own.
    }
  }

  /** Gives a new file what the process withholds from all that it makes. */
  private static void permit(Path file, FileAttribute<?>... permissions) throws IOException {
    for (FileAttribute<?> each : permissions) {
      if (!each.value().equals(Files.getAttribute(file, each.name()))) {
        Files.setAttribute(file, each.name(), each.value());
      }
    }
  }

  /** At no time is there no file, where the file system can do that. */
  private static void replace(Path file, Path by) throws IOException {
    try {
      // Other file systems may not know the first, and want the second.
      Files.move(by, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(by, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
