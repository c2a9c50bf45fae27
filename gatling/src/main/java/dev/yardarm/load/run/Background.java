package dev.yardarm.load.run;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.record.Judgement;
import dev.yardarm.load.record.Outcome;

/** What happens beside the load, on a thread of its own, and how it ended. */
public final class Background {
    private final String name;
    private final Thread thread;
    private volatile String ended = "";

    public Background(String name, Runnable work) {
        this.name = name;
        this.thread = new Thread(() -> run(work), name);
        thread.setDaemon(true);
    }

    private void run(Runnable work) {
        try {
            work.run();
            ended = "done";
        } catch (Throwable failure) {
            // Of an Error too: the load goes on until this has ended.
            ended = failure instanceof Refusal ? String.valueOf(failure.getMessage()) : failure.toString();
            System.err.println(name + ": " + ended);
        }
    }

    public void start() {
        thread.start();
    }

    public boolean hasEnded() {
        return !ended.isEmpty();
    }

    /** That it came to its end. */
    public Judgement judgement() {
        return new Judgement(
                name + " done", () -> new Outcome(ended.equals("done"), ended.isEmpty() ? "not ended" : ended));
    }
}
