package dev.yardarm.http;

/** The routes of the gateway, by the label that metrics and logs give them; a request's own path is never a label. */
public enum Route {
    FLAG("/api/config/flags/{flagKey}"),
    FLAGS("/api/config/flags"),
    ADMIN_FLAG("/api/admin/flags/{flagKey}"),
    ADMIN_HISTORY("/api/admin/flags/{flagKey}/history"),
    ADMIN_MIGRATION("/api/admin/cache/migration"),
    /** Health and metrics, on their own port; not reported to an observer. */
    MANAGEMENT("management"),
    /** Whatever has no route, and what is refused before it is looked at. */
    UNMATCHED("unmatched");

    private final String label;

    Route(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
