package dev.yardarm.secret;

/** Where the text of one secret comes from. Used by one thread, which it may block for some seconds. */
interface SecretSource extends AutoCloseable {
    /** The text as it is now. */
    String read() throws UnreadableSecret;

    @Override
    void close();
}
