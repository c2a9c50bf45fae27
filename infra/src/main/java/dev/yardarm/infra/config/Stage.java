package dev.yardarm.infra.config;

import java.util.Locale;

/** A deployment of the whole, with a network, data and gateways of its own. */
public enum Stage {
    STAGING,
    PRODUCTION;

    /** As it is written in names of resources and of files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
