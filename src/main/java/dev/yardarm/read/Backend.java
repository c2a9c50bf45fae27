package dev.yardarm.read;

/** The backends of a gateway, by the name that metrics, logs and health give them. */
public enum Backend {
    REDIS("redis"),
    POSTGRES("postgres");

    private final String label;

    Backend(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
