package dev.yardarm.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is said while it measures. */
final class Progress {
    /** Not System.out, which Maven decorates. */
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private Progress() {}

    static void tell(String line) {
        OUT.println(line);
    }
}
