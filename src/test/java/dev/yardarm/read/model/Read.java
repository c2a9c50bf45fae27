package dev.yardarm.read.model;

/**
 * A read that a client has begun, with what its answer is to be judged by.
 *
 * @param key -1 for the list
 * @param known the highest revision that the gateway knew
 * @param shown what its clients had seen was so from this revision on
 * @param atStore the store's revision
 * @param epoch how often the store had gone back
 * @param noticed of which of the store's pasts the gateway had to know that it is lost
 * @param noticings of the gateway's so far
 * @param unheard whether the gateway had not heard of the store for too long, and was not asking it
 * @param hearings of the gateway's so far
 */
record Read(
        int number,
        Gateway gateway,
        int environment,
        int key,
        long atLeast,
        long beganAt,
        long known,
        long shown,
        long atStore,
        int epoch,
        int noticed,
        int noticings,
        boolean unheard,
        int hearings) {}
