package dev.yardarm.read;

/** Is told of each read, on the thread it is answered on; for metrics. Must neither fail nor wait. */
public interface ReadObserver {

    /** The gateway's own memory was asked. */
    void nearAsked(boolean hit);

    void cacheAsked(Reading.CacheResult result);

    void answered(Reading.Source source);

    /** The truth was found below what had been seen of it; counted once for each time that it was noticed, in each environment. */
    void databaseWentBack();
}
