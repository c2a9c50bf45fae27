package dev.yardarm;

/** x. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {}
}
